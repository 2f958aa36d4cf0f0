/**
 * What all places of the manager's page share: what needs a person, what was done last, and lists
 * that are asked for again.
 *
 * @module
 */

import { ask, explain } from "../api.js";
import { clockTime } from "../parts.js";
import { effect, signal } from "../vendor/lit.js";
import { say, spokenLanguage } from "../words.js";

/** @typedef {import("../api-types.js").Attention} Attention */
/** @typedef {import("../live.js").Live} Live */
/** @typedef {{view: () => unknown, stop: () => void}} Place what stands beside the list of pages */
/** @template T @typedef {import("../vendor/lit.js").Signal<T>} Signal */

const LOOK_AGAIN = 10_000;
const MARKS = /[\u0300-\u036f]/g;
const DAY = 24 * 60 * 60 * 1000;

/** @typedef {ReturnType<typeof makeDesk>} Desk */

/**
 * Make what the places share.
 *
 * @param {import("../page.js").Device} device this one
 * @param {Live} live
 */
export function makeDesk(device, live) {
  const attention = listing("/api/attention");
  const house = listing("/api/auth/hub");
  const at = signal("now");
  const note = signal("");
  const trouble = signal("");
  const busy = signal(false);

  const clear = () => {
    note.value = "";
    trouble.value = "";
  };

  /**
   * Have something done, and say what came of it. While one thing is done nothing else is.
   *
   * @template T
   * @param {() => Promise<T>} act
   * @param {string | ((answer: T) => string)} [done] what is said when it is
   * @returns {Promise<T | undefined>} undefined where it was not done
   */
  const run = async (act, done = "") => {
    if (busy.peek()) return undefined;
    busy.value = true;
    clear();
    try {
      const answer = await act();
      note.value = typeof done === "string" ? done : done(answer);
      return answer;
    } catch (error) {
      trouble.value = explain(error);
      return undefined;
    } finally {
      busy.value = false;
      void attention.load();
    }
  };

  /** Keep looking at what needs a person: now and then, and whenever alarms or devices change. */
  const watch = () => {
    void house.load();
    setInterval(() => void attention.load(), LOOK_AGAIN);
    effect(() => {
      void live.alarms.value;
      void live.renewed.value;
      void attention.load();
    });
  };

  return { device, live, house, attention, at, note, trouble, busy, clear, run, watch };
}

/**
 * What the hub lists somewhere, as it was when it was last asked for. What was there stays while the
 * hub is away.
 *
 * @param {string} path
 */
export function listing(path) {
  const rows = signal(/** @type {any} */ (null));
  const trouble = signal("");
  let asked = 0;
  const load = async () => {
    const mine = ++asked;
    try {
      const headers = { "Accept-Language": spokenLanguage() };
      const found = (await ask("GET", path, { headers, within: 15_000 })).data;
      if (mine !== asked) return;
      if (JSON.stringify(found) !== JSON.stringify(rows.peek())) rows.value = found;
      trouble.value = "";
    } catch (error) {
      if (mine === asked) trouble.value = explain(error);
    }
  };
  return { rows, trouble, load };
}

/**
 * Make a short word out of a name: letters without accents, digits, hyphens.
 *
 * @param {string} name
 * @param {string} kind what the word begins with where the name has no such letter
 */
export function idOf(name, kind) {
  const word = name.normalize("NFD").replace(MARKS, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);
  return word || `${kind}-${crypto.randomUUID().slice(0, 8)}`;
}

/**
 * The parts of the house that tables name, each once.
 *
 * @param {import("../api-types.js").DiningTable[]} tables
 * @returns {string[]}
 */
export function zonesOf(tables) {
  return [...new Set(tables.flatMap((each) => each.zone ?? []))];
}

/**
 * A time as people say it: of today by the clock, else with its day.
 *
 * @param {string | number} when a time of the wire, or ms since 1970
 * @param {number} now ms since 1970
 */
export function whenWords(when, now) {
  const at = typeof when === "number" ? when : Date.parse(when);
  const isToday = Math.abs(now - at) < DAY && new Date(at).getDate() === new Date(now).getDate();
  if (isToday) return clockTime(at);
  const day = new Intl.DateTimeFormat(dateLanguage(), { day: "numeric", month: "short" });
  return say("{day}, {time}", { day: day.format(at), time: clockTime(at) });
}

/** The pseudo-language has no dates of its own. */
function dateLanguage() {
  return spokenLanguage() === "xx" ? "en" : spokenLanguage();
}
