/**
 * A screen's settings from afar: what it goes by, where that comes from, and what was set here.
 *
 * @module
 */

import { band, button, data } from "../parts.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say } from "../words.js";
import { listing, whenWords } from "./desk.js";
import { isMeant, saveBar, sectionsView, settingsDraft } from "./setting_fields.js";

/** @typedef {import("../api-types.js").ScreenSettingsView} ScreenSettingsView */
/** @typedef {import("../api-types.js").ScreenSettingsSaved} ScreenSettingsSaved */
/** @typedef {import("../api-types.js").ScreenSettingShown} ScreenSettingShown */
/** @typedef {import("../api-types.js").Station} Station */
/** @typedef {import("./setting_fields.js").Kind} Kind */
/** @typedef {import("./setting_fields.js").Setting} Setting */
/** @typedef {import("./desk.js").Desk} Desk */

const LOOK_AGAIN = 3_000;

/** @type {Kind} */
const OF_A_SCREEN = {
  isOff: (setting) => asOfScreen(setting).fixed,
  canGoBack: (setting) => asOfScreen(setting).wanted !== undefined,
  valueOf: (setting) => asOfScreen(setting).wanted ?? setting.value ?? setting.default,
  about: (setting) => fromView(asOfScreen(setting)),
  back: () => say("Take it back"),
  suggestions: (setting) => (setting.name === "board.station" ? "stations" : undefined),
};

/** @param {Setting} setting @returns {ScreenSettingShown} */
function asOfScreen(setting) {
  return /** @type {any} */ (setting);
}

/** Where it comes from, and whether the screen goes by it. @param {ScreenSettingShown} setting */
function fromView({ from, fixed, waits, refused }) {
  return html`<b>${fromWords(from, fixed)}</b>${waits ? html` <b>${say("The screen does not go by it yet.")}</b>` : nothing}
    ${refused ? html`<span class="wrong">${say("The screen can't go by it:")} ${data(refused)}</span>` : nothing}`;
}

/** @param {string} from @param {boolean} fixed */
function fromWords(from, fixed) {
  if (from === "manager") return say("It was set here.");
  if (fixed) return say("It is set at the screen itself, and is changed there.");
  return from === "file" ? say("It stands in the screen's file.") : "";
}

/** @param {Desk} desk */
export function screenSettings(desk) {
  const open = signal(/** @type {ReturnType<typeof makeOpen> | null} */ (null));
  const close = () => {
    const { id } = /** @type {ReturnType<typeof makeOpen>} */ (open.peek());
    stop();
    desk.clear();
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-name="settings-${id}"]`))?.focus();
  };
  const stop = () => {
    open.peek()?.stop();
    open.value = null;
  };
  return {
    /** @param {{id: string, name: string}} screen */
    open: (screen) => {
      desk.clear();
      open.value = makeOpen(desk, screen);
      scrollTo(0, 0);
      /** @type {HTMLElement | null} */ (document.querySelector(".place h1"))?.focus();
    },
    /** What is open; null while nothing is. */
    view: (/** @type {Station[]} */ stations) => open.value && openView(desk, open.value, stations, close),
    stop,
  };
}

/** @param {Desk} desk @param {{id: string, name: string}} screen */
function makeOpen(desk, { id, name }) {
  const path = `/api/screens/${id}/settings`;
  const found = listing(path);
  const wanted = signal("");
  const draft = settingsDraft(desk, path, () => found.rows.peek().settings, OF_A_SCREEN);
  const save = () => draft.save(found.load, (/** @type {ScreenSettingsSaved} */ said) => said.connected
    ? say("{name} was told.", { name }) : say("{name} goes by it as soon as it is back.", { name }));
  void found.load();
  const timer = setInterval(() => void found.load(), LOOK_AGAIN);
  return { id, name, found, wanted, draft, save, stop: () => clearInterval(timer) };
}

/** @param {Desk} desk @param {ReturnType<typeof makeOpen>} open @param {Station[]} stations @param {() => void} close */
function openView(desk, { name, found, wanted, draft, save }, stations, close) {
  /** @type {ScreenSettingsView | null} */
  const screen = found.rows.value;
  const shown = (screen?.settings ?? []).filter((each) => isMeant(each, wanted.value));
  return html`<h1 tabindex="-1">${say("Settings of {name}", { name })}</h1>
    ${found.trouble.value && !screen ? band(found.trouble.value) : nothing}
    ${screen ? html`<p>${hereWords(desk, screen)} ${screen.known ? "" : say("It has never said what it goes by: it is a tablet, or an older screen.")}</p>
      <p class="meta faint">${say("A screen goes by what is saved here at once. It needs no restart.")}</p>` : nothing}
    <div class="acts">${button(say("Back to the screens"), close, { name: "to-screens" })}</div>
    <label>${say("Find a setting")}<input type="search" name="find" autocomplete="off" placeholder=${say("late, sound, Wi-Fi ...")}
      @input=${(/** @type {any} */ event) => (wanted.value = event.target.value)}></label>
    ${screen && !shown.length ? html`<p>${say("No setting is called so.")}</p>` : nothing}
    <datalist id="stations">${stations.map((each) => html`<option value=${each.id}>${each.name}</option>`)}<option value="expo"></option><option value="all"></option></datalist>
    ${sectionsView(shown, draft)}
    ${saveBar(draft, save)}`;
}

/** @param {Desk} desk @param {ScreenSettingsView} screen */
function hereWords(desk, { connected, last_seen_at: seen }) {
  if (connected) return say("It is on line.");
  return seen ? say("It was last here {time}.", { time: whenWords(seen, desk.live.hubNow()) }) : say("It is not here now.");
}
