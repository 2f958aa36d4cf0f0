/**
 * What a cook's presses do, given what stands on the page. The hub decides; this only asks. A number
 * means the ticket that holds it; a finger means what is under it, unless that has just changed.
 *
 * @module
 */

import { explain } from "../api.js";
import { callNumber } from "../parts.js";
import { rank } from "../replica.js";
import { play } from "../sound.js";
import { signal } from "../vendor/lit.js";
import { say } from "../words.js";
import { KEY_REST_MS, behind, hasUnseenAllergy, marksOf, mine, nextStep, notesTaken, warningsOf } from "./rules.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Item} Item */
/** @typedef {import("../live.js").Live} Live */
/** @typedef {import("../store.js").Press} Press */
/** @typedef {import("./rules.js").Board} Board */
/** @typedef {import("./placement.js").Places} Places */

/** For how long a spot that has just changed refuses a finger, in ms. */
const TOUCH_MS = 1_000;
const UNDO_MS = 8_000;
const NOTICE_MS = 6_000;
const NOTICES = 3;

/** @typedef {{words: string, grave: boolean, until: number}} Notice */
/** @typedef {{press: string, order: string, called: string, until: number, station: string | null,
 *   lines: {id: string, current: string, status: string}[]}} Undo */

export class Cook {
  /**
   * @param {Live} live
   * @param {() => Board} board
   * @param {() => Places} places where everything stands
   */
  constructor(live, board, places) {
    this._live = live;
    this._board = board;
    this._places = places;
    /** Sentences for the cook. */
    this.notices = signal(/** @type {Notice[]} */ ([]));
    /** The last bump, for as long as it can be taken back. */
    this.undo = signal(/** @type {Undo | null} */ (null));
    /** Id of the chosen ticket. */
    this.chosen = signal(/** @type {string | null} */ (null));
    /** Monotonic ms of the last press. @type {number | null} */
    this.lastKey = null;
    /** Monotonic ms at which each ticket last came to where it stands. @type {Map<string, number>} */
    this.moved = new Map();
    /** Ids of orders that presses here were about. @type {Set<string>} */
    this.own = new Set();
    /** Monotonic ms until which the frame has just moved. */
    this.frameUntil = 0;
    /** What was taken note of here, by order: the hub may not have said so yet.
     * @type {Map<string, string>} */
    this._seen = new Map();
  }

  /** Let go of what is over. @param {number} now monotonic ms */
  tick(now) {
    const left = this.notices.value.filter((each) => each.until > now);
    if (left.length !== this.notices.value.length) this.notices.value = left;
    if (this.undo.value && this.undo.value.until <= now) this.undo.value = null;
  }

  /** Tell the cook something. @param {string} words @param {boolean} [grave] */
  tell(words, grave = false) {
    const until = performance.now() + NOTICE_MS;
    this.notices.value = [...this.notices.value, { words, grave, until }].slice(-NOTICES);
  }

  /** A press that does nothing. @param {string} why */
  refuse(why) {
    play("refused");
    this.tell(why, true);
  }

  /** A number key. @param {number} key from 0 */
  key(key) {
    const now = (this.lastKey = performance.now());
    const holder = this._places().keys.get(key);
    if (!holder || (holder.freed !== null && now - holder.freed >= KEY_REST_MS)) {
      this.refuse(say("Nothing on {key}.", { key: key === 9 ? 0 : key + 1 }));
    } else if (!this._live.replica.value.orders.has(holder.order) || holder.freed !== null) {
      this.refuse(say("{number} is gone.", { number: holder.called }));
    } else {
      this.bump(holder.order);
    }
  }

  /** A finger on a ticket. @param {string} order its id */
  touch(order) {
    const now = (this.lastKey = performance.now());
    if (now - (this.moved.get(order) ?? now) < TOUCH_MS) {
      this.refuse(say("This spot has just changed. Look and touch again."));
    } else {
      this.bump(order);
    }
  }

  /** The key for the framed ticket. @param {"preparing" | "ready" | null} [to] one step without it */
  bumpFramed(to = null) {
    const now = (this.lastKey = performance.now());
    const order = this.chosen.value ?? this._places().framed;
    if (order === null) this.refuse(say("There is no ticket to bump."));
    else if (this.chosen.value === null && now < this.frameUntil) {
      this.refuse(say("The frame has just moved. Look and press again."));
    } else this.bump(order, to);
  }

  /** Go to the ticket after, or before, the chosen one. @param {number} by */
  choose(by) {
    this.lastKey = performance.now();
    const seen = [...new Set(this._places().parts.map((part) => part.order))];
    if (!seen.length) return;
    const at = seen.indexOf(this.chosen.value ?? this._places().framed ?? "");
    const next = at < 0 ? (by > 0 ? 0 : seen.length - 1) : (at + by + seen.length) % seen.length;
    this.chosen.value = seen[next];
  }

  /**
   * Move a ticket on.
   *
   * @param {string} id of the order
   * @param {"preparing" | "ready" | "served" | null} [to] one step without it
   */
  bump(id, to = null) {
    const board = this._board();
    const order = this._live.replica.value.orders.get(id);
    if (!order) {
      this.refuse(say("This ticket is gone."));
      return;
    }
    const number = callNumber(order);
    if (this.mustBeSeen(order)) {
      this._seeFirst(order);
      return;
    }
    this.chosen.value = null;
    if (this._live.isUnderWay(id)) {
      this.refuse(say("{number} is on its way to the hub already.", { number }));
      return;
    }
    const status = to ?? nextStep(board, order);
    const lines = status === null ? [] : behind(board, order, status);
    if (status === null || !lines.length) {
      this.refuse(this._whyDone(order, to));
      return;
    }
    const station = stationOf(board, order);
    const items = lines.map((item) => item.id);
    const undone = lines.map((item) => ({ id: item.id, current: status, status: item.status }));
    this.own.add(id);
    void this._send("POST", `/api/kitchen/orders/${id}/bump`, { status, station, items }, order).then(
      (press) => {
        const until = performance.now() + UNDO_MS;
        this.undo.value = { press: press.id, order: id, called: number, until, station, lines: undone };
      },
    );
  }

  /** Move one line on. @param {Order} order @param {Item} item @param {string} status */
  moveLine(order, item, status) {
    this.lastKey = performance.now();
    this.own.add(order.id);
    const station = stationOf(this._board(), order);
    const body = { status, station, items: [item.id] };
    void this._send("POST", `/api/kitchen/orders/${order.id}/bump`, body, order);
  }

  /** Take one line's last step back. @param {Order} order @param {Item} item */
  takeLineBack(order, item) {
    this.lastKey = performance.now();
    void this._send("POST", `/api/kitchen/items/${item.id}/recall`, {}, order);
  }

  /** Take the last bump back, while that is possible. */
  undoLast() {
    this.lastKey = performance.now();
    const last = this.undo.value;
    if (last === null) {
      this.refuse(say("There is nothing to undo. Recall lists older tickets."));
      return;
    }
    this.undo.value = null;
    const order = this._live.replica.value.orders.get(last.order);
    const waiting = this._live.waiting.value.find((each) => each.id === last.press);
    const recall = () =>
      this._send(
        "POST",
        `/api/kitchen/orders/${last.order}/recall`,
        { station: last.station, items: last.lines },
        order ?? { id: last.order, order_number: last.called },
      );
    // What has not left this device yet is simply not sent.
    if (waiting) void this._live.withdraw(waiting).then((done) => void (done || recall()));
    else void recall();
  }

  /** Take a ticket's last step back. @param {Order} order */
  recall(order) {
    this.lastKey = performance.now();
    const station = stationOf(this._board(), order);
    void this._send("POST", `/api/kitchen/orders/${order.id}/recall`, { station }, order);
  }

  /** Whether a ticket says what nobody here has taken note of. @param {Order} order */
  mustBeSeen(order) {
    const board = this._board();
    return notesTaken(board, order).length > 0 && this._seen.get(order.id) !== newsOf(board, order);
  }

  /** Take note of what a ticket says. @param {Order} order */
  acknowledge(order) {
    this.lastKey = performance.now();
    this._seen.set(order.id, newsOf(this._board(), order));
    for (const body of notesTaken(this._board(), order)) {
      void this._live
        .press({ method: "POST", path: `/api/orders/${order.id}/ack`, body, about: { quiet: true } });
    }
  }

  /** Take note of what was changed, added and cancelled on tickets; of an allergy nobody takes note like
   * this. @param {readonly Order[]} orders */
  acknowledgeChanges(orders) {
    this.lastKey = performance.now();
    for (const order of orders) {
      for (const body of notesTaken(this._board(), order).filter(({ what }) => what !== "allergy")) {
        void this._live
          .press({ method: "POST", path: `/api/orders/${order.id}/ack`, body, about: { quiet: true } });
      }
    }
  }

  /** Sell a dish out, or have it back. @param {string} dish its id @param {string} name @param {boolean} available */
  setAvailable(dish, name, available) {
    this.lastKey = performance.now();
    const path = `/api/menu/items/${dish}/availability`;
    void this._live.press({ method: "POST", path, body: { available }, about: { words: name } });
    this.tell(available
      ? say("86 {name}: brought back, sent to the hub.", { name })
      : say("86 {name}: sent to the hub.", { name }));
  }

  /** Have an order go before its turn, or no longer. @param {Order} order */
  rush(order) {
    this.lastKey = performance.now();
    const priority = order.priority === "rush" ? "normal" : "rush";
    void this._send("POST", `/api/orders/${order.id}/priority`, { priority }, order);
  }

  /** Have another station make what this one was to make. @param {Order} order @param {string} to */
  reroute(order, to) {
    this.lastKey = performance.now();
    const from = stationOf(this._board(), order)?.split(",")[0];
    void this._send("POST", `/api/orders/${order.id}/reroute`, { from, to }, order);
  }

  /** What the hub refused. @param {Press} press @param {import("../api.js").RefusedError} error */
  refused(press, error) {
    // A hub of an earlier version keeps no note of it, or the order has gone: nothing is wrong.
    if (press.about.quiet) return;
    if (this.undo.value?.press === press.id) this.undo.value = null;
    const number = press.about.called ?? "";
    const faster = error.code === "INVALID_TRANSITION" || error.code === "STALE";
    if (!number) this.refuse(explain(error));
    else if (!faster) this.refuse(say("{number}: {why}", { number, why: explain(error) }));
    else if (press.path.endsWith("recall")) {
      this.refuse(say("{number} was not taken back: somebody has moved it on meanwhile.", { number }));
    } else this.refuse(say("{number} was not bumped: somebody else was faster.", { number }));
  }

  /** A ticket that was changed, or has an allergy, is bumped when that was seen: the next time.
   * @param {Order} order */
  _seeFirst(order) {
    const board = this._board();
    const number = callNumber(order);
    const allergy = hasUnseenAllergy(board, order);
    const struck = marksOf(board, order)?.struck ?? false;
    this.acknowledge(order);
    if (struck) this.tell(say("{number}: taken off the board.", { number }));
    else if (allergy) this.tell(say("{number}: the allergy is seen. Press again to bump.", { number }));
    else this.tell(say("{number}: the change is seen. Press again to bump.", { number }));
  }

  /** @param {Order} order @param {string | null} to */
  _whyDone(order, to) {
    const number = callNumber(order);
    if (to === "preparing") return say("{number} has nothing left to start.", { number });
    if (to !== null) return say("{number} has nothing left to make ready.", { number });
    if (this._board().station !== "expo") return say("{number} has nothing left to bump.", { number });
    const waiting = mine(this._board(), order).filter((item) => rank(item.status) < 2);
    const ready = mine(this._board(), order).some((item) => item.status === "ready");
    if (ready && waiting.length) {
      return say("{number}: {dish} is not ready yet.", { number, dish: waiting[0].name });
    }
    return say("{number}: nothing of it is ready to be served yet.", { number });
  }

  /** @param {string} method @param {string} path @param {object} body
   * @param {{id: string, order_number: string}} order */
  _send(method, path, body, order) {
    const called = callNumber(order);
    return this._live.press({ method, path, body, about: { order: order.id, called, words: called } });
  }
}

/** What of a ticket has to be seen. @param {Board} board @param {Order} order */
function newsOf(board, order) {
  const marks = marksOf(board, order);
  const edits = order.items.map((item) => item.was?.version ?? 0);
  return JSON.stringify([warningsOf(board, order), marks ? [...marks.lines] : [], order.was ?? 0, edits]);
}

/** For which station a press on an order is: the board's own, and those that it is shown for.
 * @param {Board} board @param {Order} order */
export function stationOf(board, order) {
  if (board.station === "all" || board.station === "expo") return null;
  const others = order.items.flatMap((item) => item.flags ?? []).filter((flag) => flag.startsWith("for_"));
  return [...new Set([board.station, ...others.map((flag) => flag.slice(4))])].join(",");
}
