-- When an article was found to be gone from its site, and not seen since: NULL while it is there. An article that comes back is
-- current again.
ALTER TABLE articles ADD COLUMN gone_at TEXT;
