-- Whose token an order came with: when there are more open orders than a board can hold, those of
-- whoever holds most give way. Known of open orders only; NULL where nobody knows.

ALTER TABLE orders ADD COLUMN sender TEXT;

UPDATE orders SET sender = placed.actor
    FROM (
        SELECT order_id, actor FROM events
        WHERE type = 'order:new' AND order_id IN (SELECT id FROM orders WHERE active = 1)
    ) AS placed
    WHERE orders.active = 1 AND orders.id = placed.order_id;
