/**
 * The settings with their meaning: checked before they are saved, each mistake beside its field.
 *
 * @module
 */

import { RefusedError, ask } from "../api.js";
import { change } from "../page.js";
import { band, button, data } from "../parts.js";
import { html, nothing, repeat, signal } from "../vendor/lit.js";
import { LANGUAGES, say, sayMany, spokenLanguage } from "../words.js";
import { listing } from "./desk.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {{name: string, kind: string, allowed: string, meaning: string, default?: any, value?: any,
 *   is_set: boolean, from: string, secret: boolean, least?: number, most?: number, choices?: string[],
 *   restart: boolean}} Setting */

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const settings = listing("/api/settings");
  /** What was changed here and is not saved, as the fields have it; null goes back to the default. */
  const changed = signal(/** @type {Readonly<Record<string, string | null>>} */ ({}));
  const mistakes = signal(/** @type {Readonly<Record<string, string>>} */ ({}));
  const waitsForRestart = signal(false);
  const wanted = signal("");
  void settings.load();

  const set = (/** @type {string} */ name, /** @type {string | null} */ value) => {
    const now = { ...changed.peek(), [name]: value };
    const setting = settings.rows.peek().settings.find((/** @type {Setting} */ each) => each.name === name);
    if (value !== null && !setting.secret && value === fieldText(setting)) delete now[name];
    const wrong = { ...mistakes.peek() };
    delete wrong[name];
    changed.value = now;
    mistakes.value = wrong;
  };
  const save = () => void desk.run(async () => {
    /** @type {Setting[]} */
    const all = settings.rows.peek().settings;
    const values = Object.fromEntries(Object.entries(changed.peek()).map(([name, text]) => {
      const setting = /** @type {Setting} */ (all.find((each) => each.name === name));
      return [name, text === null ? null : valueOf(setting, text)];
    }));
    try {
      const said = await ask("PUT", "/api/settings", { body: { values } });
      changed.value = {};
      mistakes.value = {};
      if (said.data.restart) waitsForRestart.value = true;
      await settings.load();
    } catch (error) {
      if (!(error instanceof RefusedError) || error.code !== "BAD_REQUEST") throw error;
      mistakes.value = error.details;
      throw error;
    }
  }, say("Saved."));
  const restart = () => void desk.run(async () => {
    await ask("POST", "/api/restart");
    waitsForRestart.value = false;
  }, say("The hub starts anew. It is back in some seconds."));
  const undo = () => {
    changed.value = {};
    mistakes.value = {};
  };

  const view = () => {
    /** @type {{file: string | null, writable: boolean, settings: Setting[]} | null} */
    const found = settings.rows.value;
    const word = wanted.value.trim().toLowerCase();
    const shown = (found?.settings ?? []).filter((each) => !word
      || `${each.name} ${nameWords(each.name)} ${each.meaning}`.toLowerCase().includes(word));
    const sections = [...new Set(shown.map((each) => sectionOf(each.name)))];
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
      ${repeat(sections, (each) => each, (section) => html`<section class="card"><h2>${data(titled(section))}</h2>
        <div class="fields">${repeat(shown.filter((each) => sectionOf(each.name) === section), (each) => each.name,
          (each) => settingView(each, Boolean(found?.writable), changed.value, mistakes.value[each.name], set))}</div></section>`)}
      ${saveBar(Object.keys(changed.value).length, Object.keys(mistakes.value).length, save, undo)}`;
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

/** @param {number} count @param {number} wrong @param {() => void} save @param {() => void} undo */
function saveBar(count, wrong, save, undo) {
  if (!count) return nothing;
  return html`<div class="save-bar">
    ${button(wrong ? sayMany("Save: {count} mistake", "Save: {count} mistakes", wrong)
      : sayMany("Save {count} setting", "Save {count} settings", count), save, { main: !wrong, disabled: wrong > 0, name: "save" })}
    ${button(say("Undo all"), undo, { name: "undo-all" })}</div>`;
}

/**
 * @param {Setting} setting @param {boolean} writable
 * @param {Readonly<Record<string, string | null>>} changed @param {string | undefined} mistake
 * @param {(name: string, value: string | null) => void} set
 */
function settingView(setting, writable, changed, mistake, set) {
  const { name } = setting;
  const isFixed = setting.from === "variable" || setting.from === "command";
  const held = changed[name];
  const text = held === undefined ? fieldText(setting) : held ?? textOf(setting, setting.default);
  const id = `set-${name.replace(".", "-")}`;
  const off = !writable || isFixed;
  return html`<div class="field ${mistake ? "mistaken" : ""} ${held === undefined ? "" : "touched"}">
    <div class="what"><label for=${id}>${data(nameWords(name))}</label>
      <p class="meta faint" id=${`${id}-about`}>${data(capital(setting.meaning))} ${usualWords(setting)}
        ${isFixed ? say("It was set where the hub is started, and is changed there.") : nothing}</p>
      ${mistake ? html`<p class="wrong" id=${`${id}-wrong`} role="alert">${data(mistake)} ${say("Not saved.")}</p>` : nothing}</div>
    <div class="value">${inputView(setting, id, text, off, Boolean(mistake), set)}
      ${setting.is_set && !off && held !== null ? button(say("As usual"), () => set(name, null), { more: "small", name: `usual-${name}`, label: say("{setting} as usual", { setting: nameWords(name) }) }) : nothing}</div></div>`;
}

/** @param {Setting} setting */
function usualWords(setting) {
  const text = setting.secret ? "" : textOf(setting, setting.default);
  return text ? html`${say("Usual:")} ${data(choiceWords(setting, text))}.` : nothing;
}

/**
 * @param {Setting} setting @param {string} id @param {string} text @param {boolean} off
 * @param {boolean} wrong @param {(name: string, value: string | null) => void} set
 */
function inputView(setting, id, text, off, wrong, set) {
  const { name } = setting;
  const heard = (/** @type {any} */ event) => set(name, event.target.value);
  const about = wrong ? `${id}-wrong ${id}-about` : `${id}-about`;
  const choices = setting.kind === "bool" ? ["true", "false"] : setting.choices;
  if (choices && setting.kind !== "list") {
    return html`<select id=${id} name=${name} ?disabled=${off} aria-describedby=${about} aria-invalid=${wrong ? "true" : nothing}
      .value=${text} @change=${heard}>${choices.map((each) => html`<option value=${each} ?selected=${each === text}>${choiceWords(setting, each)}</option>`)}</select>`;
  }
  const isNumber = setting.kind === "integer" || setting.kind === "number";
  return html`<input id=${id} name=${name} type=${setting.secret ? "password" : "text"} autocomplete="off" spellcheck="false"
    inputmode=${isNumber ? (setting.kind === "integer" ? "numeric" : "decimal") : nothing} ?disabled=${off}
    placeholder=${setting.secret ? (setting.is_set ? say("is set, and shown to nobody") : say("is not set")) : nothing}
    aria-describedby=${about} aria-invalid=${wrong ? "true" : nothing} .value=${text} @input=${heard}>`;
}

/** @param {Setting} setting @param {string} choice */
function choiceWords(setting, choice) {
  if (setting.kind !== "bool") return choice;
  return choice === "true" ? say("yes") : say("no");
}

/** @param {Setting} setting */
function fieldText(setting) {
  return setting.secret ? "" : textOf(setting, setting.value);
}

/** @param {Setting} setting @param {any} value */
function textOf(setting, value) {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** What a field says, as the hub takes it. @param {Setting} setting @param {string} text @returns {any} */
function valueOf(setting, text) {
  const plain = text.trim();
  switch (setting.kind) {
    case "bool":
      return plain === "true";
    case "integer":
    case "number":
      // What is no number goes as it is: the hub says what it must be.
      return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : plain;
    case "list":
      return plain ? plain.split(",").map((each) => each.trim()).filter(Boolean) : [];
    default:
      return setting.secret ? text : plain;
  }
}

/** @param {string} name */
function sectionOf(name) {
  return name.split(".")[0];
}

/** @param {string} name */
function nameWords(name) {
  return titled(name.split(".").slice(1).join(" "));
}

/** @param {string} word */
function titled(word) {
  return capital(word.replaceAll("_", " "));
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
