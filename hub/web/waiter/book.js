/**
 * What a waiter's page knows and does: the menu, the tables, what was taken and not sent, and what is
 * sent. All of it outlives the page, and goes on while the hub is away.
 *
 * @module
 */

import { explain, read } from "../api.js";
import { Live } from "../live.js";
import { tableName } from "../order_words.js";
import { showRevoked } from "../page.js";
import { isLive } from "../replica.js";
import { play } from "../sound.js";
import { keep, recall } from "../store.js";
import { computed, effect, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";
import { EMPTY_DRAFT, addDish, countDishes, groupsOf, linesToSend, tableAllergies } from "./draft.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Item} Item */
/** @typedef {import("../api-types.js").MenuItem} MenuItem */
/** @typedef {import("../store.js").Press} Press */
/** @typedef {import("./draft.js").Draft} Draft */

const TOAST_MS = 8_000;
/** Minutes after which a table waits for too long. */
const LATE = 15;
/** What is kept for when the hub is away. */
const KEPT = /** @type {const} */ ({ menu: "/api/menu", often: "/api/menu/often", tables: "/api/tables", reasons: "/api/reasons", soldOut: "/api/menu/sold-out" });

/** @typedef {{words: string, undo?: () => void}} Toast */

export class WaitersBook {
  /** @param {import("../page.js").Device} device */
  constructor(device) {
    this.device = device;
    this.live = new Live({
      room: "branch",
      page: "waiter",
      onEvent: (event) => this._hear(event),
      onAnswer: (press, said) => this._answered(press, said),
      onRefused: (press, error) => this._refused(press, error),
      onRevoked: (held) => void showRevoked(held),
    });
    this.menu = signal(/** @type {import("../api-types.js").MenuView} */ ({ categories: [], stations: [], items: [] }));
    this.often = signal(/** @type {import("../api-types.js").OftenOrdered[]} */ ([]));
    this.tables = signal(/** @type {import("../api-types.js").DiningTables} */ ({ tables: [] }));
    this.reasons = signal(/** @type {import("../api-types.js").Reasons} */ ({ void: [], default: true }));
    this.soldOut = signal(/** @type {import("../api-types.js").SoldOut[]} */ ([]));
    this.drafts = signal(/** @type {Record<string, Draft>} */ ({}));
    this.toast = signal(/** @type {Toast | null} */ (null));
    /** "tables", "ready", "sold-out", "me", or a table with a slash before its name. */
    this.place = signal("tables");
    this.looking = signal(false);
    this._forget = 0;
    /** @type {Set<string>} ids of lines that are ready */
    this._ready = new Set();

    this.dishes = computed(() => new Map(this.menu.value.items.map((dish) => [dish.id, dish])));
    this.gone = computed(() => new Map(this.soldOut.value.map((each) => [each.menu_item_id, each])));
    /** Open orders by their table. */
    this.atTable = computed(() => {
      /** @type {Map<string, Order[]>} */
      const found = new Map();
      for (const order of this.live.orders.value) {
        const table = order.table_number;
        if (table) found.set(table, [...(found.get(table) ?? []), order]);
      }
      return found;
    });
    this.ready = computed(() => this.live.orders.value
      .map((order) => ({ order, lines: order.items.filter((item) => item.status === "ready") }))
      .filter(({ lines }) => lines.length)
      .sort((one, other) => since(one.lines) - since(other.lines)));
  }

  /** Begin. */
  async start() {
    for (const name of /** @type {(keyof typeof KEPT)[]} */ (Object.keys(KEPT))) {
      const kept = await recall(`waiter ${name}`);
      if (kept) this._take(name, kept);
    }
    this.drafts.value = (await recall("drafts")) ?? {};
    await this.live.start();
    await this.readAll();
    effect(() => {
      if (this.live.connected.value) void this.readAll();
    });
    effect(() => this._listen());
  }

  /** Read what changes seldom. */
  async readAll() {
    await Promise.all(/** @type {(keyof typeof KEPT)[]} */ (Object.keys(KEPT)).map((name) => this._read(name)));
  }

  /** @param {keyof typeof KEPT} name */
  async _read(name) {
    try {
      const found = await read(KEPT[name]);
      this._take(name, found);
      await keep(`waiter ${name}`, found);
    } catch {
      // What was kept stands for now; it is read again with the next line to the hub.
    }
  }

  /** @param {keyof typeof KEPT} name @param {any} found */
  _take(name, found) {
    this[name].value = found;
  }

  /** @param {import("../replica.js").RoomEvent} event */
  _hear({ type }) {
    if (type === "menu:availability" || type === "menu:left") void this._read("soldOut");
    else if (type === "menu:changed") void Promise.all([this._read("menu"), this._read("often")]);
    else if (type === "tables:changed") void this._read("tables");
  }

  /** Two tones when something is ready that was not. */
  _listen() {
    const now = new Set(this.ready.value.flatMap(({ lines }) => lines.map((item) => item.id)));
    const fresh = [...now].some((each) => !this._ready.has(each));
    if (fresh && this.live.trust.value === "fresh") play("ready");
    this._ready = now;
  }

  /** What was taken at a table and not sent. @param {string} table */
  draftOf(table) {
    return this.drafts.value[table] ?? EMPTY_DRAFT;
  }

  /** @param {string} table @param {Draft} draft */
  setDraft(table, draft) {
    this.drafts.value = { ...this.drafts.value, [table]: draft };
    void keep("drafts", this.drafts.value);
  }

  /** A dish was tapped. @param {string} table @param {MenuItem} dish */
  add(table, dish) {
    const { categories } = this.menu.value;
    const draft = this.draftOf(table);
    const course = this.courseOf(dish);
    const held = course !== null && this.isLater(draft, course);
    this.setDraft(table, addDish(draft, dish, {
      groups: groupsOf(dish, categories), course, held, id: crypto.randomUUID() }));
  }

  /** The course of a dish by the part of the menu that it stands in. @param {MenuItem} dish */
  courseOf(dish) {
    const part = this.menu.value.categories.find((each) => each.id === dish.category);
    const named = [part?.id, part?.name].filter(Boolean).map((each) => String(each).toLowerCase());
    const words = this.live.courses.value;
    return words.find((word) => named.some((each) => each === word || each === `${word}s` || each.startsWith(`${word} `))) ?? null;
  }

  /** Whether a course comes after one that is taken as well. @param {Draft} draft @param {string} course */
  isLater(draft, course) {
    const words = this.live.courses.value;
    const turns = draft.lines.filter((line) => line.course && !line.held).map((line) => words.indexOf(line.course ?? ""));
    return turns.length > 0 && words.indexOf(course) > Math.min(...turns);
  }

  /** Send what was taken at a table. @param {string} table */
  async send(table) {
    const draft = this.draftOf(table);
    const count = countDishes(draft);
    if (!count) return;
    const items = linesToSend(draft);
    const allergies = tableAllergies(draft);
    const known = this.atTable.value.get(table)?.find((order) => order.type === "dine_in");
    const about = { table, count, words: `${tableName(table)}: ${draft.lines.map((line) => `${line.quantity} ${line.name}`).join(", ")}` };
    /** @type {Press[]} */
    const presses = [];
    if (known) {
      const before = known.allergies ?? [];
      const all = [...new Set([...before, ...allergies])];
      if (all.length > before.length) {
        presses.push(await this.live.press({ method: "PATCH", path: `/api/orders/${known.id}`, body: { allergies: all }, about: { table, words: about.words } }));
      }
      presses.push(await this.live.press({ method: "POST", path: `/api/orders/${known.id}/items`, body: { accept: "rest", items }, about: { ...about, order: known.id, lines: draft.lines } }));
    } else {
      const id = crypto.randomUUID();
      const body = {
        id,
        type: "dine_in",
        table_number: table,
        taken_at: this.live.hubTime(),
        accept: "rest",
        server: this.device.name,
        items,
        ...(draft.guests ? { guests: draft.guests } : {}),
        ...(draft.notes ? { notes: draft.notes } : {}),
        ...(allergies.length ? { allergies } : {}),
      };
      presses.push(await this.live.press({ method: "POST", path: "/api/orders", body, about: { ...about, lines: draft.lines } }));
    }
    this.setDraft(table, { ...EMPTY_DRAFT, guests: draft.guests, allergies: draft.allergies });
    this.looking.value = false;
    this.place.value = "tables";
    const name = tableName(table);
    const away = this.live.trust.value === "stale" || this.live.trust.value === "dead";
    const words = away
      ? sayMany("{table}: {count} dish waits for the hub", "{table}: {count} dishes wait for the hub", count, { table: name })
      : sayMany("{table}: {count} dish sent", "{table}: {count} dishes sent", count, { table: name });
    this.tell(words, () => void this._takeBack(table, draft, presses, items.map((each) => String(each.id))));
  }

  /** Take back what was sent a moment ago. @param {string} table @param {Draft} draft
   * @param {Press[]} presses @param {readonly string[]} lines */
  async _takeBack(table, draft, presses, lines) {
    this.toast.value = null;
    const waiting = new Set(this.live.waiting.value.map((each) => each.id));
    let all = true;
    for (const press of presses) all = waiting.has(press.id) && (await this.live.withdraw(press)) && all;
    if (!all) {
      const order = this.live.orders.value.find((each) => each.items.some((item) => lines.includes(item.id)));
      const reason = say("Taken back by the waiter");
      const left = order?.items.filter((item) => isLive(item) && !lines.includes(item.id)) ?? [];
      if (order && !left.length) {
        await this.live.press({ method: "PATCH", path: `/api/orders/${order.id}/status`, body: { status: "cancelled", reason }, about: { table, words: tableName(table) } });
      } else if (order) {
        for (const id of lines) {
          await this.live.press({ method: "POST", path: `/api/kitchen/orders/${order.id}/items/${id}/cancel`, body: { reason }, about: { table, words: tableName(table) } });
        }
      }
    }
    this.setDraft(table, draft);
    this.open(table);
  }

  /** What was ready is with the guests. @param {Order} order @param {readonly Item[]} lines */
  async serve(order, lines) {
    const items = lines.map((item) => item.id);
    const table = order.table_number ?? "";
    await this.live.press({ method: "POST", path: `/api/kitchen/orders/${order.id}/bump`, body: { status: "served", items }, about: { order: order.id, table, words: tableName(table) } });
    this.tell(say("Served: {table}", { table: table ? tableName(table) : order.order_number }), () => void this.restore(order, items));
  }

  /** Take the last step of lines back. @param {Order} order @param {readonly string[]} items */
  async restore(order, items) {
    this.toast.value = null;
    await this.live.press({ method: "POST", path: `/api/orders/${order.id}/restore`, body: { items }, about: { order: order.id, words: order.order_number } });
  }

  /** Take a line off, for a reason. @param {Order} order @param {Item} item @param {string} reason */
  async cancel(order, item, reason) {
    await this.live.press({ method: "POST", path: `/api/kitchen/orders/${order.id}/items/${item.id}/cancel`, body: { reason }, about: { order: order.id, words: `${item.quantity} ${item.name}` } });
    this.tell(say("Cancelled: {dish}", { dish: `${item.quantity} ${item.name}` }), () => void this.restore(order, [item.id]));
  }

  /** Have more or fewer of a line that was sent. @param {Order} order @param {Item} item @param {number} quantity */
  async setQuantity(order, item, quantity) {
    await this.live.press({ method: "PATCH", path: `/api/orders/${order.id}/items/${item.id}`, body: { quantity }, about: { order: order.id, words: `${item.quantity} → ${quantity} ${item.name}` } });
  }

  /** Have the kitchen make what waits. @param {Order} order @param {string | number | null} course */
  async fire(order, course) {
    await this.live.press({ method: "POST", path: `/api/orders/${order.id}/fire`, body: course === null ? {} : { course }, about: { order: order.id, words: order.order_number } });
  }

  /** @param {string} dish @param {string} name @param {boolean} available */
  async setAvailable(dish, name, available) {
    await this.live.press({ method: "POST", path: `/api/menu/items/${dish}/availability`, body: { available }, about: { words: name } });
  }

  /** Go to a table. @param {string} table */
  open(table) {
    this.looking.value = false;
    this.place.value = `/${table}`;
  }

  /** @param {string} words @param {() => void} [undo] */
  tell(words, undo) {
    this.toast.value = { words, undo };
    clearTimeout(this._forget);
    this._forget = setTimeout(() => (this.toast.value = null), TOAST_MS);
  }

  /** What the hub did not take of an order stays until somebody has chosen. @param {Press} press @param {any} said */
  _answered(press, said) {
    return (said.warnings ?? []).some((/** @type {any} */ each) => each.code === "not_taken");
  }

  /** @param {Press} press @param {import("../api.js").RefusedError} error */
  _refused(press, error) {
    if (press.about.count) return true;
    this.tell(explain(error));
    return false;
  }

  /**
   * What of a press was not taken, by name.
   *
   * @param {Press} press
   * @returns {import("./draft.js").DraftLine[]}
   */
  refusedLines(press) {
    const lines = press.about.lines ?? [];
    const warnings = /** @type {any} */ (press.answer)?.warnings ?? [];
    if (press.refused) return lines;
    const missed = warnings.filter((/** @type {any} */ each) => each.code === "not_taken");
    const at = new Set(missed.map((/** @type {any} */ each) => Number(/^items\[(\d+)\]/.exec(each.field)?.[1])));
    return lines.filter((/** @type {any} */ _, /** @type {number} */ index) => at.has(index));
  }

  /** How a table is. @param {string} table */
  stateOf(table) {
    const { live } = this;
    live.now.value;
    const orders = this.atTable.value.get(table) ?? [];
    const draft = this.draftOf(table);
    const lines = orders.flatMap((order) => order.items.filter(isLive));
    const ready = lines.filter((item) => item.status === "ready");
    const cooking = lines.filter((item) => item.status === "pending" || item.status === "preparing");
    const held = orders.flatMap((order) => order.held ?? []);
    const age = orders.length ? minutesSince(orders[0].created_at, live.hubNow()) : 0;
    return {
      refused: live.kept.value.some((each) => each.about.table === table),
      sending: live.waiting.value.some((each) => each.about.table === table && each.about.count),
      ready, cooking, held, age,
      late: cooking.length > 0 && age >= LATE,
      taken: countDishes(draft),
      allergy: draft.allergies.length > 0 || orders.some((order) => order.allergies?.length || order.items.some((item) => item.allergies?.length)),
      orders,
    };
  }
}

/** @param {string} time @param {number} now */
export function minutesSince(time, now) {
  return Math.max(0, Math.floor((now - Date.parse(time)) / 60_000));
}

/** @param {readonly Item[]} lines */
function since(lines) {
  return Math.min(...lines.map((item) => Date.parse(item.ready_at ?? item.created_at)));
}
