/**
 * The test order: it goes to every station, and each has its tick once a screen of it has drawn it.
 *
 * @module
 */

import { RefusedError, ask, read } from "../api.js";
import { button, data, statusSign } from "../parts.js";
import { effect, html, nothing, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Station} Station */
/** @typedef {import("../api-types.js").TrialOrder} TrialOrder */
/** @typedef {import("./desk.js").Desk} Desk */

const LOOK_AGAIN = 1_000;
const CALLED = "TEST";
const MINUTE = 60;

/** @param {Order[]} orders */
function isThere(orders) {
  return orders.some((each) => each.test && each.display_number === CALLED);
}

/** @param {Desk} desk */
export function trialOrder(desk) {
  const { live } = desk;
  const trial = signal(/** @type {TrialOrder | null} */ (null));
  const load = async () => {
    try {
      // Whoever sent it: it stands among the orders. While it does not, nobody is asked.
      trial.value = isThere(live.orders.peek()) ? await read("/api/drill/order") : null;
    } catch (error) {
      // Its ticks of before stay to be read while the hub is away.
      if (error instanceof RefusedError) trial.value = null;
    }
  };
  const stop = effect(() => {
    if (isThere(live.orders.value) !== (trial.peek() !== null)) void load();
  });
  const timer = setInterval(() => {
    if (trial.peek() && !desk.busy.peek()) void load();
  }, LOOK_AGAIN);
  const send = () => void desk.run(async () => {
    trial.value = (await ask("POST", "/api/drill/order")).data;
  }, say("The test order is on its way to every station."));
  const end = () => void desk.run(async () => {
    await ask("DELETE", "/api/drill/order");
    trial.value = null;
  }, say("The test order was taken off every board."));
  return {
    /** @param {Station[]} stations */
    view: (stations) => cardView(trial.value, stations, send, end),
    stop: () => {
      clearInterval(timer);
      stop();
    },
  };
}

/** @param {TrialOrder | null} trial @param {Station[]} stations @param {() => void} send @param {() => void} end */
function cardView(trial, stations, send, end) {
  const named = (/** @type {string | null} */ id) => (id === null ? say("the whole kitchen") : stations.find((each) => each.id === id)?.name ?? id);
  return html`<section class="card"><h2>${say("Test order")}</h2>
    ${trial ? html`<p role="status"><b>${countWords(trial)}</b></p>
        <ul class="rows ticks">${trial.stations.map((each) => html`<li>${statusSign(each.painted ? "ready" : "pending")}
          <span class="grow"><b>${data(named(each.station))}</b></span>
          ${each.painted ? html`<span>${say("has drawn it")}</span>` : html`<span class="wrong">${say("has not drawn it yet")}</span>`}</li>`)}</ul>
        <p class="meta faint">${sayMany("It goes away by itself in {count} minute.", "It goes away by itself in {count} minutes.", Math.ceil(trial.expires_in / MINUTE))}</p>`
      : html`<p>${say("An order called TEST goes to every station with a screen. Here you see which screens have drawn it. It is nobody's food, and goes away by itself.")}</p>`}
    <div class="acts">${trial ? button(say("Take it off every board"), end, { name: "end-test" }) : nothing}
      ${button(trial ? say("Send another") : say("Send a test order"), send, { name: "send-test" })}</div></section>`;
}

/** @param {TrialOrder} trial */
function countWords({ stations }) {
  const missing = stations.filter((each) => !each.painted).length;
  if (missing === 0) return say("Every station has drawn it.");
  return sayMany("{count} station has not drawn it yet", "{count} stations have not drawn it yet", missing);
}
