/**
 * What keys mean on a waiter's page: a slash looks for something, Escape goes back.
 *
 * @module
 */

import { isSheetOpen } from "../sheet.js";

/**
 * Hear keys until the page goes.
 *
 * @param {import("./book.js").WaitersBook} book
 * @param {import("./view.js").Show} show
 */
export function listenToKeys(book, show) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.ctrlKey || isSheetOpen()) return;
    const place = book.place.peek();
    if (event.key === "Escape") book.back();
    else if (event.key !== "/") return;
    else if (place.startsWith("/")) show(({ openFind }) => openFind(book, (dish) => book.add(place.slice(1), dish)));
    else show(({ openOther }) => openOther(book));
    event.preventDefault();
  });
}
