/**
 * What stands where on the board of ready numbers; pure.
 *
 * @module
 */

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} number
 * @property {string} [name]
 * @property {string} type
 * @property {string} status preparing or ready
 * @property {string} since
 */

const LENGTHS = [2, 3, 4, 6, 9, 14, 30];

/**
 * Give rows the numbers that people call out: 42 for ORD-00042. Senders' own stay as they are.
 *
 * @param {readonly Row[]} rows
 * @returns {Row[]}
 */
export function callOut(rows) {
  return rows.map((each) => ({ ...each, number: each.number.replace(/^ORD-0*(?=\d+$)/, "") }));
}

/**
 * Sort what is shown into its places, in the hub's own order.
 *
 * @param {readonly Row[]} rows
 * @param {string} [newest] id of the one that stands by itself
 */
export function place(rows, newest) {
  const guests = rows.filter((each) => each.type !== "delivery");
  return {
    preparing: guests.filter((each) => each.status !== "ready"),
    ready: guests.filter((each) => each.status === "ready" && each.id !== newest),
    couriers: rows.filter((each) => each.type === "delivery"),
  };
}

/**
 * Find what has become ready since the news before; the first news are nobody's surprise.
 *
 * @param {readonly Row[] | null} before
 * @param {readonly Row[]} now
 * @returns {Row | null} the first of them
 */
export function newlyReady(before, now) {
  if (before === null) return null;
  const known = new Set(before.filter((each) => each.status === "ready").map((each) => each.id));
  return now.find((each) => each.status === "ready" && each.type !== "delivery" && !known.has(each.id)) ?? null;
}

/**
 * Cut the page out that is shown: nothing scrolls, and all of it comes in turn.
 *
 * @param {readonly Row[]} rows
 * @param {number} room how many find room
 * @param {number} turn counts up
 */
export function cut(rows, room, turn) {
  const pages = Math.max(1, Math.ceil(rows.length / room));
  const first = (turn % pages) * room;
  return rows.slice(first, first + room);
}

/**
 * Say how many letters the longest has, in steps for which there are sizes.
 *
 * @param {readonly Row[]} rows
 */
export function lengthOf(rows) {
  const longest = Math.max(1, ...rows.map(({ number, name }) => number.length + (name ? name.length + 1 : 0)));
  return LENGTHS.find((each) => longest <= each) ?? 30;
}
