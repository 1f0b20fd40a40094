-- When articles were found to be gone of which nothing was stored yet: messages come in any order. It counts once the
-- article is stored, unless that was seen later.
CREATE TABLE gone_early (
    id TEXT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
