-- Who stands at a device that several people share. The PIN itself is nowhere.

CREATE TABLE people (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    pin BLOB,                       -- how it is proved, see hub/access/pins.py; NULL without one
    created_at TEXT NOT NULL        -- instant
) STRICT, WITHOUT ROWID;
