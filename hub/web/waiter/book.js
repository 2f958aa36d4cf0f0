/**
 * What a waiter's page knows and does: the menu, the tables, what was taken and not sent, and what is
 * sent. All of it outlives the page, and goes on while the hub is away.
 *
 * @module
 */

import { explain, read } from "../api.js";
import { Live } from "../live.js";
import { showRevoked } from "../page.js";
import { PeopleHere } from "../people.js";
import { isLive, rank } from "../replica.js";
import { play } from "../sound.js";
import { BOARD, ageOf, judgeAge, untilDue } from "../station/rules.js";
import { keep, recall } from "../store.js";
import { computed, effect, signal } from "../vendor/lit.js";
import { WaitersActs } from "./acts.js";
import { EMPTY_DRAFT, addDish, countDishes, groupsOf } from "./draft.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Item} Item */
/** @typedef {import("../api-types.js").MenuItem} MenuItem */
/** @typedef {import("../store.js").Press} Press */
/** @typedef {import("./draft.js").Draft} Draft */

const TOAST_MS = 8_000;
/** What is kept for when the hub is away. */
const KEPT = /** @type {const} */ ({ menu: "/api/menu", often: "/api/menu/often", tables: "/api/tables", reasons: "/api/reasons", soldOut: "/api/menu/sold-out" });

/** @typedef {{words: string, undo?: () => void}} Toast */

export class WaitersBook {
  /** @param {import("../page.js").Device} device @param {readonly string[]} roles that the page is for */
  constructor(device, roles) {
    this.device = device;
    this.live = new Live({
      room: "branch",
      page: "waiter",
      onEvent: (event) => this._hear(event),
      onAnswer: (press, said) => this._answered(press, said),
      onRefused: (press, error) => this._refused(press, error),
      onRevoked: (held) => void showRevoked(held),
    });
    this.people = new PeopleHere(device, roles, { isAway: () => this.isAway(), tell: (words) => this.tell(words) });
    this.acts = new WaitersActs(this);
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
    /** What the dishes that are shown suit; empty for all dishes. */
    this.diet = signal("");
    /** @type {import("../station/rules.js").Board} when an order warns, and when it is late */
    this.board = BOARD;
    this._forget = 0;
    /** @type {Set<string>} ids of lines that are ready */
    this._ready = new Set();

    this.dishes = computed(() => new Map(this.menu.value.items.map((dish) => [dish.id, dish])));
    this.gone = computed(() => new Map(this.soldOut.value.map((each) => [each.menu_item_id, each])));
    /** Whom dishes of the menu suit, in the words of the house. */
    this.diets = computed(() => [...new Set(this.menu.value.items.flatMap((dish) => dish.diets ?? []))].sort());
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
    this.board = { ...BOARD, ages: (await recall("board"))?.ages ?? BOARD.ages };
    await this.people.start();
    await this.live.start();
    await this.readAll();
    effect(() => {
      if (this.live.renewed.value) void this.readAll();
    });
    effect(() => this._listen());
  }

  /** Read what changes seldom. */
  async readAll() {
    void this.people.load();
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
    else if (type.startsWith("person:")) void this.people.load();
  }

  /** Two tones when something is ready that was not. */
  _listen() {
    const now = new Set(this.ready.value.flatMap(({ lines }) => lines.map((item) => item.id)));
    const fresh = [...now].some((each) => !this._ready.has(each));
    if (fresh && this.live.trust.value === "fresh") play("ready");
    this._ready = now;
  }

  /** Whether the hub has not been heard for too long. */
  isAway() {
    return this.live.trust.value === "stale" || this.live.trust.value === "dead";
  }

  /** The order to which what is taken at a table is added. @param {string} table */
  orderAt(table) {
    return this.atTable.value.get(table)?.find((order) => order.type === "dine_in");
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

  /** One step back, up to the tables. */
  back() {
    if (this.looking.value) this.looking.value = false;
    else this.place.value = "tables";
  }

  /** Go to a table. @param {string} table */
  open(table) {
    this.looking.value = false;
    this.diet.value = "";
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
    const now = live.hubNow();
    const waiting = orders.filter((order) => order.items.some((item) => isLive(item) && rank(item.status) < 2));
    const ages = (waiting.length ? waiting : orders).map((order) => ageOf(this.board, order, now));
    const age = Math.floor(Math.max(0, ...ages) / 60_000);
    return {
      refused: live.kept.value.some((each) => each.about.table === table),
      sending: live.waiting.value.some((each) => each.about.table === table && each.about.count),
      ready, cooking, held, age,
      late: waiting.some((order) => judgeAge(this.board, ageOf(this.board, order, now), untilDue(order, now)) === "late"),
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
