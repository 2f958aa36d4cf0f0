-- What the last import of a menu changed, so that it can be undone.

CREATE TABLE former_menu (
    kind TEXT NOT NULL,             -- category, station or item, as in menu
    id TEXT NOT NULL,
    body TEXT NOT NULL,             -- as it was; empty for what was not there
    available INTEGER NOT NULL,     -- of a dish: 1 where the import left it available, 0 sold out
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
