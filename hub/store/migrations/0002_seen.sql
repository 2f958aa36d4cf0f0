-- When and from where each device was last heard. A table of its own, so that writing it every hour
-- leaves the tokens alone.

CREATE TABLE seen (
    token TEXT PRIMARY KEY,         -- the id of the device
    at INTEGER NOT NULL,            -- Unix milliseconds
    address TEXT NOT NULL
) STRICT, WITHOUT ROWID;
