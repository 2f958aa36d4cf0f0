-- The whole of texts that are too long for a ticket.

CREATE TABLE raw_notes (
    number INTEGER NOT NULL,        -- of the order
    version INTEGER NOT NULL,       -- of the order, with which it came
    text TEXT NOT NULL,
    PRIMARY KEY (number, version)
) STRICT, WITHOUT ROWID;
