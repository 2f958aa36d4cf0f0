/**
 * Looking for an order of the day: among those that are open at once, among all others at the hub.
 *
 * @module
 */

import { AwayError, explain, read } from "../api.js";
import { signal } from "../vendor/lit.js";
import { mentions } from "./rows.js";

/** @typedef {import("../api-types.js").Order} Order */

/** For how long fingers rest before the hub is asked, in ms. */
const RESTS_MS = 250;
const MOST = 50;

export class Search {
  /** @param {import("../live.js").Live} live */
  constructor(live) {
    this._live = live;
    /** What is looked for. */
    this.words = signal("");
    /** What the hub has found; null before it has answered. */
    this.stored = signal(/** @type {Order[] | null} */ (null));
    /** Why the hub could not be asked. */
    this.trouble = signal("");
    this._timer = 0;
  }

  /** Look for something else. @param {string} words */
  set(words) {
    if (words === this.words.value) return;
    this.words.value = words;
    this.stored.value = null;
    this.trouble.value = "";
    this.refresh();
  }

  /** Ask once more: something has changed. */
  refresh() {
    clearTimeout(this._timer);
    if (this.words.value.trim()) this._timer = setTimeout(() => void this._ask(), RESTS_MS);
  }

  /** What is found, open orders first. @returns {Order[]} */
  find() {
    const words = this.words.value;
    const { orders } = this._live.replica.value;
    const open = [...orders.values()].filter((order) => mentions(order, words));
    const here = new Set(open.map((order) => order.id));
    const rest = (this.stored.value ?? []).filter((order) => !here.has(order.id));
    return [...open, ...rest.map((order) => orders.get(order.id) ?? order)];
  }

  async _ask() {
    const words = this.words.value;
    try {
      const found = await read(`/api/orders?limit=${MOST}&q=${encodeURIComponent(words.trim())}`);
      if (words !== this.words.value) return;
      this.stored.value = found;
      this.trouble.value = "";
    } catch (error) {
      if (words !== this.words.value) return;
      this.trouble.value = error instanceof AwayError ? "away" : explain(error);
    }
  }
}
