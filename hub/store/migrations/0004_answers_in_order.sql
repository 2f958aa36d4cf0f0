-- Answers one behind the other, as they come. Kept in the order of their keys, which are made by
-- chance, each of them went into a page of its own, and with their bodies in it the order itself
-- took a page now and then: more than everything else that a change writes. Memory knows the keys
-- and when each was used, so nothing has to be found by them here.

CREATE TABLE answers_in_order (
    number INTEGER PRIMARY KEY,     -- counted by SQLite
    token TEXT NOT NULL,            -- the id of the asking device
    key TEXT NOT NULL,              -- its Idempotency-Key
    request BLOB NOT NULL,          -- digest of method, path and body
    status INTEGER NOT NULL,
    version INTEGER,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

INSERT INTO answers_in_order (token, key, request, status, version, at, body)
    SELECT token, key, request, status, version, at, body FROM answers ORDER BY at;
DROP TABLE answers;
ALTER TABLE answers_in_order RENAME TO answers;
CREATE INDEX answers_at ON answers (at);
