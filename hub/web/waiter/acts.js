/**
 * What a waiter has done: orders sent, served, taken off, fired, moved. Each is kept at once and sent
 * when the hub is there, under the name of whoever is at the tablet.
 *
 * @module
 */

import { tableName } from "../order_words.js";
import { isLive } from "../replica.js";
import { TAKEN_BACK } from "../void_reasons.js";
import { say, sayMany } from "../words.js";
import { EMPTY_DRAFT, countDishes, linesToSend, tableAllergies } from "./draft.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Item} Item */
/** @typedef {import("../store.js").Press} Press */
/** @typedef {import("./book.js").WaitersBook} WaitersBook */
/** @typedef {import("./draft.js").Draft} Draft */

export class WaitersActs {
  /** @param {WaitersBook} book */
  constructor(book) {
    this._book = book;
    this._live = book.live;
    this._people = book.people;
  }

  /** Send what was taken at a table. @param {string} table */
  send(table) {
    if (countDishes(this._book.draftOf(table))) this._people.prove(() => void this._send(table));
  }

  /** @param {string} table */
  async _send(table) {
    const book = this._book;
    const draft = book.draftOf(table);
    const count = countDishes(draft);
    if (!count) return;
    const items = linesToSend(draft);
    const allergies = tableAllergies(draft);
    const known = book.orderAt(table);
    const about = { table, count, words: `${tableName(table)}: ${draft.lines.map((line) => `${line.quantity} ${line.name}`).join(", ")}` };
    /** @type {Press[]} */
    const presses = [];
    if (known) {
      const before = known.allergies ?? [];
      const all = [...new Set([...before, ...allergies])];
      if (all.length > before.length) {
        presses.push(await this._press("PATCH", `/api/orders/${known.id}`, { allergies: all }, { table, words: about.words }));
      }
      presses.push(await this._press("POST", `/api/orders/${known.id}/items`, { accept: "rest", items }, { ...about, order: known.id, lines: draft.lines }));
    } else {
      const body = {
        id: crypto.randomUUID(),
        type: "dine_in",
        table_number: table,
        taken_at: this._live.hubTime(),
        accept: "rest",
        server: this._people.here()?.name ?? book.device.name,
        items,
        ...(draft.guests ? { guests: draft.guests } : {}),
        ...(draft.notes ? { notes: draft.notes } : {}),
        ...(allergies.length ? { allergies } : {}),
      };
      presses.push(await this._press("POST", "/api/orders", body, { ...about, lines: draft.lines }));
    }
    book.setDraft(table, { ...EMPTY_DRAFT, guests: draft.guests, allergies: draft.allergies });
    book.looking.value = false;
    book.place.value = "tables";
    const name = tableName(table);
    const words = book.isAway()
      ? sayMany("{table}: {count} dish waits for the hub", "{table}: {count} dishes wait for the hub", count, { table: name })
      : sayMany("{table}: {count} dish sent", "{table}: {count} dishes sent", count, { table: name });
    book.tell(words, () => void this._takeBack(table, draft, presses, items.map((each) => String(each.id))));
  }

  /** Take back what was sent a moment ago. @param {string} table @param {Draft} draft
   * @param {Press[]} presses @param {readonly string[]} lines */
  async _takeBack(table, draft, presses, lines) {
    const book = this._book;
    book.toast.value = null;
    const waiting = new Set(this._live.waiting.value.map((each) => each.id));
    let all = true;
    for (const press of presses) all = waiting.has(press.id) && (await this._live.withdraw(press)) && all;
    if (!all) {
      const order = this._live.orders.value.find((each) => each.items.some((item) => lines.includes(item.id)));
      const reason = TAKEN_BACK;
      const about = { table, words: tableName(table) };
      const left = order?.items.filter((item) => isLive(item) && !lines.includes(item.id)) ?? [];
      if (order && !left.length) {
        await this._press("PATCH", `/api/orders/${order.id}/status`, { status: "cancelled", reason }, about);
      } else if (order) {
        for (const id of lines) {
          await this._press("POST", `/api/kitchen/orders/${order.id}/items/${id}/cancel`, { reason }, about);
        }
      }
    }
    book.setDraft(table, draft);
    book.open(table);
  }

  /** What was ready is with the guests. @param {Order} order @param {readonly Item[]} lines */
  serve(order, lines) {
    this._people.prove(() => {
      const items = lines.map((item) => item.id);
      const table = order.table_number ?? "";
      void this._press("POST", `/api/kitchen/orders/${order.id}/bump`, { status: "served", items }, { order: order.id, table, words: tableName(table) });
      this._book.tell(say("Served: {table}", { table: table ? tableName(table) : order.order_number }), () => this.restore(order, items));
    });
  }

  /** Take the last step of lines back. @param {Order} order @param {readonly string[]} items */
  restore(order, items) {
    this._book.toast.value = null;
    void this._press("POST", `/api/orders/${order.id}/restore`, { items }, { order: order.id, words: order.order_number });
  }

  /** Take a line off, or some pieces of it, for a reason. @param {Order} order @param {Item} item
   * @param {string} reason @param {number} count */
  cancel(order, item, reason, count) {
    this._people.prove(() => {
      const dish = `${count} ${item.name}`;
      const left = item.quantity - count;
      if (left > 0) this._setQuantity(order, item, left, reason);
      else void this._press("POST", `/api/kitchen/orders/${order.id}/items/${item.id}/cancel`, { reason }, { order: order.id, words: dish });
      this._book.tell(say("Cancelled: {dish}", { dish }), () => {
        if (left > 0) this._setQuantity(order, item, item.quantity);
        else this.restore(order, [item.id]);
      });
    }, { takesAway: true });
  }

  /** Have one more of a line that was sent. @param {Order} order @param {Item} item */
  addOne(order, item) {
    this._people.prove(() => this._setQuantity(order, item, item.quantity + 1));
  }

  /** @param {Order} order @param {Item} item @param {number} quantity @param {string} [reason] */
  _setQuantity(order, item, quantity, reason) {
    this._book.toast.value = null;
    const words = `${item.quantity} → ${quantity} ${item.name}`;
    void this._press("PATCH", `/api/orders/${order.id}/items/${item.id}`, { quantity, ...(reason ? { reason } : {}) }, { order: order.id, words });
  }

  /** Guests have changed their table. @param {readonly Order[]} orders @param {string} from
   * @param {string} to @param {Order} [into] the order there that theirs become a part of */
  move(orders, from, to, into) {
    const words = `${tableName(from)} → ${tableName(to)}`;
    const send = (/** @type {string} */ table) => {
      for (const order of orders) void this._press("PATCH", `/api/orders/${order.id}`, { table_number: table }, { order: order.id, words });
    };
    if (!into) send(to);
    else for (const order of orders) void this._press("POST", `/api/orders/${into.id}/merge`, { from: order.id }, { order: into.id, words });
    this._book.tell(say("{from} is at {to} now", { from: tableName(from), to: tableName(to) }), into ? undefined : () => {
      this._book.toast.value = null;
      send(from);
      this._book.open(from);
    });
  }

  /** Have the kitchen make what waits. @param {Order} order @param {string | number | null} course */
  fire(order, course) {
    this._people.prove(() => void this._press("POST", `/api/orders/${order.id}/fire`, course === null ? {} : { course }, { order: order.id, words: order.order_number }));
  }

  /** @param {string} dish @param {string} name @param {boolean} available */
  setAvailable(dish, name, available) {
    void this._press("POST", `/api/menu/items/${dish}/availability`, { available }, { words: name });
    this._book.tell(available ? say("{dish} can be ordered again", { dish: name }) : say("{dish} is sold out", { dish: name }),
      () => this.setAvailable(dish, name, !available));
  }

  /** @param {string} method @param {string} path @param {object} body @param {{[name: string]: any}} about */
  _press(method, path, body, about) {
    return this._live.press({ method, path, body, about });
  }
}
