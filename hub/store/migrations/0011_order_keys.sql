-- Under which keys other systems know orders.

CREATE TABLE order_keys (
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    number INTEGER NOT NULL,        -- of the order; 0 for one that was cancelled before it came
    at INTEGER NOT NULL,            -- when it was taken, Unix milliseconds
    reason TEXT NOT NULL,           -- why it was cancelled before it came
    PRIMARY KEY (source, external_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX order_keys_number ON order_keys (number);
