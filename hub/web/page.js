/**
 * How every page begins: who this device is, in which language and colours, and what it says while
 * there is nothing to be shown.
 *
 *     startPage({
 *       name: "pass",
 *       roles: ["waiter", "cashier", "manager"],
 *       begin: async (device) => { const live = new Live({...}); ...; return () => html`...`; },
 *     });
 *
 * @module
 */

import { AwayError, RefusedError, read, showToken } from "./api.js";
import { band, button, data } from "./parts.js";
import { closeSheet, isSheetOpen } from "./sheet.js";
import { forgetAll, keep, recall } from "./store.js";
import { findTrust, renewShell, waitsToTakeOver } from "./trust.js";
import { effect, html, nothing, render, signal } from "./vendor/lit.js";
import { chooseLanguage, loadLanguage, say } from "./words.js";

/** @typedef {{id: string, name: string, role: string, branch_id?: string, session_id?: string | null,
 *   station?: string | null, zone?: string, let_in_by?: string, asks_person?: boolean, says_numbers?: boolean}} Device what the hub says of it, and
 *   what it was told when it came in */

/**
 * @typedef {object} Page
 * @property {string} name as in its address
 * @property {string[]} roles of devices that it is for
 * @property {"dark" | "light" | "system"} [theme] unless the device was set otherwise
 * @property {(device: Device) => Promise<() => unknown>} begin called once the device is known; gives
 *   what draws the page, again and again when a signal changes that it reads
 */

const LOOK_AGAIN = 2_000;
const SAY_AFTER = 2_000;

/** Settings of this device, the same on all its pages. */
export const settings = {
  theme: signal(/** @type {string | null} */ (null)),
  language: signal(/** @type {string | null} */ (null)),
};

/** @type {() => void} */
let stopDrawing = () => {};
let isSentAway = false;
/** What the hub never got, by its id. */
const unsent = signal(/** @type {ReadonlyMap<string, import("./store.js").Press>} */ (new Map()));

/**
 * Begin a page.
 *
 * @param {Page} page
 */
export async function startPage(page) {
  const root = /** @type {HTMLElement} */ (document.getElementById("page"));
  draw(root, () => nothing);
  await dress(page);
  const token = await recall("token");
  if (!token) {
    draw(root, strangerView);
    return;
  }
  showToken(token);
  const device = await meet(root);
  if (device === null) {
    await showRevoked();
    return;
  }
  if (!page.roles.includes(device.role)) {
    draw(root, wrongRoleView);
    return;
  }
  void findTrust();
  draw(root, await page.begin({ ...(await recall("post")), ...device }));
}

/**
 * Keep a setting of this device, and have the page follow it.
 *
 * @param {"theme" | "language"} name
 * @param {string} value
 */
export async function change(name, value) {
  await keep(name, value);
  settings[name].value = value;
  if (name === "theme") dressIn(value);
  else if (await loadLanguage(value)) {
    // What was said in the other language is said anew.
    location.reload();
  }
}

/**
 * This device was sent away: forget everything, and show once what the hub never got.
 *
 * @param {readonly import("./store.js").Press[]} [held] what this page knows to wait for the hub:
 *   another page of the device may have forgotten it by now. Whoever finds it out later than another
 *   adds to that, and takes nothing away
 */
export async function showRevoked(held = []) {
  noteUnsent(held);
  if (isSentAway) return;
  isSentAway = true;
  const root = /** @type {HTMLElement} */ (document.getElementById("page"));
  const at = new Date();
  showToken(null);
  await forgetAll((kept) => {
    noteUnsent(kept);
    closeSheet();
    draw(root, () => revokedView(at, [...unsent.value.values()]));
  });
}

/** @param {readonly import("./store.js").Press[]} presses */
function noteUnsent(presses) {
  const more = presses.filter((each) => each.answer === undefined);
  unsent.value = new Map([...unsent.peek(), ...more.map((each) => /** @type {const} */ ([each.id, each]))]);
}

/**
 * Load the page anew once nobody is in the middle of something: the hub was updated.
 *
 * @param {import("./live.js").Live} live
 */
export function followUpdates(live) {
  effect(() => {
    const idle = live.flights.value.length === 0 && live.waiting.value.length === 0;
    const newer = live.outdated.value || waitsToTakeOver.value;
    if (newer && idle && !isSheetOpen()) {
      void renewShell().then(() => location.reload());
    }
  });
}

/**
 * Draw a page, again and again when a signal changes that it reads, in place of what was drawn.
 *
 * @param {HTMLElement} root
 * @param {() => unknown} view
 */
export function draw(root, view) {
  stopDrawing();
  stopDrawing = effect(() => {
    render(view(), root);
    root.removeAttribute("aria-busy");
  });
}

/**
 * Have a page speak this device's language and wear its colours.
 *
 * @param {{theme?: "dark" | "light" | "system"}} page
 */
export async function dress(page) {
  const [theme, language] = await Promise.all([recall("theme"), recall("language")]);
  settings.theme.value = theme ?? page.theme ?? "dark";
  dressIn(settings.theme.value ?? "dark");
  const spoken = language ?? chooseLanguage(navigator.languages);
  settings.language.value = spoken;
  if (spoken !== "en") await loadLanguage(spoken);
}

/** @param {string} theme */
function dressIn(theme) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const worn = theme === "system" ? (dark ? "dark" : "light") : theme;
  document.documentElement.dataset.theme = worn;
}

/**
 * Ask the hub who this is until it says so.
 *
 * @param {HTMLElement} root
 * @returns {Promise<Device | null>} null where it knows this device no more
 */
async function meet(root) {
  const saying = setTimeout(() => draw(root, searchingView), SAY_AFTER);
  try {
    for (;;) {
      try {
        const device = await read("/api/auth/me");
        await keep("device", device);
        return device;
      } catch (error) {
        if (error instanceof RefusedError && error.status === 401) return null;
        if (!(error instanceof AwayError || error instanceof RefusedError)) throw error;
        // Known from before: the page can show that, and what waits to be sent.
        const known = await recall("device");
        if (known) return known;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    }
  } finally {
    clearTimeout(saying);
  }
}

function searchingView() {
  return html`<div class="alone"><p role="status">
    ${say("Looking for the hub at {address} ...", { address: location.host })}</p></div>`;
}

function strangerView() {
  return html`<div class="alone"><h1>${say("This device is not let in yet")}</h1>
    <p>${say("A manager lets it in: they open Manage on their own device, and choose Let a device in. This one scans the code that is shown there.")}</p>
    <p><a class="button main" href="/in">${say("I have a code")}</a></p></div>`;
}

function wrongRoleView() {
  return html`<div class="alone"><h1>${say("This page is not for this device")}</h1>
    <p>${say("It was let in for something else. A manager can let it in anew.")}</p>
    <p><a class="button" href="/in">${say("I have a code")}</a></p></div>`;
}

/** @param {Date} at @param {import("./store.js").Press[]} unsent */
function revokedView(at, unsent) {
  const time = at.toTimeString().slice(0, 5);
  return html`<div class="alone"><h1>${say("This device was sent away at {time}", { time })}</h1>
    ${unsent.length ? band(say("The hub did not get this. Write it down: it is shown only once.")) : nothing}
    <ul class="unsent">${unsent.map((each) => html`<li>${data(each.about.words ?? each.path)}</li>`)}</ul>
    <p>${say("A manager can let it in again.")}</p>
    <p>${button(say("I have a code"), () => location.assign("/in"))}</p></div>`;
}
