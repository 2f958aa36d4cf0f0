/**
 * Prices, as people write and read them.
 *
 * @module
 */

import { read } from "../api.js";
import { ltr } from "../parts.js";
import { signal } from "../vendor/lit.js";
import { spokenLanguage } from "../words.js";

/** @typedef {import("../api-types.js").MenuCurrency} MenuCurrency */

const PSEUDO = "xx";

/** What the prices are in; two decimals of nothing until the hub has said. */
const currency = signal(/** @type {MenuCurrency} */ ({ code: null, digits: 2 }));

/** Ask the hub what prices are in. */
export async function loadCurrency() {
  try {
    currency.value = await read("/api/menu/currency");
  } catch {
    // The menu of the same hub says that it is away.
  }
}

/** Say what prices are in: EUR; empty where nobody has said. */
export function currencyCode() {
  return currency.value.code ?? "";
}

/**
 * Write a price as it stands in a field: 6.50.
 *
 * @param {number | null | undefined} minor of the currency's smallest unit
 */
export function priceText(minor) {
  const { digits } = currency.value;
  if (minor === null || minor === undefined) return "";
  // Digits that every keyboard has: it is read back.
  const language = spokenLanguage() === PSEUDO ? "en" : `${spokenLanguage()}-u-nu-latn`;
  const written = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false });
  return written.format(minor / 10 ** digits);
}

/** Show a price with its currency. @param {number | null | undefined} minor */
export function price(minor) {
  return ltr(`${priceText(minor)} ${currencyCode()}`.trim());
}

/**
 * Read a price that somebody has written, with a point or a comma.
 *
 * @param {string} text
 * @returns {number | null | undefined} null for none; undefined where it cannot be read
 */
export function readPrice(text) {
  const { digits } = currency.value;
  const plain = text.trim();
  if (!plain) return null;
  const [, whole, part = ""] = /^(\d{1,9})(?:[.,](\d+))?$/u.exec(plain) ?? [];
  if (whole === undefined || part.length > digits) return undefined;
  return Number(whole + part.padEnd(digits, "0"));
}
