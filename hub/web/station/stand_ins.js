/**
 * Lines as a board shows them besides what the hub says of them: of stations that it stands in for,
 * and of dishes that are sold out by now. Pure.
 *
 * @module
 */

import { belongsTo, rank, runningNumber } from "../replica.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Item} Item */
/** @typedef {{station: string, backup: string, orders: number[]}} StandIn */

/** @type {WeakMap<Order, {key: string, order: Order}>} so that what has not changed stays the same */
const made = new WeakMap();

/**
 * Return orders with the lines of stations that none of their own screens shows, as the board's own,
 * and with a mark on unfinished dishes that are sold out.
 *
 * @param {readonly Order[]} orders
 * @param {readonly StandIn[]} rows all that the hub says of it
 * @param {string | null} own the board's station, or several with commas between them
 * @param {ReadonlySet<string>} soldOut ids of dishes
 * @returns {Order[]}
 */
export function takeOn(orders, rows, own, soldOut) {
  const names = own === null ? [] : own.split(",");
  /** @type {Map<number, string[]>} */
  const others = new Map();
  for (const row of rows) {
    if (!names.includes(row.backup) || names.includes(row.station)) continue;
    for (const number of row.orders) others.set(number, [...(others.get(number) ?? []), row.station]);
  }
  if (!others.size && !soldOut.size) return [...orders];
  return orders.map((order) => {
    const stations = others.get(runningNumber(order) ?? -1) ?? [];
    const gone = order.items.filter((item) => isGone(item, soldOut)).map((item) => item.id);
    if (!stations.length && !gone.length) return order;
    const key = JSON.stringify([stations, gone, own]);
    const before = made.get(order);
    if (before?.key === key) return before.order;
    const items = order.items.map((item) => asOwn(item, stations, own ?? "", gone));
    const after = { order: { ...order, items }, key };
    made.set(order, after);
    return after.order;
  });
}

/** @param {Item} item @param {ReadonlySet<string>} soldOut */
function isGone(item, soldOut) {
  const dish = item.menu_item_id;
  return dish !== null && soldOut.has(dish) && rank(item.status) < 2 && !item.flags?.includes("sold_out");
}

/** @param {Item} item @param {readonly string[]} stations @param {string} own @param {readonly string[]} gone
 * @returns {Item} */
function asOwn(item, stations, own, gone) {
  const flags = gone.includes(item.id) ? [...(item.flags ?? []), "sold_out"] : item.flags;
  const theirs = stations.find((each) => belongsTo(item, each));
  if (theirs === undefined || belongsTo(item, own)) return flags === item.flags ? item : { ...item, flags };
  const { stations: _, at: __, ...rest } = item;
  const [first] = own.split(",");
  return { ...rest, station: first, flags: [...(flags ?? []), `for_${theirs}`] };
}
