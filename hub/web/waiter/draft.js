/**
 * What a waiter has taken at a table and not sent yet. Pure: what is given is never changed.
 *
 * @module
 */

import { findMet } from "../allergies.js";

/** @typedef {import("../api-types.js").MenuItem} MenuItem */
/** @typedef {import("../api-types.js").MenuModifier} MenuModifier */
/** @typedef {import("../api-types.js").ModifierGroup} ModifierGroup */
/** @typedef {import("../api-types.js").NewItem} NewItem */

/** @typedef {{id: string, name: string, group?: string}} Choice */
/** @typedef {{who: number | null, words: string[]}} Allergy `who` null is the whole table */

/**
 * @typedef {object} DraftLine
 * @property {string} id
 * @property {string} dish its id on the menu
 * @property {string} name
 * @property {number} quantity
 * @property {number | null} seat null is the whole table
 * @property {Choice[]} choices
 * @property {string} notes
 * @property {string | null} course a word of the house
 * @property {boolean} held whether it waits for a word
 */

/**
 * @typedef {object} Draft
 * @property {DraftLine[]} lines
 * @property {Allergy[]} allergies
 * @property {number | null} seat at which the next dish is
 * @property {number} guests 0 where nobody has said
 * @property {string} notes
 * @property {string | null} last id of the line that the tray is about
 */

/** @type {Draft} */
export const EMPTY_DRAFT = Object.freeze({
  lines: [],
  allergies: [],
  seat: null,
  guests: 0,
  notes: "",
  last: null,
});

/** All groups of choices of a dish, its category's behind its own.
 * @param {MenuItem} dish @param {readonly import("../api-types.js").Category[]} categories */
export function groupsOf(dish, categories) {
  const category = categories.find((each) => each.id === dish.category);
  return [...(dish.modifier_groups ?? []), ...(category?.modifier_groups ?? [])];
}

/** The group that has to be chosen from and has not been; null where all is said.
 * @param {DraftLine} line @param {readonly ModifierGroup[]} groups */
export function openChoice(line, groups) {
  return groups.find((group) => chosenIn(line, group).length < group.min) ?? null;
}

/** @param {DraftLine} line @param {ModifierGroup} group */
export function chosenIn(line, group) {
  return line.choices.filter((each) => each.group === group.id);
}

/** The changes that the tray offers: the first two that need not be made.
 * @param {MenuItem} dish @param {readonly ModifierGroup[]} groups @returns {Choice[]} */
export function quickChanges(dish, groups) {
  const free = groups.filter((group) => group.min === 0)
    .flatMap((group) => group.items.map((each) => ({ id: each.id, name: each.name, group: group.id })));
  const loose = dish.modifiers.map((each) => ({ id: each.id, name: each.name }));
  return [...loose, ...free].slice(0, 2);
}

/**
 * A dish was tapped: one more of what was taken of it last at that seat, or a new line.
 *
 * @param {Draft} draft
 * @param {MenuItem} dish
 * @param {{groups: readonly ModifierGroup[], course: string | null, held: boolean, id: string}} how
 * @returns {Draft}
 */
export function addDish(draft, dish, { groups, course, held, id }) {
  const known = draft.lines.findLast((line) => line.dish === dish.id && line.seat === draft.seat);
  if (known) {
    const lines = draft.lines.map((line) =>
      line.id === known.id ? { ...line, quantity: Math.min(99, line.quantity + 1) } : line);
    return { ...draft, lines, last: known.id };
  }
  const choices = groups.flatMap((group) =>
    group.items.filter((each) => group.default.includes(each.id))
      .map((each) => ({ id: each.id, name: each.name, group: group.id })));
  /** @type {DraftLine} */
  const line = { id, dish: dish.id, name: dish.name, quantity: 1, seat: draft.seat, choices, notes: "", course, held };
  return { ...draft, lines: [...draft.lines, line], last: id };
}

/** Change a line; a quantity of 0 takes it off. @param {Draft} draft @param {string} id
 * @param {Partial<DraftLine>} change @returns {Draft} */
export function changeLine(draft, id, change) {
  const lines = draft.lines.map((line) => (line.id === id ? { ...line, ...change } : line));
  const left = lines.filter((line) => line.quantity > 0);
  const last = left.some((line) => line.id === draft.last) ? draft.last : (left.at(-1)?.id ?? null);
  return { ...draft, lines: left, last };
}

/** Choose something, or no longer; of a group with room for one the other goes.
 * @param {Draft} draft @param {string} id of the line @param {Choice} choice @param {number} [most]
 * @returns {Draft} */
export function toggleChoice(draft, id, choice, most) {
  const line = draft.lines.find((each) => each.id === id);
  if (!line) return draft;
  const has = line.choices.some((each) => each.id === choice.id);
  let choices = line.choices.filter((each) => each.id !== choice.id);
  if (!has) {
    if (most === 1) choices = choices.filter((each) => each.group !== choice.group);
    choices = [...choices, choice];
  }
  return changeLine(draft, id, { choices });
}

/** Note what somebody must not eat. @param {Draft} draft @param {number | null} who @param {string} word
 * @returns {Draft} */
export function toggleAllergy(draft, who, word) {
  const words = draft.allergies.find((each) => each.who === who)?.words ?? [];
  const left = words.includes(word) ? words.filter((each) => each !== word) : [...words, word];
  const others = draft.allergies.filter((each) => each.who !== who);
  return { ...draft, allergies: left.length ? [...others, { who, words: left }] : others };
}

/** What those must not eat who may get a dish: of a seat, or everybody where it is for the table.
 * @param {readonly Allergy[]} allergies @param {number | null} seat */
export function allergiesAt(allergies, seat) {
  const meant = allergies.filter((each) => each.who === null || seat === null || each.who === seat);
  return [...new Set(meant.flatMap((each) => each.words))];
}

/**
 * What a dish has of what must not be eaten; "?" where nobody has said what is in it.
 *
 * @param {MenuItem | undefined} dish
 * @param {readonly string[]} allergies
 * @returns {string[]}
 */
export function clashOf(dish, allergies) {
  if (!allergies.length) return [];
  if (!dish) return ["?"];
  const met = findMet(dish.allergens, allergies, [], [dish.name]);
  if (!met.length && !dish.allergens.length && dish.allergens_known !== true) return ["?"];
  return met;
}

/** How many dishes there are. @param {Draft} draft */
export function countDishes(draft) {
  return draft.lines.reduce((all, line) => all + line.quantity, 0);
}

/** The lines as the hub takes them. @param {Draft} draft @returns {NewItem[]} */
export function linesToSend(draft) {
  return draft.lines.map((line) => {
    const own = draft.allergies.filter((each) => each.who !== null && each.who === line.seat);
    const allergies = own.flatMap((each) => each.words);
    return {
      id: line.id,
      menu_item_id: line.dish,
      quantity: line.quantity,
      ...(line.seat === null ? {} : { seat: line.seat }),
      ...(line.choices.length ? { modifiers: line.choices.map((each) => ({ modifier_id: each.id })) } : {}),
      ...(line.notes ? { notes: line.notes } : {}),
      ...(line.course ? { course: line.course } : {}),
      ...(line.held ? { held: true } : {}),
      ...(allergies.length ? { allergies } : {}),
    };
  });
}

/** What the whole table must not eat. @param {Draft} draft */
export function tableAllergies(draft) {
  return draft.allergies.find((each) => each.who === null)?.words ?? [];
}
