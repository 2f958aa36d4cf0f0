/**
 * The board of a station, by the rules of the kitchen screens: a ticket is bumped by its number or by
 * a finger on it, and a second look opens it at the side.
 *
 * @module
 */

import { read } from "./api.js";
import { startPage } from "./page.js";
import { button, data } from "./parts.js";
import { startBoard } from "./station/board.js";
import { keep, recall } from "./store.js";
import { html, signal } from "./vendor/lit.js";
import { say } from "./words.js";

/** @param {import("./page.js").Device} device @returns {Promise<() => unknown>} */
async function begin(device) {
  const station = device.station ?? (await recall("post"))?.station ?? (await recall("station"));
  return station ? startBoard(station, device) : chooseStation(device);
}

/** @param {import("./page.js").Device} device */
async function chooseStation(device) {
  /** @type {import("./api-types.js").Station[]} */
  const stations = await read("/api/kitchen/stations").catch(() => []);
  const board = signal(/** @type {(() => unknown) | null} */ (null));
  const choose = async (/** @type {string} */ station) => {
    await keep("station", station);
    board.value = await startBoard(station, device);
  };
  const view = () => html`<div class="alone"><h1>${say("Which station is this?")}</h1>
    <div class="choices">${stations
      .filter((each) => each.screen)
      .map((each) => button(data(each.name), () => choose(each.id), { name: `station-${each.id}` }))}
    ${button(say("The pass: whole orders"), () => choose("expo"), { name: "station-expo" })}
    ${button(say("The whole kitchen"), () => choose("all"), { name: "station-all" })}</div></div>`;
  return () => (board.value ?? view)();
}

void startPage({ name: "station", roles: ["kitchen", "manager"], begin });
