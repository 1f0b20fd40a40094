-- When articles were found to be gone of which nothing was stored yet: messages come in any order. It counts once the
-- article is stored, unless that was seen later.
CREATE TABLE gone_early (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    at timestamptz NOT NULL
);
