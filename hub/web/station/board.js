/**
 * A station's board: what stands on it, where, and what is told of that to the hub.
 *
 * @module
 */

import { learnAllergens } from "../allergies.js";
import { read } from "../api.js";
import { Live } from "../live.js";
import { shortAge, shortPlace, urgencyOf } from "../order_words.js";
import { followUpdates, showRevoked } from "../page.js";
import { callNumber } from "../parts.js";
import { runningNumber } from "../replica.js";
import { play, tryToSound } from "../sound.js";
import { keep, recall } from "../store.js";
import { computed, effect, signal } from "../vendor/lit.js";
import { say } from "../words.js";
import { Bell } from "./bell.js";
import { layChips } from "./chips.js";
import { Cook } from "./cook.js";
import { noteLate, withLate } from "./late_lines.js";
import { NOWHERE, arrange, ordersOn } from "./placement.js";
import { TicketRuler } from "./ruler.js";
import { BOARD, ageOf, marksOf, ticketsOf, warningsOf } from "./rules.js";
import { takeOn } from "./stand_ins.js";
import { boardView } from "./view.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("./rules.js").Board} Board */
/** @typedef {import("./placement.js").Places} Places */

const KEYS = 10;
/** For how long a finger has to stay to have a ticket opened, in ms. */
const HOLD_MS = 500;
/** For how long what has just changed by itself, or by the cook, refuses the key for the frame. */
const LOOKED_MS = 1_200;
const MOVED_MS = 300;
/** Tickets that are measured; what waits behind them is a chip in any case. */
const MEASURED = 120;
const TICK = 250;

/**
 * Begin the board of a station.
 *
 * @param {string} station its id, several with commas between them, `expo` or `all`
 * @param {import("../page.js").Device} device
 * @returns {Promise<() => unknown>} what draws it
 */
export async function startBoard(station, device) {
  const settings = (await recall("board")) ?? {};
  const board = signal(/** @type {Board} */ ({ ...BOARD, ...settings, station }));
  const own = station === "all" || station === "expo" ? null : station;
  const live = new Live({
    room: "kitchen",
    page: "station",
    station: own,
    onRevoked: (held) => {
      bell.stop();
      void showRevoked(held);
    },
    onRefused: (press, error) => cook.refused(press, error),
    onEvent: (event) => noteEvent(event),
  });
  const places = signal(NOWHERE);
  const cook = new Cook(live, () => board.value, () => places.value);
  const bell = new Bell();
  /** Shows the hub's drill. @type {import("../vendor/lit.js").Signal<import("./drill.js").Drill | null>} */
  const drill = signal(null);
  const opening = signal(false);
  const soldOut = signal(/** @type {Set<string>} */ (new Set()));

  const late = signal(/** @type {import("./late_lines.js").LateLines} */ (new Map()));
  const sort = signal(/** @type {typeof import("./courses.js").inCourses | null} */ (null));
  const orders = computed(() => {
    const words = live.courses.value;
    const inCourses = sort.value;
    const taken = takeOn(live.orders.value, live.standIns.value, own, soldOut.value);
    return withLate(inCourses ? taken.map((order) => inCourses(order, words)) : taken, late.value);
  });
  const tickets = computed(() =>
    ticketsOf(board.value, orders.value, (order) => marksOf(board.value, order)?.struck ?? false));
  const byId = computed(() => new Map(tickets.value.map((order) => [order.id, order])));

  const ruler = new TicketRuler();
  const glass = signal({ width: 0, height: 0, unit: 20 });
  let sortedAt = /** @type {number | null} */ (null);

  /** @param {import("../replica.js").RoomEvent} event */
  function noteEvent({ type, payload }) {
    if (type === "menu:availability" && payload.menuItemId) {
      const left = new Set(soldOut.value);
      if (payload.available) left.delete(payload.menuItemId);
      else left.add(payload.menuItemId);
      soldOut.value = left;
      const name = payload.name;
      cook.tell(payload.available
        ? say("86: {name} is available again.", { name }) : say("86: {name} is sold out.", { name }));
    }
  }

  async function readSoldOut() {
    /** @type {import("../api-types.js").SoldOut[]} */
    const rows = await read("/api/menu/sold-out").catch(() => []);
    soldOut.value = new Set(rows.filter((each) => !each.available).map((each) => each.menu_item_id));
  }

  /** Say where everything is to stand. */
  function lay() {
    const { width, height, unit } = glass.value;
    if (!width || ruler.root === null || live.trust.value === "waiting") return;
    const ground = ruler.groundOf(width, height, unit, KEYS);
    const sizes = ruler.measure(board.value, tickets.value.slice(0, MEASURED), ground, unit);
    const moment = { now: performance.now(), lastKey: cook.lastKey, sortedAt, own: cook.own };
    const before = places.value;
    const countRows = (/** @type {readonly string[]} */ waiting) =>
      layChips(chipsOf(waiting), 99, width, unit).rows;
    const after = arrange(before, sizes, ground, moment, countRows);
    if (after === before) return;
    noteMoved(before, after, moment.now);
    places.value = after;
  }

  /** @param {Places} before @param {Places} after @param {number} now */
  function noteMoved(before, after, now) {
    const stood = new Map(before.parts.map((part) => [`${part.order} ${part.left} ${part.top}`, part]));
    const moved = new Map();
    for (const part of after.parts) {
      const earlier = stood.get(`${part.order} ${part.left} ${part.top}`);
      const stays = earlier !== undefined && earlier.height >= part.height;
      const since = stays ? (cook.moved.get(part.order) ?? now) : now;
      moved.set(part.order, Math.max(since, moved.get(part.order) ?? since));
    }
    cook.moved = moved;
    if (after.framed !== before.framed) {
      const byOwnHand = before.framed === null || cook.own.has(before.framed);
      cook.frameUntil = now + (byOwnHand ? MOVED_MS : LOOKED_MS);
    }
  }

  /** @param {readonly string[]} ids */
  function chipsOf(ids) {
    const now = live.now.value;
    return ids.map((id) => byId.value.get(id)).filter((order) => order !== undefined).map((order) => ({
      id: order.id,
      number: callNumber(order),
      place: shortPlace(order),
      age: shortAge(ageOf(board.value, order, now)),
      rush: urgencyOf(order) !== "",
      allergy: warningsOf(board.value, order).length > 0,
    }));
  }

  /** Tell the hub what stands here, once it does. */
  function report() {
    if (document.visibilityState !== "visible" || live.trust.value === "waiting" || live.drill.peek() !== null) return;
    const numbers = (/** @type {readonly string[]} */ ids) =>
      ids.map((id) => byId.value.get(id)).filter((order) => order !== undefined)
        .map((order) => runningNumber(order)).filter((each) => each !== null).sort((a, b) => a - b);
    const shown = layChips(chipsOf(places.value.chips.map((each) => each.order)),
      places.value.rows, glass.value.width, glass.value.unit);
    live.painted(numbers(ordersOn(places.value)), numbers(shown.chips.map((each) => each.id)));
  }

  let known = live.replica.value;
  effect(() => {
    const now = live.replica.value;
    // What a board finds when it begins is no news.
    if (known.epoch !== null && now !== known) late.value = noteLate(late.peek(), known.orders, now.orders, board.value);
    known = now;
  });

  await live.start();
  followUpdates(live);
  void tryToSound();
  void readSoldOut();
  effect(() => {
    if (live.renewed.value) void readSoldOut();
  });
  effect(() => {
    const { value } = tickets;
    if (bell.hear(value, board.value, live.trust.value !== "waiting")) drill.peek()?.giveWay();
  });
  effect(() => {
    const lost = live.trust.value === "stale";
    if (lost) play("lost");
  });
  effect(() => {
    tickets.value;
    glass.value;
    board.value;
    requestAnimationFrame(lay);
  });
  effect(() => {
    places.value;
    live.replica.value;
    live.connected.value;
    // After the next frame it stands on the glass.
    requestAnimationFrame(() => requestAnimationFrame(report));
  });
  setInterval(() => {
    const now = performance.now();
    cook.tick(now);
    bell.ringAgain(now);
    lay();
  }, TICK);

  // What is opened at the side is there before the hub could be away, and not before the board is.
  const stands = new Promise(requestAnimationFrame);
  const later = stands.then(() => import("./later.js"));
  void later.then(({ Drill, inCourses, listenToKeys }) => {
    sort.value = inCourses;
    const begun = new Drill(live);
    begun.start();
    drill.value = begun;
    listenToKeys(cook, acts, begun);
  });
  void stands.then(learnAllergens).then(() => {
    ruler.measureAnew();
    board.value = { ...board.value };
  });
  const show = (/** @type {(all: typeof import("./later.js")) => void} */ what) => void later.then(what);

  const acts = {
    sort: () => {
      sortedAt = performance.now();
      lay();
      cook.tell(say("Sorted by age."));
    },
    rushFirst: () => {
      board.value = { ...board.value, rushFirst: !board.value.rushFirst };
      void keep("board", settingsOf(board.value));
      cook.tell(board.value.rushFirst ? say("Rush tickets come first.") : say("Oldest tickets come first."));
    },
    open: (/** @type {string} */ id) => {
      opening.value = false;
      const orderOf = (/** @type {string} */ each) => byId.value.get(each);
      show(({ openTicket }) => openTicket({ live, cook, board, id, orderOf }));
    },
    openFramed: () => {
      const id = cook.chosen.value ?? places.value.framed;
      if (id !== null) acts.open(id);
    },
    recall: () => show(({ openRecall }) => openRecall({ cook, board })),
    allDay: () => show(({ openAllDay }) => openAllDay({ board, tickets })),
    soldOut: () => show(({ openSoldOut }) => openSoldOut({ cook, tickets })),
    silence: () => {
      bell.stop();
      const { value } = cook.chosen;
      cook.acknowledgeChanges(value === null ? tickets.value : tickets.value.filter(({ id }) => id === value));
    },
    more: () => show(({ openMore }) => openMore({ acts, board, cook, device })),
    station: async () => {
      await keep("station", undefined);
      location.reload();
    },
  };

  /** @param {Element | undefined} element */
  const watchGlass = (element) => {
    if (!(element instanceof HTMLElement) || element === watched) return;
    watched = element;
    new ResizeObserver(() => {
      const unit = parseFloat(getComputedStyle(element).fontSize);
      glass.value = { width: element.clientWidth, height: element.clientHeight, unit };
    }).observe(element);
    ruler.root = /** @type {HTMLElement} */ (element.querySelector(".ruler"));
  };
  /** @type {HTMLElement | null} */
  let watched = null;

  /** @param {string} id */
  const press = (id) => {
    if (opening.value) acts.open(id);
    else cook.touch(id);
  };
  const hold = new Hold(acts.open);

  return () =>
    boardView({
      ...{ live, cook, board, drill, places, tickets, byId, opening, acts, press, hold, glass, chipsOf },
      watchGlass,
    });
}

/** What of a board is kept on the device. @param {Board} board */
function settingsOf({ bump, rushFirst, allergyAck, ages }) {
  return { bump, rushFirst, allergyAck, ages };
}

/** A finger that stays on a ticket opens it. */
class Hold {
  /** @param {(id: string) => void} act */
  constructor(act) {
    this._act = act;
    this._timer = 0;
    this.done = false;
  }

  /** @param {string} id */
  begin(id) {
    this.done = false;
    clearTimeout(this._timer);
    this._timer = setTimeout(() => {
      this.done = true;
      this._act(id);
    }, HOLD_MS);
  }

  end() {
    clearTimeout(this._timer);
  }
}
