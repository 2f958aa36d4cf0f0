/**
 * Settings to be changed, of the hub or of a screen: what was changed and is not saved yet, each with
 * its meaning, each mistake beside its field.
 *
 * @module
 */

import { RefusedError, ask } from "../api.js";
import { button, data } from "../parts.js";
import { html, nothing, repeat, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/**
 * @typedef {{name: string, kind: string, allowed: string, meaning: string, default?: any, value?: any,
 *   is_set: boolean, from: string, secret: boolean, least?: number, most?: number, choices?: string[],
 *   restart: boolean, fixed?: boolean}} Setting
 */

/**
 * @typedef {object} Kind how the settings of one thing are shown
 * @property {(setting: Setting) => boolean} isOff whether it cannot be changed here
 * @property {(setting: Setting) => boolean} canGoBack whether it was set here, and can be taken back
 * @property {(setting: Setting) => any} valueOf what its field begins with
 * @property {(setting: Setting) => unknown} about what stands behind its meaning
 * @property {(setting: Setting) => string} back words on the button that takes it back
 * @property {(setting: Setting) => string | undefined} [suggestions] the list of what it can be, by its id
 */

/**
 * Make what is changed and not saved yet.
 *
 * @param {Desk} desk
 * @param {string} path where the settings are asked for and saved
 * @param {() => Setting[]} all as they were asked for last
 * @param {Kind} kind
 */
export function settingsDraft(desk, path, all, kind) {
  /** As the fields have it; null goes back to what holds where nobody says anything here. */
  const changed = signal(/** @type {Readonly<Record<string, string | null>>} */ ({}));
  const mistakes = signal(/** @type {Readonly<Record<string, string>>} */ ({}));

  const set = (/** @type {string} */ name, /** @type {string | null} */ value) => {
    const now = { ...changed.peek(), [name]: value };
    const setting = /** @type {Setting} */ (all().find((each) => each.name === name));
    if (value !== null && !setting.secret && value === textOf(kind.valueOf(setting))) delete now[name];
    const wrong = { ...mistakes.peek() };
    delete wrong[name];
    changed.value = now;
    mistakes.value = wrong;
  };
  const clear = () => {
    changed.value = {};
    mistakes.value = {};
  };
  /** @param {(said: any) => Promise<void>} saved @param {string | ((said: any) => string)} done */
  const save = (saved, done) => void desk.run(async () => {
    const values = Object.fromEntries(Object.entries(changed.peek()).map(([name, text]) => {
      const setting = /** @type {Setting} */ (all().find((each) => each.name === name));
      return [name, text === null ? null : asSent(setting, text)];
    }));
    try {
      const said = await ask("PUT", path, { body: { values } });
      clear();
      await saved(said.data);
      return said.data;
    } catch (error) {
      if (!(error instanceof RefusedError) || error.code !== "BAD_REQUEST") throw error;
      mistakes.value = error.details;
      throw error;
    }
  }, done);
  return { changed, mistakes, set, clear, save, kind };
}

/** @typedef {ReturnType<typeof settingsDraft>} Draft */

/**
 * Show settings under the names of their sections.
 *
 * @param {Setting[]} settings those that are to be seen
 * @param {Draft} draft
 */
export function sectionsView(settings, draft) {
  const sections = [...new Set(settings.map((each) => sectionOf(each.name)))];
  return repeat(sections, (each) => each, (section) => html`<section class="card"><h2>${data(titled(section))}</h2>
    <div class="fields">${repeat(settings.filter((each) => sectionOf(each.name) === section), (each) => each.name,
      (each) => settingView(each, draft))}</div></section>`);
}

/** Whether a setting is meant by what somebody looks for. @param {Setting} setting @param {string} wanted */
export function isMeant(setting, wanted) {
  const word = wanted.trim().toLowerCase();
  return !word || `${setting.name} ${nameWords(setting.name)} ${setting.meaning}`.toLowerCase().includes(word);
}

/** The bar that saves, once something was changed. @param {Draft} draft @param {() => void} save */
export function saveBar({ changed, mistakes, clear }, save) {
  const count = Object.keys(changed.value).length;
  const wrong = Object.keys(mistakes.value).length;
  if (!count) return nothing;
  return html`<div class="save-bar">
    ${button(wrong ? sayMany("Save: {count} mistake", "Save: {count} mistakes", wrong)
      : sayMany("Save {count} setting", "Save {count} settings", count), save, { main: !wrong, disabled: wrong > 0, name: "save" })}
    ${button(say("Undo all"), clear, { name: "undo-all" })}</div>`;
}

/** @param {Setting} setting @param {Draft} draft */
function settingView(setting, { changed, mistakes, set, kind }) {
  const { name } = setting;
  const mistake = mistakes.value[name];
  const held = changed.value[name];
  const text = held === undefined ? fieldText(setting, kind) : held ?? textOf(setting.default);
  const id = `set-${name.replace(".", "-")}`;
  const off = kind.isOff(setting);
  return html`<div class="field ${mistake ? "mistaken" : ""} ${held === undefined ? "" : "touched"}">
    <div class="what"><label for=${id}>${data(nameWords(name))}</label>
      <p class="meta faint" id=${`${id}-about`}>${data(capital(setting.meaning))} ${usualWords(setting)} ${kind.about(setting)}</p>
      ${mistake ? html`<p class="wrong" id=${`${id}-wrong`} role="alert">${data(mistake)} ${say("Not saved.")}</p>` : nothing}</div>
    <div class="value">${inputView(setting, id, text, off, Boolean(mistake), set, kind.suggestions?.(setting))}
      ${kind.canGoBack(setting) && !off && held !== null ? button(kind.back(setting), () => set(name, null), { more: "small", name: `usual-${name}`, label: say("{act}: {name}", { act: kind.back(setting), name: nameWords(name) }) }) : nothing}</div></div>`;
}

/** @param {Setting} setting */
function usualWords(setting) {
  const text = setting.secret ? "" : textOf(setting.default);
  return text ? html`${say("Usual:")} ${data(choiceWords(setting, text))}.` : nothing;
}

/**
 * @param {Setting} setting @param {string} id @param {string} text @param {boolean} off
 * @param {boolean} wrong @param {(name: string, value: string | null) => void} set @param {string} [suggestions]
 */
function inputView(setting, id, text, off, wrong, set, suggestions) {
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
    list=${suggestions ?? nothing} inputmode=${isNumber ? (setting.kind === "integer" ? "numeric" : "decimal") : nothing} ?disabled=${off}
    placeholder=${setting.secret ? (setting.is_set ? say("is set, and shown to nobody") : say("is not set")) : nothing}
    aria-describedby=${about} aria-invalid=${wrong ? "true" : nothing} .value=${text} @input=${heard}>`;
}

/** @param {Setting} setting @param {string} choice */
function choiceWords(setting, choice) {
  if (setting.kind !== "bool") return choice;
  return choice === "true" ? say("yes") : say("no");
}

/** @param {Setting} setting @param {Kind} kind */
function fieldText(setting, kind) {
  return setting.secret ? "" : textOf(kind.valueOf(setting));
}

/** @param {any} value */
export function textOf(value) {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** What a field says, as the hub takes it. @param {Setting} setting @param {string} text @returns {any} */
function asSent(setting, text) {
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
