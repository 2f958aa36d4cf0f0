/**
 * The pad on which somebody says by a PIN who they are: names above, big digits at the thumb.
 *
 * @module
 */

import { AwayError, RefusedError, explain } from "./api.js";
import { band, button, data } from "./parts.js";
import { openSheet } from "./sheet.js";
import { html, nothing, signal } from "./vendor/lit.js";
import { say, sayMany } from "./words.js";

/** @typedef {import("./api-types.js").Person} Person */

const LONGEST = 8;
const SHORTEST = 4;
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/**
 * Open the pad.
 *
 * @param {import("./people.js").PeopleHere} people
 * @param {() => unknown} act is done once somebody has proved who they are
 * @param {() => boolean} mayGoOn whether it may be done without that, for now
 */
export function openPinPad(people, act, mayGoOn) {
  const known = people.all.peek();
  const chosen = signal(known.find((each) => each.id === people.last)?.id ?? (known.length === 1 ? known[0].id : ""));
  const pin = signal("");
  const why = signal("");
  /** Seconds until the hub takes another try. */
  const wait = signal(0);
  const busy = signal(false);
  let timer = 0;

  const countDown = () => {
    clearInterval(timer);
    timer = setInterval(() => {
      wait.value -= 1;
      if (wait.value > 0) return;
      clearInterval(timer);
      why.value = say("Now you can try again.");
    }, 1_000);
  };
  const refuse = (/** @type {unknown} */ error) => {
    if (!(error instanceof AwayError || error instanceof RefusedError)) throw error;
    pin.value = "";
    why.value = explain(error);
    if (error instanceof AwayError) return;
    if (error.details.pin || error.code === "RATE_LIMITED") {
      why.value = error.code === "RATE_LIMITED" ? say("Too many wrong PINs.") : say("This PIN is wrong.");
      wait.value = error.wait ?? 1;
      countDown();
    } else if (error.code === "NOT_FOUND") void people.load();
  };
  const sheet = openSheet(say("Who is here?"), (close) => {
    const person = people.all.value.find((each) => each.id === chosen.value);
    const enter = async (/** @type {Person} */ who) => {
      if (busy.peek()) return;
      busy.value = true;
      try {
        await people.verify(who, who.has_pin ? pin.peek() : null);
        close();
        act();
      } catch (error) {
        refuse(error);
      } finally {
        busy.value = false;
      }
    };
    const choose = (/** @type {Person} */ who) => {
      if (chosen.peek() !== who.id) {
        clearInterval(timer);
        wait.value = 0;
        pin.value = why.value = "";
      }
      chosen.value = who.id;
      if (!who.has_pin) void enter(who);
    };
    return html`<header class="pad-head"><h2>${say("Who is here?")}</h2>
        ${button(say("Close"), close, { more: "small", name: "sheet-done" })}</header>
      ${mayGoOn() ? band(say("The hub is away: no PIN can be checked."), button(say("Go on without"), () => {
        close();
        act();
      }, { name: "go-on" })) : nothing}
      <div class="pad-names" role="group" aria-label=${say("Names")}>${people.all.value.map((each) => button(data(each.name), () => choose(each),
        { pressed: each.id === chosen.value, more: "choose", name: `person-${each.id}` }))}</div>
      ${person?.has_pin ? padView(person, { pin, why, wait, busy }, () => void enter(person))
        : html`<p role="status">${why.value || say("Tap your name.")}</p>`}`;
  }, { onClose: () => clearInterval(timer) });

  sheet.element.addEventListener("keydown", (event) => {
    const person = people.all.peek().find((each) => each.id === chosen.peek());
    if (!person?.has_pin || event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^[0-9]$/.test(event.key)) add(pin, event.key);
    else if (event.key === "Backspace") pin.value = pin.peek().slice(0, -1);
    // With a keyboard nobody goes to the button first.
    else if (event.key === "Enter" && pin.peek()) sheet.element.querySelector("form")?.requestSubmit();
    else return;
    event.preventDefault();
  });
}

/** @param {import("./vendor/lit.js").Signal<string>} pin @param {string} digit */
function add(pin, digit) {
  if (pin.peek().length < LONGEST) pin.value = pin.peek() + digit;
}

/**
 * @param {Person} person
 * @param {{pin: import("./vendor/lit.js").Signal<string>, why: import("./vendor/lit.js").Signal<string>,
 *   wait: import("./vendor/lit.js").Signal<number>, busy: import("./vendor/lit.js").Signal<boolean>}} state
 * @param {() => void} enter
 */
function padView(person, { pin, why, wait, busy }, enter) {
  const count = pin.value.length;
  const seconds = wait.value;
  const words = seconds > 0
    ? sayMany("{why} The next try counts in {count} s.", "{why} The next try counts in {count} s.", seconds, { why: why.value })
    : why.value || say("The PIN of {name}", { name: person.name });
  return html`<form class="pad" @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      if (count >= SHORTEST && seconds === 0) enter();
    }}>
    <p class="pad-said ${why.value ? "late-text" : ""}" role="status">${words}</p>
    <p class="pad-dots" role="img" aria-label=${sayMany("{count} digit", "{count} digits", count)}>${"●".repeat(count) || "–"}</p>
    <div class="pad-digits" dir="ltr">${DIGITS.map((each) => digitView(pin, each))}
      ${button("⌫", () => (pin.value = pin.value.slice(0, -1)), { label: say("Take the last digit back"), disabled: !count, name: "digit-back" })}
      ${digitView(pin, "0")}
      <span></span></div>
    <button type="submit" class="button main" data-name="pin-enter" ?disabled=${busy.value || count < SHORTEST || seconds > 0}
      >${say("I am here")}</button></form>`;
}

/** @param {import("./vendor/lit.js").Signal<string>} pin @param {string} digit */
function digitView(pin, digit) {
  return button(digit, () => add(pin, digit), { name: `digit-${digit}` });
}
