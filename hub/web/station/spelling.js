/**
 * What is to be drawn, as a word: by that it is known again before it is drawn.
 *
 * @module
 */

/** @type {WeakMap<readonly string[], number>} a number for each template's own text */
const spelled = new WeakMap();
let count = 0;

/**
 * What a template says, in one word: two that say the same have the same, and need the same room.
 *
 * @param {any} content
 * @returns {string}
 */
export function spell(content) {
  if (Array.isArray(content)) return `[${content.map(spell).join("\u0001")}]`;
  if (content?.strings === undefined) {
    // Of anything else nobody knows what it will say.
    return typeof content === "object" && content !== null ? `?${++count}` : String(content);
  }
  let number = spelled.get(content.strings);
  if (number === undefined) spelled.set(content.strings, (number = ++count));
  return `${number}(${content.values.map(spell).join("\u0001")})`;
}
