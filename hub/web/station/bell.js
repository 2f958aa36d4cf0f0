/**
 * The new-order sound: it comes again until somebody has begun or has said that it was heard, and then
 * gets louder.
 *
 * @module
 */

import { rank } from "../replica.js";
import { play } from "../sound.js";
import { mine } from "./rules.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("./rules.js").Board} Board */

const REPEAT_MS = 20_000;
const ESCALATE_MS = 180_000;

export class Bell {
  constructor() {
    /** @type {Set<string>} ids of tickets that nobody has begun */
    this._waiting = new Set();
    /** @type {Map<string, string> | null} by id, the priority of each ticket that is known */
    this._known = null;
    this._since = 0;
    this._rung = 0;
  }

  /**
   * Hear what is on the board now.
   *
   * @param {readonly Order[]} tickets
   * @param {Board} board
   * @param {boolean} live whether the board has been read at all
   * @returns {boolean} whether there is news for the cook
   */
  hear(tickets, board, live) {
    if (!live) return false;
    const known = this._known;
    this._known = new Map(tickets.map((order) => [order.id, order.priority]));
    const untouched = new Set(
      tickets.filter((order) => mine(board, order).every(isUntouched)).map((order) => order.id),
    );
    this._waiting = new Set([...this._waiting].filter((each) => untouched.has(each)));
    // What a page finds when it begins is not news.
    if (known === null) return false;
    const fresh = tickets.filter((order) => !known.has(order.id));
    const hurried = tickets.some(
      (order) => order.priority === "rush" && known.get(order.id) !== "rush",
    );
    if (!fresh.length && !hurried) return false;
    const now = performance.now();
    if (!this._waiting.size) this._since = now;
    for (const order of fresh) if (untouched.has(order.id)) this._waiting.add(order.id);
    this._rung = now;
    play(hurried ? "rush" : "new order");
    return true;
  }

  /** Ring again when it is time. @param {number} now monotonic ms */
  ringAgain(now) {
    if (!this._waiting.size || now - this._rung < REPEAT_MS) return;
    this._rung = now;
    play(now - this._since >= ESCALATE_MS ? "new order, loud" : "new order");
  }

  /** The cook has heard it. */
  stop() {
    this._waiting.clear();
  }
}

/** @param {import("../api-types.js").Item} item */
function isUntouched(item) {
  return item.status === "cancelled" || rank(item.status) === 0;
}
