/**
 * What guests must not eat, and which dishes meet that. Pure; the same words as the kitchen screens.
 *
 * @module
 */

/** @typedef {import("./api-types.js").Order} Order */
/** @typedef {import("./api-types.js").Item} Item */

/** Words, and beginnings of words, by which a note tells of an allergy. Where in doubt it counts. */
export const ALLERGY_WORDS = [
  "allerg", "alerg", "anaphyla", "anafil", "epipen", "coeliac", "coeliaque", "celiac", "zöliakie",
  "intoleran", "intolleran", "unverträglich",
  "过敏", "過敏", "不耐受", "乳糜泻",
  "حساسية", "حساسيه", "تحسس",
];

const SHORTEST = 3;
const ACCENTS = /[\u0300-\u036f'`\u00b4\u02b9\u02bb-\u02bd\u2018-\u201a\u201b\u2032\uff07\-_\u00ad\u2010-\u2015\u2212\ufe63\uff0d]/gu;
/** @type {Record<string, string>} */
const AS_LETTERS = { ø: "o", ł: "l", đ: "d", "\u0131": "i", æ: "ae", œ: "oe", ß: "ss" };

/**
 * Write a word so that case, accents, apostrophes and hyphens are gone.
 *
 * @param {string} word
 */
function fold(word) {
  const plain = word.normalize("NFKD").toLowerCase().replace(ACCENTS, "");
  return plain.replace(/[øłđ\u0131æœß]/gu, (letter) => AS_LETTERS[letter]);
}

/** @param {string} text */
function spaced(text) {
  return text.split(/\s+/u).map(fold).join(" ").trim();
}

/** @param {string} words */
function stems(words) {
  const each = spaced(words).split(" ").map((word) => word.replace(/s$/u, ""));
  // In scripts without an alphabet one sign can be a word.
  return each.filter((word) => word.length >= SHORTEST || /[^\x00-\x7f]/u.test(word));
}

const FOLDED = ALLERGY_WORDS.map(spaced);
/** Notes that are remembered: each is asked about at every look at its ticket. */
const MOST_NOTES = 500;
/** @type {Map<string, boolean>} */
const mentioned = new Map();

/**
 * Whether a note tells of an allergy, whatever its case and accents.
 *
 * @param {string} note
 */
export function mentionsAllergy(note) {
  let known = mentioned.get(note);
  if (known === undefined) {
    const text = spaced(note);
    known = FOLDED.some((word) => text.includes(word));
    if (mentioned.size >= MOST_NOTES) mentioned.clear();
    mentioned.set(note, known);
  }
  return known;
}

/**
 * List the allergens of a dish that a guest must not eat, as far as the words tell.
 *
 * @param {readonly string[]} allergens of the dish
 * @param {readonly string[]} allergies of the guest, each a word or several
 * @param {readonly string[]} [notes] in which an allergy is mentioned
 */
export function findMet(allergens, allergies, notes = []) {
  const meant = allergies.flatMap(stems);
  const told = [...allergies, ...notes].map(spaced);
  return allergens.filter(
    (allergen) =>
      stems(allergen).some((stem) => told.some((text) => text.includes(stem))) ||
      meant.some((stem) => spaced(allergen).includes(stem)),
  );
}

/**
 * List what the guests of an order must not eat, each once.
 *
 * @param {Order} order
 * @param {readonly Item[]} lines those that are looked at
 */
export function listAllergies(order, lines) {
  const found = [...(order.allergies ?? [])];
  const parents = new Set(lines.map((item) => item.parent_id).filter(Boolean));
  for (const combo of order.groups ?? []) {
    if (parents.has(combo.id)) found.push(...(combo.allergies ?? []));
  }
  for (const item of lines) {
    if (item.status !== "cancelled") found.push(...(item.allergies ?? []));
  }
  return [...new Set(found)];
}

/**
 * List the notes of an order in which an allergy is mentioned, each once.
 *
 * @param {Order} order
 * @param {readonly Item[]} lines those that are looked at
 */
export function loudNotes(order, lines) {
  const parents = new Set(lines.map((item) => item.parent_id).filter(Boolean));
  const combos = (order.groups ?? []).filter((each) => parents.has(each.id));
  const live = lines.filter((item) => item.status !== "cancelled");
  const notes = [order.notes, ...combos.map((each) => each.notes), ...live.map((item) => item.notes)];
  return [...new Set(notes)].filter((note) => note && mentionsAllergy(note)).map(String);
}
