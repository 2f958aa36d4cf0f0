-- What was committed and is not in its tables yet: see hub/store/journal.py. The slots stay, and are
-- written anew in place.

CREATE TABLE journal (
    slot INTEGER PRIMARY KEY,       -- from 0 on, without gaps
    body BLOB NOT NULL              -- always as long: what is written anew goes into the same page
) STRICT;
