/**
 * The presses of a page that are under way: those that were made here, and those of other pages of its
 * name, which the same cook or waiter may look at.
 *
 * @module
 */

import { agreed, settle } from "./in_flight.js";
import { signal } from "./vendor/lit.js";

/** @typedef {import("./in_flight.js").InFlight} InFlight */
/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {import("./store.js").Press} Press */

export class Flights {
  /**
   * @param {string} page its name
   * @param {() => Replica} replica what is known, without following it
   */
  constructor(page, replica) {
    this._page = page;
    this._replica = replica;
    /** Presses whose outcome is not shown yet. */
    this.list = signal(/** @type {readonly InFlight[]} */ ([]));
    /** @type {Set<string>} ids of presses that the hub has answered */
    this._answered = new Set();
  }

  /** A press was made here. @param {string} id @param {string | undefined} order that it is about */
  add(id, order) {
    this.list.value = [...this.list.value, this._flightOf(id, order)];
  }

  /** Follow what other pages have made, or this one before it was loaded anew. @param {Press[]} waiting
   *   all that the hub has not answered */
  follow(waiting) {
    const flights = this.list.peek();
    const known = new Set([...flights.map(({ id }) => id), ...this._answered]);
    const ids = new Set(waiting.map(({ id }) => id));
    const left = flights.filter((each) => !each.foreign || each.answered !== null || ids.has(each.id));
    const more = waiting.filter((each) => each.page === this._page && !known.has(each.id));
    if (!more.length && left.length === flights.length) return;
    this.list.value = [...left, ...more.map(({ id, about }) => this._flightOf(id, about.order, true))];
  }

  /** The hub has answered. @param {string} id @param {boolean} refused */
  answer(id, refused) {
    this._answered.add(id);
    if (refused) this.drop(id);
    else this.list.value = agreed(this.list.value, id, performance.now());
    this.conclude();
  }

  /** Let go of what is shown by now. */
  conclude() {
    this.list.value = settle(this.list.value, this._replica(), performance.now());
  }

  /** A press is not made after all. @param {string} id */
  drop(id) {
    this.list.value = this.list.value.filter((each) => each.id !== id);
  }

  /** @param {string} id @param {string | undefined} order @param {boolean} [foreign] @returns {InFlight} */
  _flightOf(id, order, foreign = false) {
    const version = this._replica().orders.get(order ?? "")?.version ?? null;
    return { id, order: order ?? null, version, answered: null, foreign };
  }
}
