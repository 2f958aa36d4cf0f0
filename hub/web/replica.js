/**
 * A page's copy of the open orders: a snapshot, and the events after it, each once. Pure: what is
 * given is never changed. The same cases are run against this and against the kitchen screens' own
 * (`tests/pages/cases`).
 *
 * @module
 */

/** @typedef {import("./api-types.js").Order} Order */
/** @typedef {import("./api-types.js").Item} Item */

/**
 * @typedef {object} Replica
 * @property {string | null} epoch the run of the hub's event log; null before the first snapshot
 * @property {number} seq the last event that is in here
 * @property {ReadonlyMap<string, Order>} orders by id, oldest first
 * @property {boolean} lost whether an event is missing, so that only a snapshot helps
 */

/**
 * @typedef {object} Snapshot
 * @property {string} epoch
 * @property {number} seq
 * @property {Order[]} orders
 * @property {Order[]} [cancelled] orders that are made no more, which cooks have yet to see
 */

/**
 * @typedef {object} RoomEvent
 * @property {string} type
 * @property {number} seq
 * @property {{[name: string]: any}} payload
 */

/** @type {import("./api-types.js").ItemStatus[]} */
const STEPS = ["pending", "preparing", "ready", "served"];
const ACTIVE = new Set(["pending", "confirmed", "preparing", "ready"]);
const OVER = new Set(["served", "completed", "cancelled"]);
const WHOLE_ORDERS = new Set(["order:new", "order:updated", "order:scheduled"]);
const ONE_LINE = new Set(["order:item_status", "order:item_cancelled"]);

/** @type {Replica} */
export const EMPTY = Object.freeze({ epoch: null, seq: 0, orders: new Map(), lost: false });

/**
 * Say how far along a status is; one of a newer hub counts as begun, and not yet done.
 *
 * @param {string} status
 */
export function rank(status) {
  if (status === "cancelled") return 9;
  const place = /** @type {string[]} */ (STEPS).indexOf(status);
  return place < 0 ? 1 : place;
}

/**
 * Whether a line still counts.
 *
 * @param {Item} item
 */
export function isLive(item) {
  return item.status !== "cancelled";
}

/**
 * Whether an order stands on its kitchen's boards; with a status of a newer hub its lines decide.
 *
 * @param {Order} order
 */
export function isOpen(order) {
  if (ACTIVE.has(order.status)) return !order.release_at && order.items.some(isLive);
  return !OVER.has(order.status) && order.items.some((item) => rank(item.status) < 3);
}

/**
 * Whether a station has to do with a line; null asks for the whole kitchen.
 *
 * @param {Item} item
 * @param {string | null} station one, or several with commas between them
 */
export function belongsTo(item, station) {
  if (station === null || item.station === null || item.station === undefined) return true;
  return station.split(",").some((each) => item.station === each || item.stations?.includes(each));
}

/**
 * Return an order with the lines that several stations make as far as the one has come with them.
 *
 * @param {Order} order
 * @param {string | null} station
 * @returns {Order}
 */
export function seenAt(order, station) {
  if (station === null || !order.items.some((item) => item.at?.length)) return order;
  return { ...order, items: order.items.map((item) => lineSeenAt(item, station)) };
}

/** @param {Item} item @param {string} station @returns {Item} */
function lineSeenAt(item, station) {
  const names = station.split(",");
  const steps = (item.at ?? []).filter((/** @type {any} */ step) => names.includes(step.station));
  if (!steps.length) return item;
  if (!isLive(item)) return { ...item, station: steps[0].station };
  const places = steps.map((/** @type {any} */ step) => STEPS.indexOf(step.status));
  const low = STEPS[Math.min(...places)];
  const high = STEPS[Math.max(...places)];
  const over = low === "ready" || low === "served";
  const started = steps.map((/** @type {any} */ step) => step.started_at).filter(Boolean).sort();
  const ready = steps.map((/** @type {any} */ step) => step.ready_at).filter(Boolean).sort();
  return {
    ...item,
    station: steps[0].station,
    status: low === high || over ? low : "preparing",
    started_at: started[0] ?? null,
    ready_at: over ? (ready.at(-1) ?? null) : null,
  };
}

/**
 * Start over from what the hub has.
 *
 * @param {Replica} before what was known
 * @param {Snapshot} snapshot
 * @param {string | null} [station] whose own steps a line has that several make
 * @param {ReadonlySet<string>} [done] ids of orders that this page is done with
 * @returns {Replica}
 */
export function fromSnapshot(before, snapshot, station = null, done = new Set()) {
  /** @type {Map<string, Order>} */
  const orders = new Map();
  for (const order of snapshot.orders) {
    if (isOpen(order)) orders.set(order.id, keepSame(before, seenAt(order, station)));
  }
  for (const order of snapshot.cancelled ?? []) {
    if (orders.has(order.id)) continue;
    if (before.orders.has(order.id) || !done.has(order.id)) {
      orders.set(order.id, keepSame(before, seenAt(order, station)));
    }
  }
  return { epoch: snapshot.epoch, seq: snapshot.seq, orders: sorted(orders), lost: false };
}

/** An order as it is known, where nothing of it has changed: a page draws anew what is another.
 * @param {Replica} before @param {Order} order */
function keepSame(before, order) {
  const known = before.orders.get(order.id);
  const same = known?.version === order.version && JSON.stringify(known) === JSON.stringify(order);
  return known && same ? known : order;
}

/**
 * Take in what the hub has, by whichever way it said so. An answer that an event has overtaken marks
 * the replica as lost instead: should the hub insist, the next one is taken.
 *
 * @param {Replica} before
 * @param {Snapshot} snapshot
 * @param {string | null} [station] whose own steps a line has that several make
 * @param {ReadonlySet<string>} [done] ids of orders that this page is done with
 * @returns {Replica}
 */
export function withSnapshot(before, snapshot, station = null, done = new Set()) {
  const isOld = before.epoch === snapshot.epoch && !before.lost && snapshot.seq < before.seq;
  return isOld ? { ...before, lost: true } : fromSnapshot(before, snapshot, station, done);
}

/**
 * Take one event in. What has been seen is ignored; a gap marks the replica as lost.
 *
 * @param {Replica} replica
 * @param {RoomEvent} event the next one
 * @param {string | null} [station] whose own steps a line has that several make
 * @returns {Replica}
 */
export function withEvent(replica, event, station = null) {
  if (replica.epoch === null || replica.lost || event.seq <= replica.seq) return replica;
  if (event.seq !== replica.seq + 1) return { ...replica, lost: true };
  const { payload, type, seq } = event;
  if (WHOLE_ORDERS.has(type) && payload?.order?.id) {
    return { ...replica, seq, orders: withOrder(replica.orders, payload.order, station) };
  }
  if (ONE_LINE.has(type) && payload?.item?.id) {
    return { ...replica, seq, orders: withLine(replica.orders, payload, station) };
  }
  return { ...replica, seq };
}

/**
 * @param {ReadonlyMap<string, Order>} before
 * @param {Order} order
 * @param {string | null} station
 */
function withOrder(before, order, station) {
  const orders = new Map(before);
  const struck = order.status === "cancelled" && order.items.some((item) => item.was);
  if (isOpen(order) || (orders.has(order.id) && struck)) {
    orders.set(order.id, seenAt(order, station));
    return sorted(orders);
  }
  orders.delete(order.id);
  return orders;
}

/**
 * @param {ReadonlyMap<string, Order>} before
 * @param {{[name: string]: any}} payload
 * @param {string | null} station
 */
function withLine(before, payload, station) {
  const order = before.get(payload.orderId);
  // An order that had left comes back whole: order:updated follows.
  if (order === undefined) return before;
  const seen = station === null ? payload.item : lineSeenAt(payload.item, station);
  const items = order.items.map((item) => (item.id === seen.id ? seen : item));
  const changed = { ...order, items, version: payload.version, updated_at: payload.updatedAt };
  return new Map(before).set(order.id, changed);
}

/**
 * The time from which an order's age counts, by the hub's clock.
 *
 * @param {Order} order
 */
export function countedFrom(order) {
  return order.age_from ?? order.created_at;
}

/**
 * From when a line waits, in ms since 1970: with its order, or as it was added or fired later.
 *
 * @param {Order} order
 * @param {Item} item
 */
export function cameAt(order, item) {
  const from = item.created_at > order.created_at ? item.created_at : countedFrom(order);
  return Date.parse(item.fired_at ?? from);
}

/** @param {ReadonlyMap<string, Order>} orders @returns {ReadonlyMap<string, Order>} */
function sorted(orders) {
  const rows = [...orders.values()].map((order) => ({ order, from: countedFrom(order) }));
  rows.sort(
    (one, other) =>
      compare(one.from, other.from) ||
      // The number behind ORD-00042 counts on; it is longer, never smaller, in later orders.
      one.order.order_number.length - other.order.order_number.length ||
      compare(one.order.order_number, other.order.order_number),
  );
  return new Map(rows.map(({ order }) => [order.id, order]));
}

/** @param {string} one @param {string} other */
function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * An order's running number: 42 for ORD-00042; null where it is written in a way of a newer hub.
 *
 * @param {Order} order
 */
export function runningNumber(order) {
  const digits = order.order_number.split("-").at(-1) ?? "";
  return /^\d+$/.test(digits) ? Number(digits) : null;
}
