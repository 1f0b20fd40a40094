-- The store of newsmill in PostgreSQL. The same tables and columns as in SQLite (../sqlite), except for what
-- full-text search needs: here the column articles.search.
-- Keys compare as bytes (COLLATE "C"): that is the order in which newsmill sorts them, whatever the database's locale.

-- One row for each article: its current version, which is the one with the greatest
-- (last_seen_at, date_modified, version).
CREATE TABLE articles (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    version text COLLATE "C" NOT NULL,
    url text NOT NULL,
    headline text,
    alternative_headline text,
    abstract text,
    article_body text,
    authors json,
    publisher_name text,
    publisher_url text,
    in_language text,
    article_section text,
    keywords json,
    image text,
    copyright_notice text,
    source_kind text,
    source_url text,
    source_feed text,
    date_published timestamptz,
    date_modified timestamptz,
    fetched_at timestamptz NOT NULL,    -- when this version was first fetched
    last_seen_at timestamptz NOT NULL,  -- and when it was last
    -- A text search vector holds 1 MiB at most: enough for so many characters of most texts (see 003_search.sql).
    search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', left(coalesce(headline, ''), 10000)), 'A') ||
        setweight(to_tsvector('simple', left(coalesce(article_body, ''), 150000)), 'B')) STORED
);
-- A hash index, because a URL may be longer than a key of a B-tree.
CREATE INDEX articles_by_url ON articles USING hash (url);
CREATE INDEX articles_by_date ON articles (date_published);
CREATE INDEX articles_by_search ON articles USING gin (search);

-- Every version of every article. `document` is the whole article as JSON, with the fields that have no column.
CREATE TABLE article_versions (
    id text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    fetched_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    date_modified timestamptz,
    document json NOT NULL,
    PRIMARY KEY (id, version)
);

-- An entity's name is a function of its id: whoever inserts it first inserts the same row.
CREATE TABLE entities (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    type text NOT NULL,
    subtype text,
    name text,
    ids json,                           -- {"wikidata": "Q…", "ticker": "…"}
    value double precision,
    unit text,
    currency text
);

-- Which entities occur in which version. No foreign keys: a version and all that belongs to it are inserted by one
-- transaction and never deleted.
CREATE TABLE article_entities (
    article_id text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    entity_id text COLLATE "C" NOT NULL,
    salience double precision,
    confidence double precision,
    PRIMARY KEY (article_id, version, entity_id)
);
CREATE INDEX article_entities_by_entity ON article_entities (entity_id);

-- Where an entity is mentioned: code points of `field` (articleBody, headline, abstract), from 0, "end" exclusive.
CREATE TABLE mentions (
    article_id text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    entity_id text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    "start" integer NOT NULL,
    "end" integer NOT NULL,
    text text,
    PRIMARY KEY (article_id, version, entity_id, field, "start", "end")
);

-- lz4 costs a tenth of the default's time. A server built without it keeps the default.
DO $$
BEGIN
    EXECUTE 'ALTER TABLE articles ALTER article_body SET COMPRESSION lz4, ALTER search SET COMPRESSION lz4';
    EXECUTE 'ALTER TABLE article_versions ALTER document SET COMPRESSION lz4';
EXCEPTION
    WHEN OTHERS THEN
        NULL;
END
$$;
