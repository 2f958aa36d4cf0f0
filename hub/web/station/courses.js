/**
 * Courses that are words: a ticket's lines stand in the house's order of them. Pure; as in
 * `hub/domain/course_words.py`, beside which a test runs it.
 *
 * @module
 */

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Item} Item */

/** Words of eight languages for the same course. */
export const ALIKE = [
  ["starter", "starters", "appetizer", "appetizers", "appetiser", "appetisers", "Vorspeise", "Vorspeisen",
    "hors d'oeuvre", "antipasto", "antipasti", "entrante", "entrantes", "entrada", "entradas", "前菜", "开胃菜", "مقبلات"],
  ["main", "mains", "main course", "main courses", "main dish", "main dishes", "Hauptgang", "Hauptgericht",
    "Hauptgerichte", "Hauptspeise", "Hauptspeisen", "plat", "plats", "plat principal", "plats principaux",
    "secondo", "secondi", "plato principal", "platos principales", "prato principal", "pratos principais",
    "主菜", "طبق رئيسي", "أطباق رئيسية"],
  ["dessert", "desserts", "Nachtisch", "Nachspeise", "Nachspeisen", "dolce", "dolci", "postre", "postres",
    "sobremesa", "sobremesas", "甜点", "甜品", "حلويات", "حلوى"],
];

/** @type {WeakMap<Order, {words: readonly string[], order: Order}>} */
const made = new WeakMap();

/**
 * Return an order with its lines, held ones as well, in the order of their courses' words. All others
 * stay where they are among themselves, in front; words without a place come last.
 *
 * @param {Order} order
 * @param {readonly string[]} words in the house's order
 * @returns {Order}
 */
export function inCourses(order, words) {
  if (![...order.items, ...(order.held ?? [])].some((item) => typeof item.course === "string")) return order;
  const before = made.get(order);
  if (before?.words === words) return before.order;
  const places = placesOf(words);
  const sorted = (/** @type {readonly Item[]} */ lines) => {
    const place = (/** @type {Item} */ item) =>
      typeof item.course === "string" ? (places.get(fold(item.course)) ?? words.length + 1) : 0;
    return lines.map((item, at) => ({ item, at, place: place(item) }))
      .sort((one, other) => one.place - other.place || one.at - other.at).map(({ item }) => item);
  };
  const after = { ...order, items: sorted(order.items) };
  if (order.held?.length) after.held = sorted(order.held);
  made.set(order, { words, order: after });
  return after;
}

/** @param {readonly string[]} words */
function placesOf(words) {
  /** @type {Map<string, number>} */
  const places = new Map();
  words.forEach((word, at) => {
    if (!places.has(fold(word))) places.set(fold(word), at + 1);
  });
  for (const alike of ALIKE.map((each) => each.map(fold))) {
    const known = alike.filter((each) => places.has(each)).map((each) => places.get(each) ?? 0);
    for (const each of known.length ? alike : []) {
      if (!places.has(each)) places.set(each, Math.min(...known));
    }
  }
  return places;
}

/** Write a word so that case, accents, apostrophes, hyphens and spaces are gone. @param {string} word */
function fold(word) {
  return word.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f'’ʼ‐-―\-\s]/g, "").replaceAll("œ", "oe");
}
