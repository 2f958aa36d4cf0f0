-- What a branch keeps whole, and how many of a dish are left.

CREATE TABLE documents (
    name TEXT PRIMARY KEY,          -- routes or tables, see hub/menu
    body TEXT NOT NULL              -- all of it as JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE stock (
    dish TEXT PRIMARY KEY,          -- its id on the menu; a dish without a row is not counted
    remaining INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
