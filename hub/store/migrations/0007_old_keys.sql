-- The keys that memory has let go of, each with the time of its answer: the newest ones are known
-- in memory, and so hardly a hub ever writes a row here. See hub/commit/idempotency.py.

CREATE TABLE old_keys (
    token TEXT NOT NULL,            -- the id of the asking device
    key TEXT NOT NULL,              -- its Idempotency-Key
    at INTEGER NOT NULL,
    PRIMARY KEY (token, key)
) STRICT, WITHOUT ROWID;

-- Of a hub that remembers more than its memory holds, all but the newest.
INSERT INTO meta (name, value)
    SELECT 'keys_before', at FROM answers ORDER BY at DESC LIMIT 1 OFFSET 20000;
INSERT OR REPLACE INTO old_keys (token, key, at)
    SELECT token, key, at FROM answers
    WHERE at < (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'keys_before')
    ORDER BY at;
