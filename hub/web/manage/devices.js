/**
 * Who is in, who came in just now and who asks; and sending somebody away.
 *
 * @module
 */

import { ask } from "../api.js";
import { band, button, data, ltr } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing, repeat, signal, svg } from "../vendor/lit.js";
import { say } from "../words.js";
import { listing, whenWords } from "./desk.js";
import { deviceKind } from "./kinds.js";
import { letIn } from "./letting_in.js";

/** @typedef {import("../api-types.js").DeviceListed} DeviceListed */
/** @typedef {import("./desk.js").Desk} Desk */

const LOOK_AGAIN = 3_000;

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const devices = listing("/api/devices");
  const door = letIn(desk, () => void devices.load());
  void devices.load();
  const timer = setInterval(() => void devices.load(), LOOK_AGAIN);
  return {
    view: () => html`<h1 tabindex="-1">${say("Devices")}</h1>
      ${door.view()}${newcomersView(desk, devices.load)}${listView(desk, devices)}`,
    stop: () => {
      clearInterval(timer);
      door.stop();
    },
  };
}

/** Who came in by a code, until somebody has looked. @param {Desk} desk @param {() => Promise<void>} load */
function newcomersView(desk, load) {
  const came = (desk.attention.rows.value ?? []).filter((/** @type {any} */ each) => each.code === "DEVICE_CAME_IN");
  return repeat(came, (/** @type {any} */ each) => each.values.id, (/** @type {any} */ each) => html`<section class="card asks">
    <h2>${say("{name} came in", { name: each.values.device })}</h2>
    <p>${deviceKind(each.values.role)} · ${say("let in by {who} at {time}", { who: each.values.let_in_by, time: whenWords(each.values.at, desk.live.hubNow()) })}</p>
    <p>${say("Is it the one that was meant?")}</p>
    <div class="acts">${button(say("Keep it"), () => void desk.run(() => ask("POST", `/api/devices/${each.values.id}/keep`)), { main: true, name: `keep-${each.values.id}` })}
      ${button(say("Send it away"), () => openSendingAway(desk, { id: each.values.id, name: each.values.device, role: each.values.role }, load), { name: `away-${each.values.id}` })}</div></section>`);
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} devices */
function listView(desk, devices) {
  /** @type {DeviceListed[] | null} */
  const rows = devices.rows.value;
  return html`<section class="card"><h2>${say("Who is in")}</h2>
    ${devices.trouble.value && !rows ? band(devices.trouble.value) : nothing}
    <ul class="rows">${repeat(rows ?? [], (each) => each.id, (each) => html`<li>
      <svg class="sign ${each.connected ? "sign-ready" : "faint"}" viewBox="0 0 20 20" role="img"
        aria-label=${each.connected ? say("here now") : say("not here")}>${each.connected ? HERE : GONE}</svg>
      <span class="grow"><b>${data(each.name)}</b>${each.id === desk.device.id ? html` · ${say("this device")}` : nothing}
        <span class="meta faint">${deviceKind(each.role)} · ${seenWords(desk, each)}</span></span>
      ${button(say("Change"), () => openDevice(desk, each, devices.load), { more: "small", label: say("Change {name}", { name: each.name }), name: `change-${each.id}` })}</li>`)}</ul></section>`;
}

const HERE = svg`<circle class="full" cx="10" cy="10" r="9"/><path class="tick" d="M5.5 10.5l3 3 6-7"/>`;
const GONE = svg`<circle class="ring dotted" cx="10" cy="10" r="7.5"/>`;

/** @param {Desk} desk @param {DeviceListed} device */
function seenWords(desk, device) {
  if (device.connected) return say("here now");
  if (!device.last_seen_at) return say("never here yet");
  return say("last here {time}", { time: whenWords(device.last_seen_at, desk.live.hubNow()) });
}

/** @param {Desk} desk @param {DeviceListed} device @param {() => Promise<void>} load */
function openDevice(desk, device, load) {
  const name = signal(device.name);
  openSheet(say("Device"), (close) => html`<h2>${data(device.name)}</h2>
    <dl class="facts"><dt>${say("Kind")}</dt><dd>${deviceKind(device.role)}</dd>
      <dt>${say("In since")}</dt><dd>${whenWords(device.created_at, desk.live.hubNow())}</dd>
      <dt>${say("Last here")}</dt><dd>${seenWords(desk, device)}</dd>
      ${device.address ? html`<dt>${say("Address")}</dt><dd>${ltr(device.address)}</dd>` : nothing}</dl>
    <form class="form" @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      close();
      void desk.run(() => ask("PATCH", `/api/devices/${device.id}`, { body: { name: name.peek().trim() } }).finally(load),
        say("It is called {name} now.", { name: name.peek().trim() }));
    }}><label>${say("What it is called")}
      <input name="name" required maxlength="80" autocomplete="off" .value=${device.name}
        @input=${(/** @type {any} */ event) => (name.value = event.target.value)}></label>
      <button class="button" type="submit">${say("Save the name")}</button></form>
    <div class="acts">${button(say("Send it away"), () => {
      close();
      openSendingAway(desk, device, load);
    }, { name: "send-away" })}${button(say("Close"), close)}</div>`);
}

/** @param {Desk} desk @param {{id: string, name: string, role: string}} device @param {() => Promise<void>} load */
function openSendingAway(desk, device, load) {
  const isThis = device.id === desk.device.id;
  openSheet(say("Send it away"), (close) => html`<h2>${say("Send {name} away?", { name: device.name })}</h2>
    <p>${deviceKind(device.role)}. ${say("It can do nothing here any more, at once. What it had not sent yet is shown on it once.")}</p>
    ${isThis ? band(say("It is the device that you hold. Somebody else who manages has to let it in again.")) : nothing}
    <div class="acts">${button(say("Send {name} away", { name: device.name }), () => {
      close();
      void desk.run(() => ask("DELETE", `/api/devices/${device.id}`).finally(load), say("{name} was sent away.", { name: device.name }));
    }, { danger: true, name: "send-away-now" })}
      ${button(say("Keep it"), close, { main: true })}</div>`);
}
