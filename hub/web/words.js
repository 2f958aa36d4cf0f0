/**
 * Saying something in the language of whoever reads it. English is what stands in the code.
 *
 * A text is a plain literal with named placeholders, and whole: half sentences cannot be put
 * together in another language. `scripts/lang` finds all that is given to these functions, and makes
 * `lang/*.json` of the catalogues in `hub/locale/po`.
 *
 * @module
 */

/** @typedef {{[value: string]: string | number}} Values what stands in place of placeholders */
/** @typedef {{[text: string]: string | {[category: string]: string}}} Texts */

/** What each language calls itself. @type {Readonly<Record<string, string>>} */
export const LANGUAGES = Object.freeze({
  en: "English",
  es: "Español",
  fr: "Français",
  de: "Deutsch",
  it: "Italiano",
  "pt-BR": "Português",
  "zh-Hans": "中文",
  ar: "العربية",
});

/** English, 40 % longer and with accents, for those who draw. */
const PSEUDO = "xx";
const FROM_THE_RIGHT = new Set(["ar"]);
const RIGHT_TO_LEFT_LETTERS = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/u;

let spoken = "en";
/** @type {Texts} */
let texts = {};
let plurals = new Intl.PluralRules("en");

/**
 * Find the first language that can be spoken; English where there is none.
 *
 * @param {readonly string[]} wanted as in `navigator.languages`
 * @returns {string}
 */
export function chooseLanguage(wanted) {
  for (const each of wanted) {
    if (each === PSEUDO || each in LANGUAGES) return each;
    const [speech] = each.toLowerCase().split("-");
    const near = Object.keys(LANGUAGES).find((known) => known.split("-")[0] === speech);
    if (near !== undefined) return near;
  }
  return "en";
}

/**
 * Say everything in a language from now on, and tell the document, which then reads from the right
 * where the language does.
 *
 * @param {string} language one of `LANGUAGES`
 * @param {Texts} catalogue its texts; nothing of English
 */
export function speak(language, catalogue) {
  spoken = language;
  texts = catalogue;
  plurals = new Intl.PluralRules(language === PSEUDO ? "en" : language);
  document.documentElement.lang = language === PSEUDO ? "en" : language;
  document.documentElement.dir = FROM_THE_RIGHT.has(language) ? "rtl" : "ltr";
}

/**
 * Fetch a language, and say everything in it. Where it cannot be had, what was spoken goes on.
 *
 * @param {string} language one of `LANGUAGES`
 * @param {string | URL} [address] of its texts
 * @returns {Promise<boolean>} whether it is spoken now
 */
export async function loadLanguage(language, address) {
  if (language === "en") {
    speak("en", {});
    return true;
  }
  try {
    const answer = await fetch(address ?? new URL(`lang/${language}.json`, import.meta.url));
    if (!answer.ok) return false;
    speak(language, await answer.json());
    return true;
  } catch {
    return false;
  }
}

/** Say which language is spoken. */
export function spokenLanguage() {
  return spoken;
}

/**
 * Note that a text is to be translated; it is given as it is, for `say` to say it later.
 *
 * @param {string} text English
 * @param {{context?: string}} [_] tells it from the same words with another meaning
 */
export function mark(text, _) {
  return text;
}

/**
 * Say something.
 *
 * @param {string} text English, with a placeholder in braces for each value; or what `mark` gave
 * @param {Values & {context?: string}} [values] what stands in place of the placeholders; and
 *   `context`, which tells it from the same words with another meaning
 * @returns {string}
 */
export function say(text, { context = "", ...values } = {}) {
  const said = texts[key(text, context)];
  return fill(typeof said === "string" ? said : text, values);
}

/**
 * Say something of a number of things.
 *
 * @param {string} one English, for one thing
 * @param {string} many English, for any other number; `{count}` stands for it
 * @param {number} count how many there are
 * @param {Values & {context?: string}} [values] as `say` takes them
 * @returns {string}
 */
export function sayMany(one, many, count, { context = "", ...values } = {}) {
  const forms = texts[key(one, context)];
  const english = count === 1 ? one : many;
  const form = typeof forms === "object" ? (forms[plurals.select(count)] ?? forms.other) : english;
  return fill(form, { count, ...values });
}

/**
 * Keep a text from turning round what stands beside it: a dish in Arabic, a place in Latin letters.
 *
 * @param {string} text
 */
export function isolate(text) {
  const mixed = FROM_THE_RIGHT.has(spoken) || RIGHT_TO_LEFT_LETTERS.test(text);
  return mixed ? `\u2068${text}\u2069` : text;
}

/** @param {string} text @param {string} context */
function key(text, context) {
  return context ? `${context}\u0004${text}` : text;
}

/** @param {string} text @param {Values} values */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "string" ? isolate(value) : String(value);
  });
}
