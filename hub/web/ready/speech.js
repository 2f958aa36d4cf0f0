/**
 * Numbers that have become ready, said aloud. Only by a voice that the device has itself: others send
 * what is said to somebody on the internet.
 *
 * @module
 */

import { say, spokenLanguage } from "../words.js";

/** Behind the chime. */
const PAUSE = 900;
const ISOLATES = /[\u2066-\u2069]/gu;

/**
 * Say that a number can be fetched; nothing where the device has no voice of its own for its language.
 *
 * @param {import("./places.js").Row} row
 */
export function sayNumber(row) {
  const voice = findVoice(globalThis.speechSynthesis?.getVoices() ?? []);
  if (!voice) return;
  const text = say("Number {number}: please come to the counter.", { number: row.number });
  const words = new SpeechSynthesisUtterance(text.replace(ISOLATES, ""));
  words.voice = voice;
  words.lang = voice.lang;
  setTimeout(() => speechSynthesis.speak(words), PAUSE);
}

/** @param {readonly SpeechSynthesisVoice[]} voices */
function findVoice(voices) {
  const [language] = spokenLanguage().split("-");
  return voices.find((each) => each.localService && each.lang.split(/[-_]/)[0] === language);
}
