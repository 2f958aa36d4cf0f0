/**
 * The board of ready numbers, for everybody in the room: what is being made, and what can be fetched.
 * It shows numbers, a first name where the house wants that, and nothing else of an order.
 *
 * @module
 */

import { ask, shownToken } from "./api.js";
import { Line } from "./line.js";
import { showRevoked, startPage } from "./page.js";
import { clockTime, data, soundBand, statusSign } from "./parts.js";
import { callOut, cut, lengthOf, newlyReady, place } from "./ready/places.js";
import { play, tryToSound } from "./sound.js";
import { html, nothing, repeat, signal } from "./vendor/lit.js";
import { say } from "./words.js";

/** @typedef {import("./ready/places.js").Row} Row */

/** Silence after which the board says that it has no news, in ms. */
const STALE_AFTER = 3_000;
/** For how long what has just become ready stands there at double height, in ms. */
const NEWEST_FOR = 15_000;
const PAGE_FOR = 10_000;
const COURIERS = 6;

void startPage({ name: "ready", roles: ["ready", "manager"], theme: "dark", begin });

/** @param {any} device */
async function begin(device) {
  const rows = signal(/** @type {Row[] | null} */ (null));
  const newest = signal(/** @type {Row | null} */ (null));
  const page = signal(0);
  const upright = signal(false);
  let until = 0;
  const speech = device.says_numbers ? import("./ready/speech.js") : null;
  const line = new Line({
    token: shownToken,
    room: `branch:${device.branch}:ready`,
    onRefused: () => void showRevoked(),
    onFrame: ({ ready }) => {
      if (ready !== undefined) show(ready);
    },
    poll: async () => {
      const found = await ask("GET", "/api/ready");
      return { at: found.at, take: () => show(found.data) };
    },
  });
  /** @param {Row[]} ready */
  const show = (ready) => {
    const now = callOut(ready);
    const found = newlyReady(rows.value, now);
    rows.value = now;
    if (found !== null) {
      newest.value = found;
      until = performance.now() + NEWEST_FOR;
      play("ready");
      void speech?.then(({ sayNumber }) => sayNumber(found));
    } else if (!now.some((each) => each.id === newest.value?.id && each.status === "ready")) {
      newest.value = null;
    }
  };
  line.start();
  void tryToSound();
  setInterval(() => {
    if (newest.value !== null && performance.now() > until) newest.value = null;
  }, 250);
  setInterval(() => (page.value += 1), PAGE_FOR);
  const tall = matchMedia("(orientation: portrait)");
  const turn = () => (upright.value = tall.matches);
  tall.addEventListener("change", turn);
  turn();
  return () =>
    line.silence.value > STALE_AFTER
      ? silentView()
      : boardView(rows.value, newest.value, page.value, upright.value, line.heardAt.value);
}

function silentView() {
  return html`<div class="silent" role="alert"><h1>${say("Please ask at the counter")}</h1>
    <p>${say("This board has no news at the moment.")}</p></div>`;
}

/**
 * @param {Row[] | null} rows @param {Row | null} newest @param {number} page
 * @param {boolean} upright @param {number | null} at
 */
function boardView(rows, newest, page, upright, at) {
  if (rows === null) return html`<p class="visually-hidden" role="status">${say("loading")}</p>`;
  const { preparing, ready, couriers } = place(rows, newest?.id);
  return html`<div class="board ${upright ? "upright" : ""}">
      <section class="preparing"><h1>${statusSign("preparing")} ${say("Preparing")}</h1>
        ${grid(preparing, upright ? 3 : preparing.length > 12 ? 3 : 2, upright ? 4 : 6, page)}</section>
      <section class="ready"><h1>${statusSign("ready")} ${say("Ready")}</h1>
        ${newest ? newestView(newest) : nothing}
        ${ready.length || newest
          ? grid(ready, 3, newest ? 2 : ready.length > 9 ? 4 : 3, page)
          : html`<p class="empty">${say("Nothing is ready. You hear two tones when something is.")}</p>`}
      </section></div>
    <footer>${soundBand()}<span>${say("Your number is at the top of your receipt")}</span>
      ${couriers.length ? couriersView(cut(couriers, COURIERS, page)) : nothing}
      <span>${at === null ? nothing : clockTime(at)}</span></footer>`;
}

/** @param {Row} row */
function newestView(row) {
  return html`<div class="newest len-${lengthOf([row])}" role="status">
    <b>${data(row.number)}${row.name ? html` ${data(row.name)}` : nothing}</b>
    <span>${say("please come to the counter")}</span></div>`;
}

/** @param {Row[]} rows @param {number} columns @param {number} lines @param {number} page */
function grid(rows, columns, lines, page) {
  const shown = cut(rows, columns * lines, page);
  return html`<div class="space"><ul class="numbers cols-${columns} rows-${lines} len-${lengthOf(shown)}">
    ${repeat(shown, (each) => each.id, (each) => html`<li>${data(each.number)}${each.name ? html` ${data(each.name)}` : nothing}</li>`)}
  </ul></div>`;
}

/** @param {Row[]} couriers */
function couriersView(couriers) {
  return html`<span class="couriers">${say("Couriers:")} ${couriers.map(
    (each, index) => html`${index ? " · " : nothing}<span class="courier">${data(each.number)} ${each.status === "ready" ? say("ready") : say("soon")}</span>`,
  )}</span>`;
}
