-- The store of newsmill in SQLite. The same tables and columns as in PostgreSQL (../postgres), except for what
-- full-text search needs: here articles.number and the table articles_search, there the column articles.search.
-- Times are text, "2026-11-22T18:20:00Z": always UTC, always this form, so that they sort as text.

-- One row for each article: its current version, which is the one with the greatest
-- (last_seen_at, date_modified, version).
CREATE TABLE articles (
    number INTEGER PRIMARY KEY,      -- names the row in articles_search; no other meaning
    id TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    url TEXT NOT NULL,
    headline TEXT,
    alternative_headline TEXT,
    abstract TEXT,
    article_body TEXT,
    authors TEXT,                    -- JSON
    publisher_name TEXT,
    publisher_url TEXT,
    in_language TEXT,
    article_section TEXT,
    keywords TEXT,                   -- JSON
    image TEXT,
    copyright_notice TEXT,
    source_kind TEXT,
    source_url TEXT,
    source_feed TEXT,
    date_published TEXT,
    date_modified TEXT,
    fetched_at TEXT NOT NULL,        -- when this version was first fetched
    last_seen_at TEXT NOT NULL       -- and when it was last
) STRICT;
CREATE INDEX articles_by_url ON articles (url);
CREATE INDEX articles_by_date ON articles (date_published);

-- Every version of every article. `document` is the whole article as JSON, with the fields that have no column.
CREATE TABLE article_versions (
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    date_modified TEXT,
    document TEXT NOT NULL,
    PRIMARY KEY (id, version)
) STRICT;

-- An entity's name is a function of its id: whoever inserts it first inserts the same row.
CREATE TABLE entities (
    id TEXT NOT NULL PRIMARY KEY,
    type TEXT NOT NULL,
    subtype TEXT,
    name TEXT,
    ids TEXT,                        -- JSON: {"wikidata": "Q…", "ticker": "…"}
    value REAL,
    unit TEXT,
    currency TEXT
) STRICT, WITHOUT ROWID;

-- Which entities occur in which version. No foreign keys: a version and all that belongs to it are inserted by one
-- transaction and never deleted.
CREATE TABLE article_entities (
    article_id TEXT NOT NULL,
    version TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    salience REAL,
    confidence REAL,
    PRIMARY KEY (article_id, version, entity_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_entities_by_entity ON article_entities (entity_id);

-- Where an entity is mentioned: code points of `field` (articleBody, headline, abstract), from 0, "end" exclusive.
CREATE TABLE mentions (
    article_id TEXT NOT NULL,
    version TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    field TEXT NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT,
    PRIMARY KEY (article_id, version, entity_id, field, "start", "end")
) STRICT, WITHOUT ROWID;

-- Full-text search over headline and body of the current versions; the triggers keep it in step with `articles`.
CREATE VIRTUAL TABLE articles_search USING fts5 (
    headline, article_body, content = 'articles', content_rowid = 'number',
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER articles_search_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_search (rowid, headline, article_body)
    VALUES (new.number, new.headline, new.article_body);
END;
CREATE TRIGGER articles_search_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_search (articles_search, rowid, headline, article_body)
    VALUES ('delete', old.number, old.headline, old.article_body);
END;
CREATE TRIGGER articles_search_update AFTER UPDATE ON articles
WHEN old.headline IS NOT new.headline OR old.article_body IS NOT new.article_body BEGIN
    INSERT INTO articles_search (articles_search, rowid, headline, article_body)
    VALUES ('delete', old.number, old.headline, old.article_body);
    INSERT INTO articles_search (rowid, headline, article_body)
    VALUES (new.number, new.headline, new.article_body);
END;
