/**
 * The pass as it goes on: what is open, what stands on no screen, what is looked for.
 *
 * @module
 */

import { read } from "../api.js";
import { Live } from "../live.js";
import { followUpdates, showRevoked } from "../page.js";
import { isSheetOpen } from "../sheet.js";
import { play, tryToSound } from "../sound.js";
import { recall } from "../store.js";
import { BOARD, ticketsOf } from "../station/rules.js";
import { computed, effect, signal } from "../vendor/lit.js";
import { Expediter } from "./expediter.js";
import { listenToKeys } from "./keys.js";
import { WAITS_MS, columnsOf, listToGo, listUnfinished, rowOf } from "./rows.js";
import { Search } from "./search.js";
import { passView } from "./view.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").PassOrder} PassOrder */
/** @typedef {import("../api-types.js").Station} Station */
/** @typedef {import("./rows.js").Row} Row */

/** Roles of devices that the page is for, and of people who can work with it. */
export const PASS_ROLES = ["pass", "waiter", "cashier", "kitchen", "manager"];

/** Room for an order, a station and the acts of a matrix, in rem; narrower pages have cards. */
const FIRST = 22.5;
const COLUMN = 7;
const ACTS = 8;
const NARROWEST = 58;
/** Beside the matrix stands what the slowest station waits for, from here on. */
const WITH_REASONS = 100;
const REASONS = 25;

/** What no event tells of, screens above all, is asked for now and then, in ms. */
const ASK_EVERY = 5_000;
const TICK = 250;

/**
 * Begin the pass.
 *
 * @param {import("../page.js").Device} device
 * @returns {Promise<() => unknown>} what draws it
 */
export async function startPass(device) {
  const ages = (await recall("board"))?.ages ?? BOARD.ages;
  // A kitchen's tablet in the kitchen's room would count as a screen on which orders stand.
  const live = new Live({
    room: device.role === "kitchen" ? "branch" : "kitchen",
    page: "pass",
    onRevoked: (held) => void showRevoked(held),
    onRefused: (press, error) => crew.refused(press, error),
    onEvent: ({ type }) => {
      search.refresh();
      if (type.startsWith("person:")) void crew.people.load();
      if (type === "menu:availability") void readHouse();
    },
  });
  const crew = new Expediter(live, device, ages, PASS_ROLES);
  const search = new Search(live);
  const stations = signal(/** @type {Station[]} */ ([]));
  /** What the hub knows of each order beyond its lines. */
  const unseen = signal(/** @type {Map<string, PassOrder>} */ (new Map()));
  /** Ids of dishes that are sold out. */
  const soldOut = signal(/** @type {Set<string | null>} */ (new Set()));
  const glass = signal({ width: 0 });
  /** Id of the order whose row is reached by Tab. */
  const roving = signal("");

  const board = { ...BOARD, station: "expo", ages };
  /** @type {WeakMap<Order, Row>} */
  const known = new WeakMap();
  const rows = computed(() => ticketsOf(board, live.orders.value, () => false).map((order) => {
    const row = known.get(order) ?? rowOf(order);
    known.set(order, row);
    return row;
  }));
  const toGo = computed(() => listToGo(rows.value));
  const unfinished = computed(() => listUnfinished(rows.value));
  const layout = computed(() => {
    const { width } = glass.value;
    const aside = width >= WITH_REASONS;
    const room = width - (aside ? REASONS : 0);
    const most = Math.floor((room - FIRST - ACTS) / COLUMN);
    const columns = columnsOf(stations.value, rows.value, most);
    return { aside, columns, matrix: room >= NARROWEST && columns.length <= most };
  });

  async function readHouse() {
    try {
      const [found, seen, gone] = await Promise.all([
        stations.value.length ? stations.value : read("/api/kitchen/stations"),
        read("/api/pass"),
        read("/api/menu/sold-out"),
      ]);
      stations.value = found;
      unseen.value = new Map(seen.map((/** @type {PassOrder} */ each) => [each.id, each]));
      soldOut.value = new Set(gone.filter((/** @type {any} */ each) => !each.available)
        .map((/** @type {any} */ each) => each.menu_item_id));
    } catch {
      // The band on top says that the hub is away; what was known of screens stays until then.
    }
  }

  await crew.people.start();
  await live.start();
  followUpdates(live);
  void tryToSound();
  effect(() => {
    if (!live.renewed.value) return;
    void readHouse();
    void crew.people.load();
  });
  effect(() => {
    if (live.trust.value === "stale") play("lost");
  });
  ringWhenReady(live, toGo);
  setInterval(() => {
    if (live.trust.value === "fresh" && document.visibilityState === "visible") void readHouse();
  }, ASK_EVERY);
  setInterval(() => crew.tick(performance.now()), TICK);

  /** @type {HTMLElement | null} */
  let watched = null;
  /** @param {Element | undefined} element */
  const watchGlass = (element) => {
    if (!(element instanceof HTMLElement) || element === watched) return;
    watched = element;
    const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
    new ResizeObserver(() => {
      const width = Math.floor(element.clientWidth / rem());
      if (width !== glass.value.width) glass.value = { width };
    }).observe(element);
  };

  /** Panels are fetched once the page stands; they are open before a finger is up again. */
  const panels = () => import("./panels.js");
  const given = { live, crew, board, stations, unseen, soldOut, rows, device };
  const acts = {
    open: async (/** @type {Order} */ order) => (await panels()).openOrder(given, order),
    recall: async () => (await panels()).openRecall({ cook: crew, board: signal(board) }),
    more: async () => (await panels()).openMore(given),
  };
  listenToKeys({ search, roving, isBusy: isSheetOpen });
  void panels();

  return () => passView({
    ...given,
    ...{ toGo, unfinished, layout, search, roving, acts, watchGlass },
  });
}

/**
 * Two tones when something can go out, and again where it has waited for too long.
 *
 * @param {Live} live
 * @param {import("../vendor/lit.js").ReadonlySignal<Row[]>} toGo
 */
function ringWhenReady(live, toGo) {
  /** @type {Map<string, boolean> | null} by id, whether it had waited for too long */
  let before = null;
  effect(() => {
    const now = live.now.value;
    const rows = toGo.value;
    if (live.trust.value === "waiting") return;
    const after = new Map(rows.map((row) => [row.order.id, now - Number(row.readySince) >= WAITS_MS]));
    // What a page finds when it begins is not news.
    const news = before !== null && [...after].some(([id, waits]) => waits !== (before?.get(id) ?? null));
    before = after;
    if (news) play("ready");
  });
}
