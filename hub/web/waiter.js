/**
 * A waiter's page: tables, taking orders, what is ready, what is sold out.
 *
 * @module
 */

import { learnAllergens } from "./allergies.js";
import { followUpdates, startPage } from "./page.js";
import { tryToSound } from "./sound.js";
import { WaitersBook } from "./waiter/book.js";
import { listenToKeys } from "./waiter/keys.js";
import { waiterView } from "./waiter/view.js";

const ROLES = ["waiter", "cashier", "manager"];

/** @param {import("./page.js").Device} device @returns {Promise<() => unknown>} */
async function begin(device) {
  const book = new WaitersBook(device, ROLES);
  await book.start();
  followUpdates(book.live);
  void tryToSound();
  // What is opened over the page is there before the hub could be away, and not before the tables.
  const sheets = import("./waiter/sheets.js");
  void sheets.then(learnAllergens).then(() => {
    book.menu.value = { ...book.menu.value };
  });
  /** @type {import("./waiter/view.js").Show} */
  const show = (what) => void sheets.then(what);
  listenToKeys(book, show);
  return () => waiterView(book, show);
}

void startPage({ name: "waiter", roles: ROLES, theme: "system", begin });
