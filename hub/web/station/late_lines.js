/**
 * Lines that were added to a ticket after it had been shown here. The hub says what was changed and
 * cancelled; what came in addition is seen by comparing, as on the kitchen screens. Pure.
 *
 * @module
 */

import { mine } from "./rules.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("./rules.js").Board} Board */
/** @typedef {ReadonlyMap<string, number>} LateLines by a line's id, the version of its order that
 *   brought it */

/** @type {WeakMap<Order, {key: string, order: Order}>} so that what has not changed stays the same */
const made = new WeakMap();

/**
 * Note what has come to tickets that were shown already.
 *
 * @param {LateLines} before
 * @param {ReadonlyMap<string, Order>} known the orders as they were
 * @param {ReadonlyMap<string, Order>} orders as they are now
 * @param {Board} board
 * @returns {LateLines} the same where nothing has
 */
export function noteLate(before, known, orders, board) {
  /** @type {Map<string, number>} */
  const late = new Map();
  for (const order of orders.values()) {
    const old = known.get(order.id);
    const isShown = old !== undefined && mine(board, old).length > 0;
    const ids = new Set(old?.items.map((item) => item.id));
    for (const { id } of order.items) {
      const version = before.get(id) ?? (isShown && !ids.has(id) ? order.version : undefined);
      if (version !== undefined) late.set(id, version);
    }
  }
  const isSame = late.size === before.size && [...late].every(([id, version]) => before.get(id) === version);
  return isSame ? before : late;
}

/**
 * Return orders in which such lines say so.
 *
 * @param {readonly Order[]} orders
 * @param {LateLines} late
 * @returns {Order[]}
 */
export function withLate(orders, late) {
  return orders.map((order) => {
    const key = JSON.stringify(order.items.map(({ id }) => late.get(id)));
    if (!order.items.some(({ id }) => late.has(id))) return order;
    const before = made.get(order);
    if (before?.key === key) return before.order;
    const items = order.items.map((item) => (late.has(item.id) ? { ...item, late: late.get(item.id) } : item));
    const after = { order: { ...order, items }, key };
    made.set(order, after);
    return after.order;
  });
}
