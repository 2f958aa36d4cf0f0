/**
 * Which ticket stands where, what are chips, and which key means which, picture after picture. Pure;
 * as on the kitchen screens, whose own is `display/view_model/placement.py`.
 *
 * A cook looks once and presses by heart. So a key belongs to a ticket, and what stands on the glass is
 * moved only when nobody presses.
 *
 * @module
 */

import { Columns } from "./columns.js";
import { KEY_REST_MS } from "./rules.js";
import { isSame } from "./ticket_sizes.js";

/** @typedef {import("./ticket_sizes.js").TicketSize} TicketSize */
/** @typedef {import("./ticket_sizes.js").PlacedPart} PlacedPart */
/** @typedef {import("./ticket_sizes.js").Rect} Rect */

/** Nothing is moved until no key was pressed, and no ticket left, for that long. */
export const QUIET_MS = 2_000;
/** Under presses without a pause gaps are closed after that time all the same. */
export const PATIENCE_MS = 6_000;
/** For how long no ticket is framed after another hand has taken the framed one off. */
const UNFRAMED_MS = 1_200;
/** A key that is pressed so long after a chip was lit shows that somebody has looked. */
const SEEN_MS = 1_000;

/**
 * @typedef {object} Ground what tickets are placed on
 * @property {"still" | "age"} mode
 * @property {readonly (readonly Rect[])[]} columns for one row of chips, two and three
 * @property {number} gap px between two tickets of a column
 * @property {number} keys how many tickets have a key
 */

/**
 * @typedef {object} Moment
 * @property {number} now monotonic ms
 * @property {number | null} lastKey monotonic ms of the last press
 * @property {number | null} sortedAt monotonic ms at which everything was last wanted by age
 * @property {ReadonlySet<string>} own ids of orders that presses of this page were about
 */

/** @typedef {{order: string, called: string, freed: number | null}} KeyHolder */
/** @typedef {{order: string, lit: number | null}} Chip */

/**
 * @typedef {object} Places where everything stands
 * @property {readonly PlacedPart[]} parts column by column, from top to bottom
 * @property {ReadonlyMap<number, KeyHolder>} keys by the number of the key, from 0; those that rest too
 * @property {readonly Chip[]} chips all other orders, in the order of the board
 * @property {number} rows of chips
 * @property {string | null} framed the ticket that BUMP is about without another choice
 * @property {number | null} unframed ms since which there is none because another hand took it off
 * @property {number | null} lastGap ms at which room was last left on the glass
 * @property {number | null} pending ms since which something is to be moved
 * @property {string | null} passed the order that waits longest, once a younger one went before it
 * @property {number | null} sortedAt ms of the press that last had everything sorted
 * @property {readonly TicketSize[]} tickets what was placed
 * @property {Ground | null} ground what it was placed on
 */

/** @type {Places} */
export const NOWHERE = Object.freeze({
  parts: [],
  keys: new Map(),
  chips: [],
  rows: 1,
  framed: null,
  unframed: null,
  lastGap: null,
  pending: null,
  passed: null,
  sortedAt: null,
  tickets: [],
  ground: null,
});

/**
 * Say where everything is to stand next.
 *
 * @param {Places} before where it stands
 * @param {readonly TicketSize[]} tickets all of the board, in its order
 * @param {Ground} ground
 * @param {Moment} moment
 * @param {(orders: readonly string[]) => number} countRows how many rows the chips of some orders need
 * @returns {Places}
 */
export function arrange(before, tickets, ground, moment, countRows) {
  const anew =
    JSON.stringify(before.ground) !== JSON.stringify(ground) || before.sortedAt !== moment.sortedAt;
  if (!anew && before.pending === null && areSame(before.tickets, tickets)) {
    return withKeys(before, moment, ground.keys);
  }
  return withKeys(move(before, tickets, ground, moment, countRows, anew), moment, ground.keys);
}

/**
 * The key, from 0, that means a ticket; null if none does.
 *
 * @param {Places} places
 * @param {string} order
 */
export function keyOf(places, order) {
  for (const [key, holder] of places.keys) {
    if (holder.order === order && holder.freed === null) return key;
  }
  return null;
}

/** The tickets on the glass, each once, in the order of reading. @param {Places} places */
export function ordersOn(places) {
  return [...new Set(places.parts.map((part) => part.order))];
}

/**
 * @param {Places} before
 * @param {readonly TicketSize[]} tickets
 * @param {Ground} ground
 * @param {Moment} moment
 * @param {(orders: readonly string[]) => number} countRows
 * @param {boolean} anew
 * @returns {Places}
 */
function move(before, tickets, ground, moment, countRows, anew) {
  const columns = new Columns(ground.columns[before.rows - 1], ground.gap);
  let gap = false;
  if (!anew) {
    const earlier = sizesOf(before.tickets);
    for (const part of before.parts) {
      columns.stand(part, /** @type {TicketSize} */ (earlier.get(part.order)));
    }
    gap = columns.adapt(sizesOf(tickets));
  }
  let { pending } = before;
  if (pending === null && (gap || isNews(before, tickets, columns.orders()))) pending = moment.now;
  /** @type {Places} */
  let places = {
    ...before,
    parts: columns.parts(),
    lastGap: gap ? moment.now : before.lastGap,
    pending,
    sortedAt: moment.sortedAt,
    tickets,
    ground,
  };
  if (anew || !places.parts.length || isDue(places, moment)) {
    places = settle({ ...places, parts: anew ? [] : places.parts }, ground, moment, countRows);
  }
  return withChips(before, places, moment, anew);
}

/** @param {readonly TicketSize[]} tickets */
function sizesOf(tickets) {
  return new Map(tickets.map((each) => [each.order, each]));
}

/** @param {readonly TicketSize[]} one @param {readonly TicketSize[]} other */
function areSame(one, other) {
  return one === other || (one.length === other.length && one.every((each, at) => isSame(each, other[at])));
}

/** Whether a ticket waits that did not, or waits for more, or less, room than before.
 * @param {Places} before @param {readonly TicketSize[]} tickets @param {ReadonlySet<string>} shown */
function isNews(before, tickets, shown) {
  const known = sizesOf(before.tickets);
  return tickets.some((each) => {
    const earlier = known.get(each.order);
    return !shown.has(each.order) && (!earlier || !isSame(earlier, each));
  });
}

/** @param {Moment} moment @param {number | null} since */
function isQuiet(moment, since) {
  return since === null || moment.now - since >= QUIET_MS;
}

/** @param {Places} places @param {Moment} moment */
function isDue(places, moment) {
  if (places.pending === null) return false;
  if (moment.now - places.pending >= PATIENCE_MS) return true;
  return isQuiet(moment, moment.lastKey) && isQuiet(moment, places.lastGap);
}

/** Close gaps and fill them, with as few rows of chips as will do.
 * @param {Places} places @param {Ground} ground @param {Moment} moment
 * @param {(orders: readonly string[]) => number} countRows @returns {Places} */
function settle(places, ground, moment, countRows) {
  const sizes = sizesOf(places.tickets);
  for (let rows = 1; ; rows++) {
    const columns = new Columns(ground.columns[rows - 1], ground.gap);
    /** @type {string | null} */
    let passed = null;
    /** @type {Set<string>} */
    let takenOff = new Set();
    if (ground.mode === "still") {
      for (const part of places.parts) {
        columns.stand(part, /** @type {TicketSize} */ (sizes.get(part.order)));
      }
      [passed, takenOff] = fill(columns, places);
    } else {
      const done = columns.flow(places.tickets);
      // Whoever reads on still finds them in their order.
      for (const size of places.tickets.slice(done + 1)) columns.append(size);
    }
    const shown = columns.orders();
    const waiting = places.tickets.filter((each) => !shown.has(each.order)).map((each) => each.order);
    if (rows < ground.columns.length && countRows(waiting) > rows) continue;
    return {
      ...places,
      parts: columns.parts(),
      rows,
      passed,
      // What had to give way may find a place elsewhere, but not at once.
      pending: takenOff.size ? moment.now : null,
      lastGap: takenOff.size ? moment.now : places.lastGap,
    };
  }
}

/** Fill columns in which nothing may change its column.
 * @param {Columns} columns @param {Places} places @returns {[string | null, Set<string>]} the order that
 *   waits longest, if a younger one went before it, and what was taken off */
function fill(columns, places) {
  const before = columns.orders();
  columns.closeGaps();
  columns.stacks.forEach((_, at) => columns.fitIn(at));
  columns.complete();
  const takenOff = new Set([...before].filter((each) => !columns.orders().has(each)));
  const { passed, tickets } = places;
  /** @type {string | null} */
  let blocked = null;
  const turns = new Map(tickets.map((each, turn) => [each.order, turn]));
  const ranked = [...tickets.filter((each) => each.rush), ...tickets.filter((each) => !each.rush)];
  for (const size of ranked) {
    if (takenOff.has(size.order) || columns.orders().has(size.order)) continue;
    if (columns.put(size)) {
      if (blocked !== null) return [blocked, takenOff];
    } else if (size.rush) {
      for (const each of columns.pushIn(size, turns)) takenOff.add(each);
    } else if (blocked === null && columns.partAtFoot(size, true)) {
      continue;
    } else if (blocked === null) {
      blocked = size.order;
      if (passed === blocked) break;
    }
  }
  return [passed !== null && passed === blocked ? passed : null, takenOff];
}

/** Make chips of what has no place; one that is new is lit until somebody has looked.
 * @param {Places} before @param {Places} places @param {Moment} moment @param {boolean} anew
 * @returns {Places} */
function withChips(before, places, moment, anew) {
  const shown = new Set(places.parts.map((part) => part.order));
  const chips = new Map(before.chips.map((each) => [each.order, each]));
  const known = new Set(before.tickets.map((each) => each.order));
  const first = anew && !known.size;
  const waiting = places.tickets.filter((each) => !shown.has(each.order));
  return {
    ...places,
    chips: waiting.map(
      ({ order }) =>
        chips.get(order) ?? { order, lit: first || known.has(order) ? null : moment.now },
    ),
  };
}

/** Bring keys, the frame and lit chips to where they are at a moment.
 * @param {Places} places @param {Moment} moment @param {number} count @returns {Places} */
function withKeys(places, moment, count) {
  const shown = ordersOn(places);
  const keys = dealKeys(places, shown, moment.now, count);
  const [framed, unframed] = frame(places, new Set(shown), moment);
  const { lastKey } = moment;
  const isSeen = (/** @type {Chip} */ chip) =>
    lastKey !== null && chip.lit !== null && lastKey - chip.lit >= SEEN_MS;
  const chips = places.chips.some(isSeen)
    ? places.chips.map((each) => (isSeen(each) ? { order: each.order, lit: null } : each))
    : places.chips;
  const sameKeys = JSON.stringify([...keys]) === JSON.stringify([...places.keys]);
  if (sameKeys && framed === places.framed && unframed === places.unframed && chips === places.chips) {
    return places;
  }
  return { ...places, keys, framed, unframed, chips };
}

/** Give keys to tickets that have none. A key stays with its ticket, and rests after it.
 * @param {Places} places @param {readonly string[]} shown @param {number} now @param {number} count */
function dealKeys(places, shown, now, count) {
  const here = new Set(shown);
  /** @type {Map<number, KeyHolder>} */
  const keys = new Map();
  for (const [key, holder] of places.keys) {
    if (here.has(holder.order)) keys.set(key, { ...holder, freed: null });
    else if (holder.freed === null) keys.set(key, { ...holder, freed: now });
    else if (now - holder.freed < KEY_REST_MS) keys.set(key, holder);
  }
  if (keys.size >= count) return keys;
  const held = new Set([...keys.values()].map((holder) => holder.order));
  const without = places.tickets.filter((each) => here.has(each.order) && !held.has(each.order));
  for (let key = 0; key < count && without.length; key++) {
    if (keys.has(key)) continue;
    const { order, called } = /** @type {TicketSize} */ (without.shift());
    keys.set(key, { order, called, freed: null });
  }
  return keys;
}

/** Which ticket is framed, or since when none is. The frame stays until its ticket leaves; only a rush
 * takes it, while no key is pressed.
 * @param {Places} places @param {ReadonlySet<string>} shown @param {Moment} moment
 * @returns {[string | null, number | null]} */
function frame(places, shown, moment) {
  const here = places.tickets.filter((each) => shown.has(each.order));
  const ranked = [...here.filter((each) => each.rush), ...here.filter((each) => !each.rush)];
  if (!ranked.length) return [null, null];
  const [first] = ranked;
  const { framed, unframed } = places;
  if (framed !== null && shown.has(framed)) {
    const hurried = first.rush && !ranked.some((each) => each.rush && each.order === framed);
    return [hurried && isQuiet(moment, moment.lastKey) ? first.order : framed, null];
  }
  if (framed !== null) return moment.own.has(framed) ? [first.order, null] : [null, moment.now];
  if (unframed !== null && moment.now - unframed < UNFRAMED_MS) return [null, unframed];
  return [first.order, null];
}
