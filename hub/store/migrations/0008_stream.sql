-- What follows the event log, and what is due at some time.

CREATE TABLE epochs (
    epoch TEXT PRIMARY KEY,
    after INTEGER NOT NULL,         -- the last event before it
    at INTEGER NOT NULL,            -- when it began, Unix milliseconds; 0 where nobody knows
    why TEXT NOT NULL,              -- created, restored, recovered or moved
    machine TEXT NOT NULL           -- tells one machine from another; empty where nobody knows
) STRICT, WITHOUT ROWID;

-- Of a hub before this, when its present one began is not known; of a backup that was brought back,
-- the hub writes it down itself.
INSERT INTO epochs (epoch, after, at, why, machine)
    SELECT value, 0, 0, 'created', '' FROM meta
    WHERE name = 'epoch' AND NOT EXISTS (SELECT 1 FROM meta WHERE name = 'epoch_why');

CREATE TABLE cursors (
    name TEXT PRIMARY KEY,          -- of a follower, see hub/commit/followers.py
    seq INTEGER NOT NULL            -- everything through this event has been handled
) STRICT, WITHOUT ROWID;

CREATE TABLE timers (
    kind TEXT NOT NULL,             -- who is to be told, see hub/commit/timers.py
    id TEXT NOT NULL,
    due INTEGER NOT NULL,           -- Unix milliseconds of the hub's time
    made INTEGER NOT NULL,          -- the same: when it was set
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- For how long it is said that the orders were brought back from a backup.
INSERT INTO timers (kind, id, due, made, body)
    SELECT 'restored-from-backup', 'restored-from-backup', json_extract(value, '$.at') + 43200000,
        json_extract(value, '$.at'), json_extract(value, '$.message')
    FROM meta WHERE name = 'restored';
DELETE FROM meta WHERE name = 'restored';
