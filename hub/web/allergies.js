/**
 * What guests must not eat, and which dishes meet that: by the same words as the kitchen screens.
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

const JOINTS = /[\s'`\u00b4\u02bc\u2018\u2019\-\u2010-\u2013\u00ad_]/u;
const MARKS = /[\u0300-\u036f\u064b-\u0655\u0670\u0640]/gu;
/** @type {Record<string, string>} */
const AS_WORDS = { ...AS_LETTERS, \u0629: "\u0647", \u0649: "\u064a" };
const ARTICLE = "\u0627\u0644";

/**
 * Write a text as words with a space around each: case and accents gone, signs as "|".
 *
 * @param {string} text
 */
function spell(text) {
  const plain = text.replaceAll("w/o", "without").normalize("NFKD").toLowerCase().replace(MARKS, "");
  const letters = Array.from(plain, (letter) => {
    if (letter in AS_WORDS) return AS_WORDS[letter];
    if (/[\p{L}\p{N}]/u.test(letter)) return letter;
    return JOINTS.test(letter) ? " " : " | ";
  });
  const words = letters.join("").split(/\s+/u).filter(Boolean);
  const bare = words.map((word) => word.startsWith(ARTICLE) && word.length > 3 ? word.slice(2) : word);
  return ` ${bare.join(" ")} `;
}

/** @param {string} word */
function pattern(word) {
  const spelt = spell(word.replaceAll("*", "").replaceAll("_", " ")).trim();
  return `${word.startsWith("*") ? "" : " "}${spelt}${word.endsWith("*") ? "" : " "}`;
}

/** @param {string} words */
const split = (words) => new Set(words.split(" "));

/** @param {typeof import("./allergen_words.js")} words */
function prepare(words) {
  return {
    rows: words.ALLERGENS.map(([said, kinds, each]) =>
      ({ said, kinds: kinds.split(" "), patterns: each.split(" ").map(pattern) })),
    // The longest first: what is part of another one must not take it apart.
    others: words.OTHER_THINGS.split(" ")
      .sort((one, other) => other.length - one.length)
      .map((each) => {
        const [word, instead] = each.split(">");
        return [pattern(word), instead ? spell(instead.replaceAll("_", " ")) : " x "];
      }),
    without: split(words.WITHOUT),
    with: split(words.WITH),
    behind: split(words.WITHOUT_BEHIND),
    within: words.WITHOUT_WITHIN.split(" "),
    signs: Array.from(words.WITHOUT_SIGNS),
  };
}

/** @typedef {ReturnType<typeof prepare>} Table */
/** @type {Table | null} */
let table = null;

/** Learn what allergens are called in eight languages; until then they are known by their letters.
 * What was drawn before is to be drawn anew after that. */
export async function learnAllergens() {
  table ??= prepare(await import("./allergen_words.js"));
}

/** Whether what stands there is what a dish is to be without.
 * @param {Table} words @param {string} spelt @param {number} at @param {number} end */
function isWithout(words, spelt, at, end) {
  const close = spelt.slice(Math.max(0, at - 2), at);
  if (spelt[at] > "\x7f" && words.signs.some((sign) => close.includes(sign))) return true;
  const [rest, next = ""] = spelt.slice(end).split(" ", 2);
  if (words.within.some((each) => rest.includes(each)) || words.behind.has(next)) return true;
  const before = spelt.slice(0, at).split(" ").filter(Boolean);
  // It stands within a word, which may begin before it.
  if (spelt[at - 1] !== " ") before.pop();
  for (const word of before.reverse()) {
    if (words.without.has(word)) return true;
    if (words.with.has(word) || word === "|") return false;
  }
  return false;
}

/** @typedef {{said: string, kinds: readonly string[], wanted: boolean}} Found */
/** @type {Map<string, readonly Found[]>} */
const known = new Map();

/** What a text tells of allergens. @param {string} text */
function find(text) {
  const words = table;
  if (words === null) return [];
  const before = known.get(text);
  if (before) return before;
  let spelt = spell(text);
  for (const [word, instead] of words.others) {
    if (spelt.includes(word)) spelt = ` ${spelt.replaceAll(word, instead).trim().replace(/ +/gu, " ")} `;
  }
  const found = words.rows.flatMap(({ said, kinds, patterns }) => {
    const places = patterns.flatMap((each) => [...placesOf(spelt, each)]);
    return places.length ? [{ said, kinds, wanted: places.some(([at, end]) => !isWithout(words, spelt, at, end)) }] : [];
  });
  if (known.size > 2000) known.clear();
  known.set(text, found);
  return found;
}

/** @param {string} spelt @param {string} word @returns {Generator<[number, number]>} */
function* placesOf(spelt, word) {
  for (let at = spelt.indexOf(word); at >= 0; at = spelt.indexOf(word, at + 1)) {
    yield [at + Number(word.startsWith(" ")), at + word.length - Number(word.endsWith(" "))];
  }
}

/** @param {string} text */
const kindsOf = (text) => find(text).flatMap((each) => each.kinds);

/**
 * List what of a dish a guest must not eat, as far as the words tell: its allergens as they came, and
 * what else its names tell of.
 *
 * @param {readonly string[]} allergens of the dish
 * @param {readonly string[]} allergies of the guest, each a word or several
 * @param {readonly string[]} [notes] in which an allergy is mentioned
 * @param {readonly string[]} [names] of the dish and of what is on it
 */
export function findMet(allergens, allergies, notes = [], names = []) {
  const told = [...allergies, ...notes];
  if (!told.length) return [];
  const kinds = new Set(told.flatMap(kindsOf));
  const met = allergens.filter((each) => meets(each, kinds, allergies, told));
  const said = new Set(met.flatMap(kindsOf));
  for (const each of names.flatMap(find).filter(({ wanted }) => wanted)) {
    const isMet = each.kinds.some((kind) => kinds.has(kind)) && !each.kinds.some((kind) => said.has(kind));
    if (isMet && !met.includes(each.said)) met.push(each.said);
  }
  return met;
}

/** Whether an allergen is one that a guest must not eat; where it is not known, by its word.
 * @param {string} allergen @param {Set<string>} kinds
 * @param {readonly string[]} allergies @param {readonly string[]} told */
function meets(allergen, kinds, allergies, told) {
  const own = kindsOf(allergen);
  if (own.some((kind) => kinds.has(kind))) return true;
  /** @param {string} text */
  const counts = (text) => !own.length || !kindsOf(text).length;
  const written = told.filter(counts).map(spaced);
  return stems(allergen).some((stem) => written.some((text) => text.includes(stem))) ||
    allergies.filter(counts).flatMap(stems).some((stem) => spaced(allergen).includes(stem));
}

/** List the names of a line and of all that is on it, without what is left off.
 * @param {Item} item @returns {string[]} */
export function nameContents(item) {
  return [item.name, ...item.modifiers.flatMap(added)];
}

/** @param {import("./api-types.js").Modifier} change @returns {string[]} */
function added(change) {
  return change.kind === "remove" ? [] : [change.name, ...(change.modifiers ?? []).flatMap(added)];
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
