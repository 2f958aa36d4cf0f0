/**
 * Stations, and the screens that stand at them.
 *
 * @module
 */

import { ask } from "../api.js";
import { band, button, data } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { say } from "../words.js";
import { idOf, listing, whenWords } from "./desk.js";
import { screenSettings } from "./screen_settings.js";
import { trialOrder } from "./trial_order.js";

/** @typedef {import("../api-types.js").Station} Station */
/** @typedef {import("../api-types.js").ScreenSeen} ScreenSeen */
/** @typedef {import("./desk.js").Desk} Desk */

const LOOK_AGAIN = 3_000;

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const stations = listing("/api/kitchen/stations");
  const screens = listing("/api/kitchen/screens");
  const load = () => {
    void stations.load();
    void screens.load();
  };
  load();
  const settings = screenSettings(desk);
  const trial = trialOrder(desk);
  const others = listing("/api/devices");
  void others.load();
  const timer = setInterval(load, LOOK_AGAIN);
  return {
    view: () => settings.view(stations.rows.value ?? []) ?? html`<h1 tabindex="-1">${say("Stations and screens")}</h1>
      <div class="cards">${stationsView(desk, stations)}${screensView(desk, screens, settings.open)}</div>
      ${trial.view(stations.rows.value ?? [])}
      ${othersView(desk, others, screens, settings.open)}`,
    stop: () => {
      clearInterval(timer);
      settings.stop();
      trial.stop();
    },
  };
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} stations */
function stationsView(desk, stations) {
  /** @type {Station[] | null} */
  const rows = stations.rows.value;
  return html`<section class="card"><h2>${say("Stations")}</h2>
    ${stations.trouble.value && !rows ? band(stations.trouble.value) : nothing}
    ${rows?.length === 0 ? html`<p>${say("No stations yet: every screen shows every dish.")}</p>` : nothing}
    <ul class="rows">${repeat(rows ?? [], (each) => each.id, (each) => html`<li>
      <span class="grow"><b>${data(each.name)}</b><span class="meta faint">${standWords(each, rows ?? [])}</span></span>
      ${button(say("Change"), () => openStation(desk, each, stations), { more: "small", label: say("Change {name}", { name: each.name }), name: `change-${each.id}` })}</li>`)}</ul>
    <div class="acts">${button(say("Add a station"), () => openStation(desk, null, stations), { name: "add-station" })}</div></section>`;
}

/** @param {Station} station @param {Station[]} all */
function standWords(station, all) {
  if (!station.screen) return say("has no screen: its dishes are done with their order");
  const backup = all.find((each) => each.id === station.backup);
  return backup ? say("{station} shows its orders when none of its screens does", { station: backup.name }) : say("nobody stands in for it");
}

/** @param {Desk} desk @param {Station | null} station @param {ReturnType<typeof listing>} stations */
function openStation(desk, station, stations) {
  const others = (stations.rows.peek() ?? []).filter((/** @type {Station} */ each) => each.id !== station?.id && each.screen);
  const save = async (/** @type {FormData} */ form) => {
    const name = String(form.get("name")).trim();
    const body = { name, screen: form.get("screen") === "yes", backup: String(form.get("backup")) || null };
    await desk.run(async () => {
      if (station) await ask("PATCH", `/api/menu/stations/${station.id}`, { body });
      else await ask("POST", "/api/menu/stations", { body: { ...body, id: idOf(name, "station") } });
      await stations.load();
    }, say("{name} is saved.", { name }));
  };
  openSheet(station ? say("Station") : say("Add a station"), (close) => html`<h2>${station ? data(station.name) : say("Add a station")}</h2>
    <form class="form" @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      close();
      void save(form);
    }}>
      <label>${say("What it is called")}<input name="name" required maxlength="80" autocomplete="off" .value=${station?.name ?? ""}></label>
      <label>${say("Has it a screen?")}<select name="screen">
        <option value="yes" ?selected=${station?.screen ?? true}>${say("yes")}</option>
        <option value="no" ?selected=${station?.screen === false}>${say("no")}</option></select></label>
      <label>${say("Who stands in for it?")}<select name="backup"><option value="">${say("nobody")}</option>
        ${others.map((/** @type {Station} */ each) => html`<option value=${each.id} ?selected=${each.id === station?.backup}>${each.name}</option>`)}</select></label>
      <button class="button main" type="submit">${station ? say("Save the station") : say("Add this station")}</button></form>
    <div class="acts">${station ? button(say("Take it off"), () => {
      close();
      openTakingOff(desk, station, stations);
    }, { name: "take-off" }) : nothing}${button(say("Close"), close)}</div>`);
}

/** @param {Desk} desk @param {Station} station @param {ReturnType<typeof listing>} stations */
function openTakingOff(desk, station, stations) {
  openSheet(say("Take it off"), (close) => html`<h2>${say("Take {name} off?", { name: station.name })}</h2>
    <p>${say("That goes only while no dish and no open order names it.")}</p>
    <div class="acts">${button(say("Take {name} off", { name: station.name }), () => {
      close();
      void desk.run(async () => {
        await ask("DELETE", `/api/menu/stations/${station.id}`);
        await stations.load();
      }, say("{name} was taken off.", { name: station.name }));
    }, { danger: true, name: "take-off-now" })}${button(say("Keep it"), close, { main: true })}</div>`);
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} screens @param {(screen: {id: string, name: string}) => void} open */
function screensView(desk, screens, open) {
  /** @type {ScreenSeen[] | null} */
  const rows = screens.rows.value;
  const now = desk.live.hubNow();
  return html`<section class="card"><h2>${say("Screens on line")}</h2>
    ${rows?.length === 0 ? html`<p>${say("No kitchen screen is on line.")}</p>
      <p><a class="button" href="#devices">${say("Let a screen in")}</a></p>` : nothing}
    <ul class="rows">${repeat(rows ?? [], (each) => each.id, (each) => html`<li><span class="grow"><b>${data(each.name)}</b>
      <span class="meta faint">${each.station ? data(each.station) : say("the whole kitchen")} · ${say("on line since {time}", { time: whenWords(each.connected_since, now) })} · ${each.painted_at
        ? say("last drawn {time}", { time: whenWords(each.painted_at, now) }) : say("has drawn nothing yet")}</span>
      ${each.troubles.map((said) => html`<span class="wrong">${data(said)}</span>`)}</span>
      ${settingsButton(each, open)}</li>`)}</ul></section>`;
}

/** @param {{id: string, name: string}} screen @param {(screen: {id: string, name: string}) => void} open */
function settingsButton({ id, name }, open) {
  return button(say("Settings"), () => open({ id, name }), { more: "small", label: say("{act}: {name}", { act: say("Settings"), name }), name: `settings-${id}` });
}

/**
 * Screens that are not here now can be set all the same: they go by it once they are back.
 *
 * @param {Desk} desk @param {ReturnType<typeof listing>} devices @param {ReturnType<typeof listing>} screens
 * @param {(screen: {id: string, name: string}) => void} open
 */
function othersView(desk, devices, screens, open) {
  const here = new Set((screens.rows.value ?? []).map((/** @type {ScreenSeen} */ each) => each.id));
  /** @type {import("../api-types.js").DeviceListed[]} */
  const rows = (devices.rows.value ?? []).filter((/** @type {any} */ each) => each.role === "kitchen" && !here.has(each.id));
  if (!rows.length) return nothing;
  return html`<section class="card"><h2>${say("Screens that are not here now")}</h2>
    <ul class="rows">${repeat(rows, (each) => each.id, (each) => html`<li><span class="grow"><b>${data(each.name)}</b>
      <span class="meta faint">${each.last_seen_at ? say("last here {time}", { time: whenWords(each.last_seen_at, desk.live.hubNow()) }) : say("never here yet")}</span></span>
      ${settingsButton(each, open)}</li>`)}</ul></section>`;
}
