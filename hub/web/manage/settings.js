/**
 * The settings with their meaning: checked before they are saved, each mistake beside its field.
 *
 * @module
 */

import { ask } from "../api.js";
import { change } from "../page.js";
import { band, button, data } from "../parts.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { LANGUAGES, say, spokenLanguage } from "../words.js";
import { listing } from "./desk.js";
import { isMeant, saveBar, sectionsView, settingsDraft } from "./setting_fields.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./setting_fields.js").Setting} Setting */

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const settings = listing("/api/settings");
  const waitsForRestart = signal(false);
  const wanted = signal("");
  void settings.load();

  /** @param {Setting} setting */
  const isFixed = ({ fixed }) => Boolean(fixed);
  const draft = settingsDraft(desk, "/api/settings", () => settings.rows.peek().settings, {
    isOff: (setting) => !settings.rows.peek().writable || isFixed(setting),
    canGoBack: (setting) => setting.is_set,
    valueOf: (setting) => setting.value,
    about: (setting) => isFixed(setting) ? say("It was set where the hub is started, and is changed there.") : nothing,
    back: () => say("As usual"),
  });
  const save = () => draft.save(async (said) => {
    if (said.restart) waitsForRestart.value = true;
    await settings.load();
  }, say("Saved."));
  const restart = () => void desk.run(async () => {
    await ask("POST", "/api/restart");
    waitsForRestart.value = false;
  }, say("The hub starts anew. It is back in some seconds."));
  const view = () => {
    /** @type {{file: string | null, writable: boolean, settings: Setting[]} | null} */
    const found = settings.rows.value;
    const shown = (found?.settings ?? []).filter((each) => isMeant(each, wanted.value));
    return html`<h1 tabindex="-1">${say("Settings")}</h1>
      ${settings.trouble.value && !found ? band(settings.trouble.value) : nothing}
      ${found && !found.writable ? html`<p class="need">${say("The hub may not write its settings file, so they can only be read here. Whoever set it up changes them in the file.")}</p>` : nothing}
      ${waitsForRestart.value ? html`<div class="need"><div><p><b>${say("What you saved needs a restart.")}</b></p>
        <p class="meta faint">${say("It takes 6 s, screens keep what they show, nothing is lost.")}</p></div>
        ${button(say("Restart the hub"), restart, { main: true, name: "restart" })}</div>` : nothing}
      ${thisDeviceView()}
      <label>${say("Find a setting")}<input type="search" name="find" autocomplete="off" placeholder=${say("late, sound, Wi-Fi ...")}
        @input=${(/** @type {any} */ event) => (wanted.value = event.target.value)}></label>
      ${found && !shown.length ? html`<p>${say("No setting is called so.")}</p>` : nothing}
      ${sectionsView(shown, draft)}
      ${saveBar(draft, save)}`;
  };
  return { view, stop: () => {} };
}

/** Colours and language of the device that is held. */
function thisDeviceView() {
  const language = spokenLanguage();
  return html`<section class="card"><h2>${say("This device only")}</h2>
    <div class="choices">${button(say("Light colours"), () => void change("theme", "light"), { name: "light" })}
      ${button(say("Dark colours"), () => void change("theme", "dark"), { name: "dark" })}</div>
    <div class="choices">${Object.entries(LANGUAGES).map(([tag, name]) => button(data(name),
      () => void change("language", tag), { pressed: tag === language, name: `language-${tag}` }))}</div></section>`;
}
