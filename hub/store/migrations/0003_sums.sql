-- What tells an order that has changed on the card from one that was written so: SQLite's own check
-- looks at how its pages hang together, not at what stands in them. Both are NULL in what was
-- written before there were any.

ALTER TABLE orders ADD COLUMN sum INTEGER;     -- of the row, see hub/store/checksums.py
ALTER TABLE events ADD COLUMN live INTEGER;    -- what the sums of the live orders add up to then
