/**
 * How much room a ticket needs, and where it may be parted. Pure; as on the kitchen screens.
 *
 * @module
 */

/**
 * @typedef {object} TicketSize how much room a ticket needs; heights in px
 * @property {string} order its id
 * @property {string} called its number as it is called out
 * @property {number} head of its head, with the bands below that
 * @property {number} further of the head that is repeated where it goes on in another column
 * @property {number} foot of what says at the end of a part that the ticket goes on
 * @property {readonly number[]} lines height of each line
 * @property {readonly number[]} breaks after how many lines it may be parted: between dishes
 * @property {boolean} rush whether it goes before its turn
 */

/** @typedef {{x: number, y: number, w: number, h: number}} Rect */

/**
 * @typedef {object} PlacedPart a ticket, or a part of one, on the glass, in px
 * @property {string} order
 * @property {number} column
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {number} from the first line that stands here
 * @property {number} to the line after the last one
 */

/** Lines of a parted ticket that stand together at the least. */
const LEAST_LINES = 3;

/** Add numbers up. @param {readonly number[]} numbers */
export function sum(numbers) {
  return numbers.reduce((all, each) => all + each, 0);
}

/** Whether some numbers come before others. @param {readonly number[]} one
 * @param {readonly number[]} other */
export function isLess(one, other) {
  const at = one.findIndex((each, index) => each !== other[index]);
  return at >= 0 && one[at] < other[at];
}

/** Whether two sizes are alike. @param {TicketSize} one @param {TicketSize} other */
export function isSame(one, other) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** How much room some lines of a ticket need. @param {TicketSize} size @param {number} start the first
 * @param {number} end the line after the last */
export function heightOf(size, start, end) {
  const head = start ? size.further : size.head;
  const foot = end < size.lines.length ? size.foot : 0;
  return head + sum(size.lines.slice(start, end)) + foot;
}

/**
 * Up to which line a ticket's part goes that has some room.
 *
 * @param {TicketSize} size
 * @param {number} start the line that the part begins with
 * @param {number} room px for the part
 * @param {boolean} forced whether there is no more room anywhere else, so that it is parted somehow
 * @returns {number} the line after its last one; `start` when it should not be parted here
 */
export function take(size, start, room, forced) {
  const lines = size.lines.length;
  if (heightOf(size, start, lines) <= room) return lines;
  let left = room - (start ? size.further : size.head) - size.foot;
  let end = start;
  while (end < lines && size.lines[end] <= left) {
    left -= size.lines[end];
    end += 1;
  }
  const good = size.breaks.filter((at) => start + LEAST_LINES <= at && at <= lines - LEAST_LINES && at <= end);
  if (good.length) return /** @type {number} */ (good.at(-1));
  if (!forced) return start;
  const some = size.breaks.filter((at) => start < at && at <= end && at < lines);
  return some.at(-1) ?? Math.min(Math.max(end, start + 1), lines);
}
