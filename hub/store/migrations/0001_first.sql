-- A branch's book. Times are Unix milliseconds, or instants as the wire writes them where the text
-- says so. Bodies are the JSON that the API shows: an order is encoded once for disk and wire.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
    number INTEGER PRIMARY KEY,     -- the running number behind ORD-00042
    id TEXT NOT NULL UNIQUE,
    active INTEGER NOT NULL,        -- 1 while a kitchen has to do with it
    status TEXT NOT NULL,
    created_at TEXT NOT NULL,       -- instant
    session_id TEXT,                -- of the table's guests
    request BLOB,                   -- digest of the creating request, where the client chose the id
    body TEXT NOT NULL
) STRICT;

-- Live orders are few and loaded at start; history is read by status and time. Partial indexes keep
-- a status change of a live order from touching the history's pages.
CREATE INDEX orders_active ON orders (number) WHERE active = 1;
CREATE INDEX orders_closed ON orders (status, created_at, number) WHERE active = 0;
CREATE INDEX orders_created ON orders (created_at, number);
CREATE INDEX orders_session ON orders (session_id, number) WHERE session_id IS NOT NULL;

CREATE TABLE items (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL         -- of the order that holds the line
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    seq INTEGER PRIMARY KEY,        -- counted by the hub, gapless; never AUTOINCREMENT
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    order_id TEXT,
    session_id TEXT,
    actor TEXT,
    payload TEXT NOT NULL
) STRICT;

CREATE TABLE answers (
    token TEXT NOT NULL,            -- the id of the asking device
    key TEXT NOT NULL,              -- its Idempotency-Key
    request BLOB NOT NULL,          -- digest of method, path and body
    status INTEGER NOT NULL,
    version INTEGER,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (token, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX answers_at ON answers (at);

CREATE TABLE menu (
    kind TEXT NOT NULL,             -- category, station or item
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,    -- SHA-256; the token itself is nowhere
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    session_id TEXT,
    created_at TEXT NOT NULL,       -- instant
    revoked_at TEXT                 -- instant
) STRICT, WITHOUT ROWID;

CREATE INDEX tokens_valid ON tokens (id) WHERE revoked_at IS NULL;

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    table_number TEXT NOT NULL,
    created_at TEXT NOT NULL,       -- instant
    closed_at TEXT                  -- instant
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_open ON sessions (id) WHERE closed_at IS NULL;
