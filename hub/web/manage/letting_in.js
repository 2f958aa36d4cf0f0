/**
 * Letting a device in: a link as a code with all that is to be done beside it, for what a telephone
 * shows in between explains nothing; and the number of one that asks.
 *
 * @module
 */

import { ask } from "../api.js";
import { button, data, ltr, span } from "../parts.js";
import { html, nothing, repeat, signal } from "../vendor/lit.js";
import { say } from "../words.js";
import { listing, zonesOf } from "./desk.js";
import { KINDS, TRUST_FIRST, deviceKind } from "./kinds.js";

/** @typedef {import("../api-types.js").PairingOpened} PairingOpened */
/** @typedef {import("../api-types.js").PairingListed} PairingListed */
/** @typedef {import("../api-types.js").PairingWindow} PairingWindow */
/** @typedef {import("../api-types.js").QrDrawing} QrDrawing */
/** @typedef {import("./desk.js").Desk} Desk */

const LOOK_AGAIN = 1_500;

/** @param {Desk} desk @param {() => void} onChange hears that somebody came in */
export function letIn(desk, onChange) {
  const door = listing("/api/auth/pairing-codes");
  const asking = listing("/api/auth/pairings");
  const wifi = listing("/api/wifi");
  const stations = listing("/api/kitchen/stations");
  /** What only whoever opened the door has seen: the code. */
  const opened = signal(/** @type {PairingOpened | null} */ (null));
  const choosesStation = signal(false);
  /** What is said of the device beforehand. */
  const said = { name: "", zone: "", onScreens: false };
  const tables = listing("/api/tables");
  const load = async () => {
    const before = door.rows.peek()?.state;
    await Promise.all([door.load(), asking.load()]);
    const now = door.rows.peek();
    if (now?.state !== before) {
      onChange();
      if (before && now?.state === "used" && now.device) desk.note.value = say("{name} is in.", { name: now.device.name });
      void desk.attention.load();
    }
  };
  void load();
  void wifi.load();
  void stations.load();
  void tables.load();
  const timer = setInterval(() => void load(), LOOK_AGAIN);

  /** @param {string} role @param {string} [station] */
  const open = async (role, station) => {
    choosesStation.value = false;
    const body = {
      role,
      ...(station ? { station } : {}),
      ...(said.name.trim() ? { name: said.name.trim() } : {}),
      ...(said.zone && role === "waiter" ? { zone: said.zone } : {}),
      ...(said.onScreens ? { on_screens: true } : {}),
    };
    const answer = await desk.run(() => ask("POST", "/api/auth/pairing-codes", { body }));
    if (answer) opened.value = answer.data;
    Object.assign(said, { name: "", zone: "", onScreens: false });
    await load();
  };
  const close = async () => {
    opened.value = null;
    await desk.run(() => ask("DELETE", "/api/auth/pairing-codes"));
    await load();
  };
  /** @param {PairingListed} who @param {"confirm" | "refuse"} what */
  const answer = async (who, what) => {
    const done = what === "confirm"
      ? say("{name} is let in: it takes a second.", { name: who.device_name })
      : say("{name} was refused.", { name: who.device_name });
    await desk.run(() => ask("POST", `/api/auth/pairings/${who.id}/${what}`), done);
    await load();
  };

  const view = () => {
    const now = /** @type {PairingWindow | null} */ (door.rows.value);
    const isOpen = now?.state === "open" && now.expires_in > 0;
    return html`${repeat(asking.rows.value ?? [], (/** @type {PairingListed} */ each) => each.id,
      (/** @type {PairingListed} */ each) => askingView(each, now, answer))}
      ${isOpen ? doorView(now, opened.value, wifi.rows.value, close) : chooseView()}`;
  };

  const chooseView = () => html`<section class="card"><h2>${say("Let a device in")}</h2>
    <div class="choices">${KINDS.map((role) => button(deviceKind(role), () => {
      if (role === "kitchen" && stations.rows.value?.length) choosesStation.value = !choosesStation.value;
      else void open(role);
    }, { name: `let-in-${role}`, pressed: role === "kitchen" && choosesStation.value ? true : undefined }))}</div>
    ${choosesStation.value ? html`<p>${say("What does it show?")}</p><div class="choices">
      ${stations.rows.value.filter((/** @type {any} */ each) => each.screen).map((/** @type {any} */ each) =>
        button(data(each.name), () => void open("kitchen", each.id), { name: `station-${each.id}` }))}
      ${button(say("That is chosen there"), () => void open("kitchen"), { name: "station-later" })}</div>` : nothing}
    ${beforehandView(said, zonesOf(tables.rows.value?.tables ?? []))}
    <p class="meta faint">${say("A till or a web shop is let in under People and programs.")}</p></section>`;

  return { view, stop: () => clearInterval(timer) };
}

/**
 * What can be said of a device before it comes in, for those who want to.
 *
 * @param {{name: string, zone: string, onScreens: boolean}} said is changed
 * @param {string[]} zones parts of the house
 */
function beforehandView(said, zones) {
  return html`<details><summary>${say("Say more of it beforehand")}</summary><div class="form across">
    <label>${say("What it is called")} <input name="name" maxlength="80" autocomplete="off" .value=${said.name} @input=${(/** @type {any} */ event) => (said.name = event.target.value)}></label>
    ${zones.length ? html`<label>${say("A waiter's part of the house")} <select name="zone" @change=${(/** @type {any} */ event) => (said.zone = event.target.value)}>
      <option value="">${say("the whole house")}</option>${zones.map((each) => html`<option value=${each} ?selected=${each === said.zone}>${each}</option>`)}</select></label>` : nothing}
    <label class="tick"><input type="checkbox" name="on-screens" .checked=${said.onScreens} @change=${(/** @type {any} */ event) => (said.onScreens = event.target.checked)}>
      ${say("Show the code on the kitchen's screens too")}</label></div></details>`;
}

/**
 * Somebody stands there with a number.
 *
 * @param {PairingListed} who @param {PairingWindow | null} now
 * @param {(who: PairingListed, what: "confirm" | "refuse") => Promise<void>} answer
 */
function askingView(who, now, answer) {
  return html`<section class="card asks" role="alert"><h2>${say("Somebody asks to come in")}</h2>
    <dl class="facts wide"><div><dt>${say("It calls itself")}</dt><dd>${data(who.device_name)}</dd></div>
      <div><dt>${say("Its number must be")}</dt><dd class="digits">${ltr(inGroups(who.number))}</dd></div>
      <div><dt>${say("It will be")}</dt><dd>${deviceKind(now?.role ?? "")}</dd></div>
      <div><dt>${say("It asks from")}</dt><dd>${ltr(who.address)}</dd></div></dl>
    ${who.replaces ? html`<p>${say("It takes the place of the one that is called so already.")}</p>` : nothing}
    <p><b>${say("Look at the device.")}</b> ${say("Is the very same number on it?")}</p>
    <div class="acts">${button(say("Yes, the same: let it in"), () => void answer(who, "confirm"), { main: true, name: "let-it-in" })}
      ${button(say("No, or I can't see it: refuse"), () => void answer(who, "refuse"), { danger: true, name: "refuse" })}</div></section>`;
}

/** @param {string} number */
function inGroups(number) {
  return number.replace(/\D/g, "").replace(/(\d{3})(?=\d)/g, "$1 ");
}

/**
 * The open door: what is to be done, in its order.
 *
 * @param {PairingWindow} now @param {PairingOpened | null} opened
 * @param {import("../api-types.js").Wifi | null} wifi @param {() => Promise<void>} close
 */
function doorView(now, opened, wifi, close) {
  const mine = opened?.id === now.id ? opened : null;
  return html`<section class="card door"><header><h2>${say("Let in: {kind}", { kind: deviceKind(now.role) })}</h2>
      <span class="left">${say("{time} left", { time: span(now.expires_in * 1000) })}</span></header>
    ${mine ? stepsView(mine, wifi) : html`<p>${say("Somebody is being let in from another page. Its code is shown there.")}</p>`}
    <div class="acts">${button(say("Stop letting in"), () => void close(), { name: "stop-letting-in" })}</div></section>`;
}

/** @param {PairingOpened} opened @param {import("../api-types.js").Wifi | null} wifi */
function stepsView(opened, wifi) {
  const trustsFirst = TRUST_FIRST.has(opened.role);
  return html`<ol class="steps"><li><h3>${say("1. Join the house's Wi-Fi")}</h3>
      ${wifi ? html`${codeView(wifi.qr, say("Code of the Wi-Fi"))}<p class="meta">${say("{name}. The device's camera joins it.", { name: wifi.name })}</p>`
        : html`<p class="meta">${say("With its name under Settings, a code stands here by which a camera joins it.")}</p>`}</li>
    <li><h3>${say("2. Scan this")}</h3>
      ${opened.link_qr ? codeView(opened.link_qr, say("Code of the link")) : html`<p class="meta">${say("The hub is on no network: there is no link.")}</p>`}
      ${opened.link ? html`<p class="meta">${say("No camera? Open this:")} <span class="address">${ltr(opened.link.split("#")[0])}</span></p>` : nothing}</li>
    <li><h3>${trustsFirst ? say("3. It comes to trust the hub") : say("3. The device warns: go on")}</h3>${trustsFirst ? trustView(opened) : warningView()}</li></ol>
    <p>${trustsFirst ? say("It asks by a number, which is shown here then.") : say("The code works once, for one device. When it is in, both say so.")}</p>`;
}

/** @param {QrDrawing} code @param {string} label */
function codeView(code, label) {
  return html`<svg class="code" viewBox=${`0 0 ${code.size} ${code.size}`} role="img" aria-label=${label}
    shape-rendering="crispEdges"><path d=${code.path}/></svg>`;
}

/** What a telephone shows, drawn beside what is to be touched: nobody reads it there. */
function warningView() {
  return html`<div class="warning" role="img" aria-label=${say("What the warning looks like")}>
      <b>${say("Your connection is not private")}</b><span class="lines"></span>
      <span class="touch">${say("Advanced")}</span><span class="not">${say("Back to safety")}</span></div>
    <p class="meta"><b>Android</b>: ${say("Advanced, then Proceed")}<br><b>iPhone</b>: ${say("Show details, then visit this website")}</p>`;
}

/** @param {PairingOpened} opened */
function trustView(opened) {
  return html`<p class="meta">${say("Its page says how it comes to trust the hub: five minutes, once. Then compare the fingerprint that the device itself shows of the certificate with this:")}</p>
    <p class="fingerprint">${ltr(opened.fingerprint.toUpperCase().replace(/(.{4})(?=.)/g, "$1 "))}</p>`;
}
