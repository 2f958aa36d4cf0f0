/**
 * What stands on a station's board, in which order, and what a press does to a ticket. Pure; as on
 * the kitchen screens.
 *
 * @module
 */

import { belongsTo, countedFrom, isLive, isOpen, rank } from "../replica.js";
import { listAllergies, loudNotes } from "../allergies.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Item} Item */
/** @typedef {import("../api-types.js").BumpStatus} BumpStatus */

/**
 * @typedef {object} Board what a board is for
 * @property {string} station a station's id, several with commas between them, `expo` or `all`
 * @property {"step" | "ready" | "done"} bump how far a press moves a ticket
 * @property {boolean} rushFirst whether a rush comes before all others
 * @property {boolean} allergyAck whether an allergy has to be acknowledged before the first bump
 * @property {[number, number]} ages minutes after which a ticket warns, and is late
 */

/** @type {Board} */
export const BOARD = {
  station: "all",
  bump: "step",
  rushFirst: true,
  allergyAck: true,
  ages: [8, 12],
};

/** For how long the key of a ticket that has left means nobody else, in ms. */
export const KEY_REST_MS = 4_000;

const EXPO = "expo";
const ALL = "all";

/** The station that the hub is asked for; null is the whole kitchen. @param {Board} board */
export function hubStation(board) {
  return board.station === EXPO || board.station === ALL ? null : board.station;
}

/** The status in which a ticket is done with here. @param {Board} board */
export function leavesAt(board) {
  return hubStation(board) === null ? "served" : "ready";
}

/** The lines that are shown here, cancelled ones too. @param {Board} board @param {Order} order */
export function mine(board, order) {
  const station = hubStation(board);
  return order.items.filter((item) => belongsTo(item, station));
}

/** @param {Board} board @param {Item} item */
function waitsFor(board, item) {
  const station = hubStation(board);
  // What no screen shows is done by itself.
  return station === null ? item.screen !== false : belongsTo(item, station);
}

/** @param {Board} board */
function over(board) {
  return new Set([leavesAt(board), "served", "cancelled"]);
}

/** Whether there is still something to be done here. @param {Board} board @param {Order} order */
export function shows(board, order) {
  if (!isOpen(order)) return false;
  const done = over(board);
  return order.items.some((item) => !done.has(item.status) && waitsFor(board, item));
}

/**
 * The tickets of a board, in its order: rush ones first, then the oldest.
 *
 * @param {Board} board
 * @param {Iterable<Order>} orders oldest first
 * @param {(order: Order) => boolean} isStruck whether one stays although nothing is left of it
 */
export function ticketsOf(board, orders, isStruck) {
  const found = [...orders].filter((order) => shows(board, order) || isStruck(order));
  if (!board.rushFirst) return found;
  const rush = found.filter((order) => order.priority === "rush");
  return [...rush, ...found.filter((order) => order.priority !== "rush")];
}

/**
 * The lines that a bump to a status moves. Nothing is served by who hands it over before it is ready.
 *
 * @param {Board} board
 * @param {Order} order
 * @param {string} status
 */
export function behind(board, order, status) {
  const lines = order.items.filter((item) => waitsFor(board, item) && isLive(item) && item.id);
  if (board.station === EXPO && status === "served") {
    return lines.filter((item) => item.status === "ready");
  }
  return lines.filter((item) => rank(item.status) < rank(status));
}

/**
 * What a bump of the ticket brings its lines to; null when there is nothing to do.
 *
 * @param {Board} board
 * @param {Order} order
 * @returns {BumpStatus | null}
 */
export function nextStep(board, order) {
  if (board.station === EXPO) return "served";
  const lines = order.items.filter((item) => waitsFor(board, item) && isLive(item));
  const statuses = new Set(lines.map((item) => /** @type {string} */ (item.status)));
  const leaves = leavesAt(board);
  const left = [...statuses].filter((each) => each !== leaves && each !== "served");
  if (board.bump === "done" && left.length) return leaves;
  if (statuses.has("pending")) return board.bump === "ready" ? "ready" : "preparing";
  if ([...statuses].some((each) => each !== "ready" && each !== "served")) return "ready";
  return statuses.has("ready") && leaves === "served" ? "served" : null;
}

/**
 * How old an order is, in ms. A course that was fired later is as old as that, once all before it is
 * done here.
 *
 * @param {Board} board
 * @param {Order} order
 * @param {number} now the hub's time in ms
 */
export function ageOf(board, order, now) {
  const since = Date.parse(countedFrom(order));
  const done = over(board);
  const fired = mine(board, order)
    .filter((item) => !done.has(item.status))
    .map((item) => Date.parse(item.fired_at ?? ""));
  const waited = fired.length && fired.every(Number.isFinite) ? Math.min(...fired) - since : 0;
  const age = now - since - Math.max(0, waited);
  return Number.isFinite(age) ? Math.max(0, age) : 0;
}

/**
 * Ms until an order is due, negative after that; null of one that is for now.
 *
 * @param {Order} order
 * @param {number} now the hub's time in ms
 */
export function untilDue(order, now) {
  if (!order.due_at || order.asap) return null;
  const at = Date.parse(order.due_at);
  return Number.isFinite(at) ? at - now : null;
}

/**
 * What a ticket's age means: an order for later is late when its time has come.
 *
 * @param {Board} board
 * @param {number} age in ms
 * @param {number | null} left ms until it is due
 * @returns {"fresh" | "warn" | "late"}
 */
export function judgeAge(board, age, left) {
  const [warn, late] = board.ages;
  const minutes = left === null ? age / 60_000 : late - left / 60_000;
  if (minutes >= late) return "late";
  return minutes >= warn ? "warn" : "fresh";
}

/** All that a ticket says of allergies here. @param {Board} board @param {Order} order */
export function warningsOf(board, order) {
  const lines = mine(board, order);
  return [...listAllergies(order, lines), ...loudNotes(order, lines).sort()];
}

/**
 * Whether a guest's allergy is on a ticket that nobody of this station has taken note of.
 *
 * @param {Board} board
 * @param {Order} order
 */
export function hasUnseenAllergy(board, order) {
  if (!board.allergyAck || !warningsOf(board, order).length) return false;
  let version = order.was?.allergies !== undefined ? order.was.version : 0;
  let since = "";
  for (const item of mine(board, order)) {
    if (!isLive(item) || !(item.allergies?.length || item.notes)) continue;
    if (item.created_at > since) since = item.created_at;
    const { was } = item;
    if (was && (was.allergies !== undefined || was.notes !== undefined)) {
      version = Math.max(version, was.version);
    }
  }
  const acks = (order.acks ?? []).filter(
    (ack) => ack.what === "allergy" && ack.version >= version && ack.at >= since,
  );
  return !isTold(board, acks);
}

/**
 * Whether each station of a board has taken note.
 *
 * @param {Board} board
 * @param {readonly import("../api-types.js").Acknowledgement[]} acks
 */
function isTold(board, acks) {
  const seen = new Set(acks.map((ack) => ack.station ?? null));
  const station = hubStation(board);
  return seen.has(null) || (station !== null && station.split(",").every((each) => seen.has(each)));
}

/**
 * @typedef {object} Marks what was changed on a ticket, and nobody here has taken note of
 * @property {ReadonlySet<string>} lines ids of lines that say something else than before
 * @property {readonly string[]} fields names of the order's own fields that do
 * @property {boolean} struck whether nothing of it is left here, and some of it was being made
 */

/**
 * What was changed on a ticket after it had been shown, until this station has taken note of it.
 *
 * @param {Board} board
 * @param {Order} order
 * @returns {Marks | null} null where nothing was
 */
export function marksOf(board, order) {
  const acks = order.acks ?? [];
  const known = (/** @type {string} */ what, /** @type {number} */ version) =>
    isTold(board, acks.filter((ack) => ack.what === what && ack.version >= version));
  /** @type {Set<string>} */
  const lines = new Set();
  let begun = false;
  for (const item of mine(board, order)) {
    // What came later is marked, but is in nobody's way: it is still to be made.
    const { late } = /** @type {{late?: number}} */ (item);
    if (late !== undefined && isLive(item) && !known("edit", late)) lines.add(item.id);
    if (!item.was || known(isLive(item) ? "edit" : "cancelled", item.was.version)) continue;
    lines.add(item.id);
    const was = item.was.status;
    begun ||= !isLive(item) && was !== undefined && rank(was) > 0 && rank(was) < rank(leavesAt(board));
  }
  const was = order.was && !known("edit", order.was.version) ? order.was : null;
  const fields = was ? Object.keys(was).filter((name) => name !== "version") : [];
  if (!lines.size && !fields.length) return null;
  return { lines, fields, struck: begun && !shows(board, order) };
}

/**
 * What taking note of a ticket tells the hub.
 *
 * @param {Board} board
 * @param {Order} order
 * @returns {{what: import("../api-types.js").AckKind, version: number, station: string | null}[]}
 */
export function notesTaken(board, order) {
  const marks = marksOf(board, order);
  /** @type {import("../api-types.js").AckKind[]} */
  const kinds = [];
  if (marks) {
    const cancelled = order.items.filter((item) => !isLive(item) && marks.lines.has(item.id));
    if (marks.fields.length || marks.lines.size > cancelled.length) kinds.push("edit");
    if (cancelled.length) kinds.push("cancelled");
  }
  if (hasUnseenAllergy(board, order)) kinds.push("allergy");
  const station = hubStation(board);
  const stations = station === null ? [null] : station.split(",");
  return kinds.flatMap((what) => stations.map((each) => ({ what, version: order.version, station: each })));
}

/** What else is on an order, at other stations. @param {Board} board @param {Order} order */
export function elsewhere(board, order) {
  const own = (hubStation(board) ?? "").split(",");
  if (hubStation(board) === null) return [];
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const item of order.items) {
    if (!isLive(item) || item.screen === false || !item.station) continue;
    for (const station of item.stations ?? [item.station]) {
      if (!own.includes(station)) counts.set(station, (counts.get(station) ?? 0) + item.quantity);
    }
  }
  return [...counts];
}

/** How far each station is, for who hands orders over. @param {Board} board @param {Order} order */
export function progressOf(board, order) {
  if (board.station !== EXPO) return [];
  /** @type {Map<string, [number, number]>} */
  const counts = new Map();
  for (const item of order.items) {
    if (!isLive(item) || item.screen === false || !item.station) continue;
    for (const station of item.stations ?? [item.station]) {
      const [ready, all] = counts.get(station) ?? [0, 0];
      const step = item.at?.find((each) => each.station === station);
      const done = rank(step?.status ?? item.status) >= 2;
      counts.set(station, [ready + (done ? item.quantity : 0), all + item.quantity]);
    }
  }
  return [...counts].map(([station, [ready, all]]) => ({ station, ready, all }));
}

/** Whether nothing is missing any more, for who hands it over. @param {Board} board @param {Order} order */
export function isAllReady(board, order) {
  if (board.station !== EXPO || order.held?.length) return false;
  const lines = order.items.filter((item) => isLive(item) && item.screen !== false);
  return lines.some((item) => item.status === "ready") && lines.every((item) => rank(item.status) >= 2);
}

/** Lines that wait for a word, as far as they are made here. @param {Board} board @param {Order} order */
export function heldOf(board, order) {
  const station = hubStation(board);
  return (order.held ?? []).filter((item) => isLive(item) && belongsTo(item, station));
}

/**
 * How often each dish is still to be made, the most frequent first. What a guest must not eat keeps a
 * dish apart from all others of its name.
 *
 * @param {Board} board
 * @param {readonly Order[]} tickets
 */
export function allDay(board, tickets) {
  /** @type {Map<string, {count: number, name: string, modifiers: string[], allergies: string[]}>} */
  const counts = new Map();
  for (const order of tickets) {
    for (const item of mine(board, order)) {
      if (!isLive(item) || rank(item.status) >= 2) continue;
      const modifiers = item.modifiers.map((each) => each.name).sort();
      const allergies = [...(order.allergies ?? []), ...(item.allergies ?? [])];
      const key = JSON.stringify([item.name, modifiers, allergies]);
      const found = counts.get(key) ?? { count: 0, name: item.name, modifiers, allergies };
      found.count += item.quantity;
      counts.set(key, found);
    }
  }
  return [...counts.values()].sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
}

/**
 * The status of what combos have as their heading, by their parts.
 *
 * @param {readonly Item[]} parts
 */
export function comboStatus(parts) {
  const ranks = parts.filter(isLive).map((item) => rank(item.status));
  if (!ranks.length) return "cancelled";
  if (Math.min(...ranks) >= 3) return "served";
  if (Math.min(...ranks) >= 2) return "ready";
  return Math.max(...ranks) === 0 ? "pending" : "preparing";
}
