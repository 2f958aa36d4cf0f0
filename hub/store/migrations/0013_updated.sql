-- When an order was changed last, for whoever asks what has changed since. The index is of orders that
-- have left the kitchen, so that no change of a live one touches it. What was closed long before this
-- counts as changed when it was taken: writing a whole history anew takes a card minutes.

ALTER TABLE orders ADD COLUMN updated_at TEXT;  -- instant

UPDATE orders SET updated_at = json_extract(body, '$.updated_at')
    WHERE json_valid(body) AND (
        active = 1 OR created_at >= (
            SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(created_at), '-3 days') FROM orders
        )
    );

CREATE INDEX orders_updated ON orders (coalesce(updated_at, created_at), number) WHERE active = 0;
