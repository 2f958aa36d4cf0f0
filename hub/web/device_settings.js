/**
 * What is set on a device for all its pages: colours and language.
 *
 * @module
 */

import { change, settings } from "./page.js";
import { button } from "./parts.js";
import { html } from "./vendor/lit.js";
import { LANGUAGES, say } from "./words.js";

/** Buttons for both, for a panel of any page. */
export function deviceSettings() {
  const theme = settings.theme.value;
  const language = settings.language.value;
  return html`<h3>${say("Colours")}</h3>
    <div class="choices">${button(say("Dark"), () => change("theme", "dark"), { pressed: theme === "dark", name: "dark" })}
      ${button(say("Bright"), () => change("theme", "light"), { pressed: theme === "light", name: "light" })}</div>
    <h3>${say("Language")}</h3>
    <div class="choices">${Object.entries(LANGUAGES).map(([code, name]) =>
      button(html`<span lang=${code}>${name}</span>`, () => change("language", code), { more: "choose", pressed: language === code, name: `language-${code}` }))}</div>`;
}
