/**
 * Why something was taken off an order. The hub keeps the reasons that every house has as English
 * sentences; each device says them in its own language. A house's own are said as they were written.
 *
 * @module
 */

import { isolate, mark, say } from "./words.js";

const KNOWN = new Set([
  mark("Guest changed their mind"),
  mark("Taken down wrong"),
  mark("Sent twice"),
  mark("Sold out"),
  mark("Took too long"),
  mark("Something was wrong with it"),
  mark("Taken back by the waiter"),
]);

/** What was sent a moment ago is taken back. */
export const TAKEN_BACK = "Taken back by the waiter";

/** Say a reason as whoever reads this page says it. @param {string} reason */
export function reasonWords(reason) {
  return KNOWN.has(reason) ? say(reason) : isolate(reason);
}
