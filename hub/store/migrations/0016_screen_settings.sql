-- What a manager has set at screens, and what screens last said they go by.

CREATE TABLE screen_settings (
    token TEXT PRIMARY KEY,
    wanted TEXT NOT NULL,           -- JSON, by section.key: what a manager has set
    told TEXT                       -- JSON: what the screen goes by; NULL while it has said nothing
) STRICT, WITHOUT ROWID;
