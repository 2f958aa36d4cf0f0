/**
 * Everything that an owner does: what needs a person, who is let in, the menu, the settings. Each
 * place is a module of its own, which is loaded when somebody goes there.
 *
 * @module
 */

import { Live } from "./live.js";
import { begin as beginNow } from "./manage/now.js";
import { makeDesk } from "./manage/desk.js";
import { frameView, PLACES } from "./manage/frame.js";
import { followUpdates, showRevoked, startPage } from "./page.js";
import { signal } from "./vendor/lit.js";
import { say } from "./words.js";

/** @typedef {import("./manage/desk.js").Desk} Desk */
/** @typedef {import("./manage/desk.js").Place} Place */

/** @param {import("./page.js").Device} device @returns {Promise<() => unknown>} */
async function begin(device) {
  const live = new Live({ room: "branch", page: "manage", onRevoked: (held) => void showRevoked(held) });
  const desk = makeDesk(device, live);
  const place = signal(beginNow(desk));
  let shown = "now";

  const go = async () => {
    const wanted = PLACES.find((each) => each.name === location.hash.slice(1)) ?? PLACES[0];
    if (wanted.name === shown) return;
    try {
      const loaded = await wanted.load();
      shown = wanted.name;
      place.value.stop();
      desk.clear();
      desk.at.value = wanted.name;
      place.value = loaded.begin(desk);
      queueMicrotask(focusHeading);
    } catch {
      desk.trouble.value = say("The hub does not answer. Nothing was changed.");
    }
  };
  addEventListener("hashchange", () => void go());
  await live.start();
  followUpdates(live);
  desk.watch();
  await go();
  return () => frameView(desk, place.value);
}

/** Whoever cannot see that the page is another one by now is told so. */
function focusHeading() {
  scrollTo(0, 0);
  /** @type {HTMLElement | null} */ (document.querySelector(".place h1"))?.focus();
}

void startPage({ name: "manage", roles: ["manager"], theme: "light", begin });
