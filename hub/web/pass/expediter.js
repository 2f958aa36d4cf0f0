/**
 * What whoever stands at the pass can have done, by what their device may do.
 *
 * @module
 */

import { explain } from "../api.js";
import { callNumber } from "../parts.js";
import { PeopleHere } from "../people.js";
import { Cook } from "../station/cook.js";
import { BOARD } from "../station/rules.js";
import { say } from "../words.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Item} Item */
/** @typedef {import("../live.js").Live} Live */

/** Roles that take a step back, and those that change what is ordered. */
const RECALLS = new Set(["pass", "kitchen", "manager"]);
const EDITS = new Set(["pass", "waiter", "cashier", "manager"]);

export class Expediter extends Cook {
  /**
   * @param {Live} live
   * @param {import("../page.js").Device} device
   * @param {[number, number]} ages minutes after which an order warns, and is late
   * @param {readonly string[]} roles of people who can work with the page
   */
  constructor(live, device, ages, roles) {
    const board = { ...BOARD, station: "expo", allergyAck: false, ages };
    // No key means a ticket here.
    super(live, () => board, () => /** @type {any} */ ({ keys: new Map(), parts: [], framed: null }));
    this.people = new PeopleHere(device, roles, {
      isAway: () => live.trust.value === "stale" || live.trust.value === "dead",
      tell: (words) => this.refuse(words),
    });
    this.mayRecall = RECALLS.has(device.role);
    this.mayEdit = EDITS.has(device.role);
  }

  /** Cooks take note of what was changed; nobody does it for them here. @param {Order} _ */
  mustBeSeen(_) {
    return false;
  }

  /** What is ready goes out. @param {Order} order */
  sendOut(order) {
    this.bump(order.id, "served");
  }

  /** Whether the last thing that went out can be taken back. */
  canUndo() {
    const last = this.undo.value;
    return last !== null &&
      (this.mayRecall || this._live.waiting.value.some((each) => each.id === last.press));
  }

  /** Have the kitchen make what was held. @param {Order} order @param {readonly Item[]} lines */
  fire(order, lines) {
    const items = lines.map((item) => item.id);
    void this._send("POST", `/api/orders/${order.id}/fire`, { items }, order)
      .then(() => this.tell(say("{number}: fired.", { number: callNumber(order) })));
  }

  /** Have another station make what one was to make.
   * @param {Order} order @param {string} to @param {string | null} [from] */
  reroute(order, to, from = null) {
    const body = from === null ? { to } : { from, to };
    void this._send("POST", `/api/orders/${order.id}/reroute`, body, order);
  }

  /** Change what an order says of itself. @param {Order} order @param {object} fields */
  edit(order, fields) {
    void this._send("PATCH", `/api/orders/${order.id}`, fields, order);
  }

  /**
   * Make an order of its own of some pieces.
   *
   * @param {Order} order
   * @param {ReadonlyMap<string, number>} pieces by the id of their line
   */
  split(order, pieces) {
    const items = [...pieces].map(([id, quantity]) => ({ id, quantity }));
    void this._send("POST", `/api/orders/${order.id}/split`, { items }, order);
  }

  /** Once it is known who does it. @param {string} method @param {string} path @param {object} body
   * @param {{id: string, order_number: string}} order
   * @returns {Promise<import("../store.js").Press>} for ever under way where nobody says who they are */
  _send(method, path, body, order) {
    return new Promise((resolve) => {
      this.people.prove(() => resolve(super._send(method, path, body, order)));
    });
  }

  /** What the hub refused. @param {import("../store.js").Press} press
   * @param {import("../api.js").RefusedError} error */
  refused(press, error) {
    if (this.undo.value?.press === press.id) this.undo.value = null;
    const number = press.about.called ?? press.about.words ?? "";
    this.refuse(number ? say("{number}: {why}", { number, why: explain(error) }) : explain(error));
  }
}
