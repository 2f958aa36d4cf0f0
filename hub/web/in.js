/**
 * How a tablet, a telephone or a laptop comes in: by the code of a link, or by a number that a
 * manager compares; and how it comes to trust the hub.
 *
 * @module
 */

import { AwayError, RefusedError, explain, read, showToken } from "./api.js";
import { hearCodes } from "./in/code.js";
import { carriedView } from "./in/carrying.js";
import { formatNumber, pairByCode, pairByNumber } from "./in/pairing.js";
import { PAGES, roleWords } from "./in/roles.js";
import { trustSteps } from "./in/trust_steps.js";
import { draw, dress } from "./page.js";
import { button, ltr } from "./parts.js";
import { keep, recall } from "./store.js";
import { findTrust } from "./trust.js";
import { html, nothing, signal } from "./vendor/lit.js";
import { say } from "./words.js";

/** @typedef {import("./in/pairing.js").Paired} Paired */
/**
 * @typedef {{at: "looking"} | {at: "asking" | "refused"} | {at: "code", code: string}
 *   | {at: "number", number: string} | {at: "closed"} | {at: "away", again: () => void}
 *   | {at: "wait", why: string, again: () => void}
 *   | {at: "trust"} | {at: "in", fresh: boolean}} Stage
 */

const CLOSED_AGAIN = 5_000;
const LOOK_FOR_TRUST = 3_000;
const stage = signal(/** @type {Stage} */ ({ at: "looking" }));
const trusts = signal(false);
const name = signal("");
/** Who this device is, once it is in. @type {import("./vendor/lit.js").Signal<any>} */
const device = signal(null);
/** Whose hub this is, and where it is found by name. */
const hub = signal(/** @type {{branch: string, page: string} | null} */ (null));
let stop = new AbortController();

void begin();

async function begin() {
  let code = hearCodes((another) => {
    code = another;
    void look(another);
  });
  const root = /** @type {HTMLElement} */ (document.getElementById("page"));
  await dress({ theme: "light" });
  draw(root, view);
  name.value = (await recall("name")) ?? suggestName();
  void meetHub();
  trusts.value = await findTrust();
  await look(code);
}

/** @param {string | null} code */
async function look(code) {
  stop.abort();
  const token = await recall("token");
  if (code !== null) stage.value = { at: "code", code };
  else if (token) await comeBack(token);
  else stage.value = { at: "asking" };
}

async function meetHub() {
  try {
    hub.value = await read("/api/auth/hub");
  } catch {
    // What it says is a help, and no more.
  }
}

/** @param {string} token */
async function comeBack(token) {
  showToken(token);
  device.value = await recall("device");
  try {
    device.value = await read("/api/auth/me");
  } catch (error) {
    if (error instanceof RefusedError && error.status === 401) {
      stage.value = { at: "asking" };
      return;
    }
  }
  stage.value = { at: "in", fresh: false };
}

/**
 * Come in, and say what came of it.
 *
 * @param {() => Promise<Paired>} pair
 * @param {() => void} again
 */
async function comeIn(pair, again) {
  stop.abort();
  stop = new AbortController();
  const mine = stop.signal;
  await keep("name", name.value);
  stage.value = { at: "looking" };
  try {
    await settle(await pair());
  } catch (error) {
    if (!mine.aborted) refuse(error, again);
  }
}

/** @param {Paired} paired */
async function settle({ token, device: who, station, zone, let_in_by }) {
  await keep("token", token);
  await keep("device", who);
  await keep("post", { station, zone, let_in_by });
  showToken(token);
  device.value = { ...who, let_in_by };
  stage.value = { at: "in", fresh: true };
}

/** @param {unknown} error @param {() => void} again */
function refuse(error, again) {
  if (error instanceof AwayError) stage.value = { at: "away", again };
  else if (!(error instanceof RefusedError)) throw error;
  else if (error.code === "TRUST_FIRST") stage.value = { at: "trust" };
  else if (error.code === "PAIRING_CLOSED") {
    stage.value = { at: "closed" };
    later(CLOSED_AGAIN, again);
  } else if (error.code === "PAIRING_REFUSED") stage.value = { at: "refused" };
  else stage.value = { at: "wait", why: explain(error), again };
}

/** @param {number} ms @param {() => void} act */
function later(ms, act) {
  const mine = stop.signal;
  setTimeout(() => {
    if (!mine.aborted) act();
  }, ms);
}

function askByNumber() {
  void comeIn(
    () => pairByNumber(name.value, trusts.value, (number) => (stage.value = { at: "number", number }), stop.signal),
    askByNumber,
  );
}

/** @param {string} code */
function sendCode(code) {
  void comeIn(() => pairByCode(code, name.value, trusts.value), () => sendCode(code));
}

/** A browser that has come to trust goes on by itself. */
async function lookForTrust() {
  if (stage.value.at !== "trust") return;
  trusts.value = await findTrust();
  if (trusts.value) askByNumber();
}
setInterval(() => void lookForTrust(), LOOK_FOR_TRUST);

function view() {
  return html`<div class="come">${stageView(stage.value)}${addressNotice()}</div>`;
}

/** @param {Stage} now */
function stageView(now) {
  switch (now.at) {
    case "looking":
      return html`<p role="status">${say("Looking for the hub at {address} ...", { address: location.host })}</p>`;
    case "code":
      return formView(
        html`<p>${say("The link that you scanned lets this device in, once.")}</p>`,
        say("Come in"),
        () => sendCode(now.code),
      );
    case "asking":
      return formView(
        html`<p>${say("Has a manager shown you a code? Scan it with this device's camera. Without a camera, ask here: a number is shown, and the manager sees it as well.")}</p>`,
        say("Ask to come in"),
        askByNumber,
      );
    case "number":
      return numberView(now.number);
    case "closed":
      return html`<h1>${say("A manager has to let you in first")}</h1>
        <p role="status">${say("Ask a manager to let a device in. This page asks again by itself.")}</p>
        ${stopButton()}`;
    case "refused":
      return html`<h1>${say("This device was not let in")}</h1>
        <p>${say("A code works once, for one device, and for five minutes. It was used already, it is too old, or it was a wrong one; or a manager said no.")}</p>
        <p>${say("Ask for another one.")}</p>
        ${button(say("Begin again"), () => void look(null), { main: true })}`;
    case "away":
      return html`<h1>${say("The hub does not answer")}</h1>
        <p>${say("Is this device in the house's Wi-Fi? Nothing was used up.")}</p>
        ${button(say("Try again"), now.again, { main: true })}${stopButton()}`;
    case "wait":
      return html`<h1>${say("Not yet")}</h1><p>${now.why}</p>
        ${button(say("Try again"), now.again, { main: true })}${stopButton()}`;
    case "trust":
      return html`<h1>${say("This device trusts the hub first")}</h1>
        <p>${say("Who manages may do everything. So the device has to be sure that it talks to the hub, and not to something between the two. There is no way around it.")}</p>
        ${trustSteps(trusts.value)}
        <p role="status">${say("Then this page goes on by itself.")}</p>
        ${button(say("Does it work now?"), () => void lookForTrust())}${stopButton()}`;
    case "in":
      return insideView(now.fresh);
  }
}

/** @param {unknown} why @param {string} words @param {() => void} act */
function formView(why, words, act) {
  const house = hub.value?.branch;
  return html`<h1>${house ? html`${say("You are at {house}", { house })}` : say("Come in")}</h1>
    ${why}
    <form @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      if (name.value.trim()) act();
    }}>
      <div class="card">
        <label>${say("What is this device called?")}
          <input name="name" maxlength="80" required autocomplete="off" .value=${name.value}
            @input=${(/** @type {InputEvent} */ event) => {
              name.value = /** @type {HTMLInputElement} */ (event.target).value;
            }}></label>
        <button class="button main" type="submit">${words}</button>
      </div>
    </form>
    ${device.value ? html`<p>${say("It is in already.")} ${goOn()}</p>` : nothing}
    <p class="meta faint">${say("Works on this house's Wi-Fi only. Nothing is installed. A manager can send this device away at any time.")}</p>
    ${carriedView()}`;
}

/** @param {string} number */
function numberView(number) {
  return html`<h1>${say("Show this to the manager")}</h1>
    <p class="digits" aria-live="polite">${ltr(formatNumber(number))}</p>
    <p>${say("The manager sees a number as well. Only if it is this one, you are let in.")}</p>
    <p role="status" class="faint">${say("Waiting for the manager ...")}</p>
    ${stopButton()}`;
}

function stopButton() {
  return button(say("Stop"), () => void look(null));
}

/** @param {boolean} fresh */
function insideView(fresh) {
  const { name: called, role, let_in_by: by } = device.value ?? {};
  return html`<h1>${fresh ? say("You are in") : say("This device is in")}</h1>
    <div class="card">
      <p>${say("It is called {name}.", { name: called ?? "" })} ${roleWords(role)}</p>
      ${by ? html`<p>${say("{who} let it in. Managers are told, and can send it away.", { who: by })}</p>` : nothing}
    </div>
    ${goOn()}
    ${trusts.value ? nothing : html`<div class="notice">
      <p>${say("This browser does not trust the hub yet. If it restarts while the hub is away, this page stays away as well.")}</p>
      ${button(say("Make it trust: 5 minutes, once"), () => (showsSteps.value = true))}</div>`}
    ${showsSteps.value && !trusts.value ? trustSteps(false) : nothing}
    ${carriedView()}`;
}
const showsSteps = signal(false);

function goOn() {
  const page = PAGES[device.value?.role];
  return page ? html`<a class="button main" href=${page}>${say("Go on")}</a>` : nothing;
}

/** A page that was opened by the hub's address belongs to another origin than that of its name. */
function addressNotice() {
  const named = hub.value?.page;
  if (!named || named === location.origin || !isAddress(location.hostname)) return nothing;
  const now = stage.value;
  const link = now.at === "code" ? `${named}/in#${now.code}` : `${named}/in`;
  return html`<div class="notice"><p>${say("This page was opened by the hub's address. For a browser, name and address are two places: if the address changes one day, this device is a stranger, and what it has not sent stays behind.")}</p>
    <p><a href=${link}>${say("Open it by its name: {name}", { name: new URL(named).host })}</a></p></div>`;
}

/** @param {string} host */
function isAddress(host) {
  return /^[\d.]+$/.test(host) || host.startsWith("[");
}

function suggestName() {
  const agent = navigator.userAgent;
  if (/iPhone/.test(agent)) return "iPhone";
  if (/iPad/.test(agent)) return "iPad";
  if (/Android/.test(agent)) return /Mobile/.test(agent) ? "Android" : "Tablet";
  return "";
}
