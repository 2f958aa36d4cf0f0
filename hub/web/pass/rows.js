/**
 * What the pass knows of an order: how far each station is with it, which one the others wait for,
 * and whether it can go out. Pure.
 *
 * @module
 */

import { cameAt, isLive, rank } from "../replica.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Item} Item */
/** @typedef {import("../api-types.js").PassOrder} PassOrder */

/** For how long what is ready may stand there, in ms. */
export const WAITS_MS = 120_000;

/**
 * @typedef {object} Share how far one station is with an order
 * @property {string | null} station null for lines that belong to none
 * @property {number} ready pieces that are done, as well as `all` of them
 * @property {number} all
 * @property {"pending" | "preparing" | "ready" | "served" | "held"} status
 * @property {Item[]} left lines that it still makes
 * @property {Item[]} held lines that wait for their course there
 * @property {number} since ms since 1970 at which the oldest of what is left came there
 */

/**
 * @typedef {object} Row
 * @property {Order} order
 * @property {Share[]} shares
 * @property {ReadonlySet<string | null>} holdsUp stations that the rest of the order waits for
 * @property {Item[]} held lines that wait for their course, before it is known who makes them
 * @property {Item[]} ready lines that can go out
 * @property {number | null} readySince ms since 1970 at which all that is fired was ready
 */

/**
 * Look at an order as whoever sends it out.
 *
 * @param {Order} order
 * @returns {Row}
 */
export function rowOf(order) {
  const shares = shareOut(order);
  const lines = order.items.filter((item) => isLive(item) && item.screen !== false);
  const ready = lines.filter((item) => item.status === "ready");
  const all = ready.length > 0 && lines.every((item) => rank(item.status) >= 2);
  const held = (order.held ?? []).filter((item) => isLive(item) && stationsOf(item)[0] === null);
  return { order, shares, held, holdsUp: findHolders(shares), ready, readySince: all ? latest(ready) : null };
}

/** @param {readonly Item[]} lines */
function latest(lines) {
  return Math.max(...lines.map((item) => Date.parse(item.ready_at ?? item.created_at)));
}

/** @param {Order} order @returns {Share[]} */
function shareOut(order) {
  /** @type {Map<string | null, Share>} */
  const found = new Map();
  const at = (/** @type {string | null} */ station) => {
    const share = found.get(station) ??
      { station, ready: 0, all: 0, status: "pending", left: [], held: [], since: Infinity };
    found.set(station, share);
    return share;
  };
  for (const item of order.items) {
    if (!isLive(item) || item.screen === false) continue;
    for (const station of stationsOf(item)) {
      const share = at(station);
      const step = rank(stepOf(item, station));
      share.all += item.quantity;
      if (step >= 2) share.ready += item.quantity;
      else {
        share.left.push(item);
        share.since = Math.min(share.since, cameAt(order, item));
      }
    }
  }
  for (const item of order.held ?? []) {
    if (!isLive(item)) continue;
    for (const station of stationsOf(item)) if (station !== null) at(station).held.push(item);
  }
  for (const share of found.values()) share.status = statusOf(share, order);
  return [...found.values()];
}

/** @param {Item} item @returns {(string | null)[]} */
function stationsOf(item) {
  return item.stations?.length ? item.stations : [item.station ?? null];
}

/**
 * How far a station is with a line that others may make as well.
 *
 * @param {Item} item
 * @param {string | null} station
 */
export function stepOf(item, station) {
  if (item.status === "served") return item.status;
  return item.at?.find((each) => each.station === station)?.status ?? item.status;
}

/** @param {Share} share @param {Order} order @returns {Share["status"]} */
function statusOf(share, order) {
  if (!share.all) return "held";
  if (share.left.length) {
    const begun = share.ready > 0 || share.left.some((item) => rank(stepOf(item, share.station)) > 0);
    return begun ? "preparing" : "pending";
  }
  const mine = order.items.filter((item) => isLive(item) && stationsOf(item).includes(share.station));
  return mine.every((item) => item.status === "served") ? "served" : "ready";
}

/**
 * The stations that the rest of an order waits for: of those that still make something, once another
 * one is done, the ones that are the least far.
 *
 * @param {readonly Share[]} shares
 */
function findHolders(shares) {
  const left = shares.filter((each) => each.left.length);
  const done = shares.some((each) => each.all > 0 && !each.left.length);
  const behind = left.filter((each) => each.status === "pending");
  const slowest = behind.length ? behind : left;
  return new Set(done ? slowest.map((each) => each.station) : []);
}

/**
 * What goes out first: rushes, then what has been ready longest.
 *
 * @param {readonly Row[]} rows
 */
export function listToGo(rows) {
  const hurry = (/** @type {Row} */ row) => (row.order.priority === "rush" ? 0 : 1);
  return rows
    .filter((row) => row.readySince !== null)
    .sort((one, other) => hurry(one) - hurry(other) || Number(one.readySince) - Number(other.readySince));
}

/** Rows of the matrix: where something is still to be made, or waits for its course.
 * @param {readonly Row[]} rows */
export function listUnfinished(rows) {
  return rows.filter((row) => row.readySince === null || row.order.held?.length);
}

/**
 * The held lines of the course that comes next.
 *
 * @param {Order} order
 * @param {readonly string[]} courses that are words, in the house's order
 * @returns {Item[]}
 */
export function nextCourse(order, courses) {
  const held = (order.held ?? []).filter(isLive);
  const place = (/** @type {Item} */ item) => {
    if (typeof item.course === "number") return item.course;
    const at = courses.indexOf(String(item.course ?? ""));
    return at < 0 ? courses.length : at;
  };
  const first = Math.min(...held.map(place));
  return held.filter((item) => place(item) === first);
}

/** How many pieces some lines are. @param {readonly Item[]} lines */
export function countPieces(lines) {
  return lines.reduce((all, item) => all + item.quantity, 0);
}

/**
 * @typedef {object} Load what is still to be made at a station
 * @property {string | null} station
 * @property {number} open pieces
 * @property {number} since ms since 1970 of the oldest of them; infinite where there is none
 * @property {Row[]} holdsUp orders that wait for it
 * @property {{name: string, count: number}[]} dishes the most frequent first
 */

/**
 * Add up what is still to be made at a station.
 *
 * @param {readonly Row[]} rows
 * @param {string | null} station
 * @returns {Load}
 */
export function loadOf(rows, station) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  let open = 0;
  let since = Infinity;
  for (const share of rows.flatMap((row) => row.shares)) {
    if (share.station !== station) continue;
    since = Math.min(since, share.since);
    for (const item of share.left) {
      const name = item.kitchen_name || item.name;
      open += item.quantity;
      counts.set(name, (counts.get(name) ?? 0) + item.quantity);
    }
  }
  const dishes = [...counts].map(([name, count]) => ({ name, count }));
  dishes.sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
  return { station, open, since, dishes, holdsUp: rows.filter((row) => row.holdsUp.has(station)) };
}

/**
 * Which stations have a column: all that have a screen, and those that an order names.
 *
 * @param {readonly import("../api-types.js").Station[]} known in the house's order
 * @param {readonly Row[]} rows
 * @param {number} most columns that there is room for; idle stations give way first
 * @returns {(string | null)[]}
 */
export function columnsOf(known, rows, most) {
  const busy = new Set(rows.flatMap((row) => row.shares.map((share) => share.station)));
  const screens = known.filter((each) => each.screen || busy.has(each.id)).map((each) => each.id);
  const others = [...busy].filter((each) => each !== null && !screens.includes(each)).sort();
  const all = [...screens, ...others, ...(busy.has(null) ? [null] : [])];
  return all.length <= most ? all : all.filter((each) => busy.has(each));
}

/** @param {string} text */
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Whether all of some words stand in an order's numbers, table, names or dishes. A number is looked for
 * as a whole word, so that table 5 is not found in order 15; as the hub does it with older orders.
 *
 * @param {Order} order
 * @param {string} words
 */
export function mentions(order, words) {
  const digits = (order.order_number.split("-").at(-1) ?? "").replace(/^0+(?=\d)/, "");
  const numbers = [order.display_number, order.table_number, order.external_id]
    .filter((each) => each !== null && each !== undefined)
    .flatMap((each) => [String(each), ...String(each).split(/\s+/u)]);
  const exact = new Set([digits, `#${digits}`, order.order_number, ...numbers].map(fold));
  const lines = [...order.items, ...(order.held ?? [])];
  const texts = [order.display_number, order.table_number, order.customer_name, order.server,
    order.handoff, order.source, order.zone, ...(order.groups ?? []).map((each) => each.name),
    ...lines.flatMap((item) => [item.name, item.kitchen_name])];
  const said = texts.filter(Boolean).map((each) => fold(String(each)));
  return fold(words).split(/\s+/u).filter(Boolean).every((word) =>
    exact.has(word) || (!/^\d+$/u.test(word) && said.some((text) => text.includes(word))));
}
