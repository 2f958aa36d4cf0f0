/**
 * What guests must not eat most often, as dishes and orders name it.
 *
 * @module
 */

import { say } from "./words.js";

/**
 * The words of the law: as they stand in orders and on the menu, and as people say them.
 *
 * @returns {[word: string, said: string][]}
 */
export function allergenWords() {
  return [
    ["nuts", say("nuts")], ["peanuts", say("peanuts")], ["gluten", say("gluten")], ["milk", say("milk")],
    ["egg", say("egg")], ["fish", say("fish")], ["shellfish", say("shellfish")], ["molluscs", say("molluscs")],
    ["sesame", say("sesame")], ["soya", say("soya")], ["celery", say("celery")], ["mustard", say("mustard")],
    ["lupin", say("lupin")], ["sulphites", say("sulphites")],
  ];
}
