/**
 * Who stands at a device that several share: somebody of the house, for as long as they touch the page.
 *
 * A person never replaces the device's token. What is pressed carries what the hub gave for their PIN;
 * once nobody has touched the page for two minutes, the next who sends, voids or serves says who they are.
 *
 * @module
 */

import { RefusedError, ask, read, showProof, shownProof } from "./api.js";
import { button } from "./parts.js";
import { keep, recall } from "./store.js";
import { computed, html, nothing, signal } from "./vendor/lit.js";
import { say } from "./words.js";

/** @typedef {import("./api-types.js").Person} Person */

/** Ms without a touch after which nobody stands there; the hub lets a proof go after as long. */
const IDLE_MS = 120_000;
/** How often the hub hears that somebody is still there, in ms. */
const TELL_EVERY = 45_000;

export class PeopleHere {
  /**
   * @param {import("./page.js").Device} device
   * @param {readonly string[]} roles of people who can work with the page
   * @param {{isAway: () => boolean, tell: (words: string) => void}} page whether its hub is away; and
   *   what says something on it
   */
  constructor(device, roles, page) {
    this._roles = roles;
    this._page = page;
    this._asks = signal(device.asks_person === true);
    /** Who may stand here, by name. */
    this.all = signal(/** @type {Person[]} */ ([]));
    this._here = signal(/** @type {Person | null} */ (null));
    /** Who proved it last; they may have gone. @type {string} */
    this.last = "";
    this._touched = 0;
    this._told = 0;
    /** Whether it is asked at all: a house that has nobody on its list is not. */
    this.asks = computed(() => this._asks.value && this.all.value.length > 0);
  }

  /** Begin. */
  async start() {
    this._take((await recall("people")) ?? []);
    this.last = (await recall("person")) ?? "";
    for (const kind of ["pointerdown", "keydown"]) {
      document.addEventListener(kind, () => this._touch(), { capture: true });
    }
    if (this._asks.value) void import("./pin_pad.js");
  }

  /** Ask anew who there is, and whether who stands here is still known. */
  async load() {
    try {
      const [device, all] = await Promise.all([read("/api/auth/me"), read("/api/people")]);
      this._asks.value = device.asks_person === true;
      this._take(all);
      await keep("people", all);
    } catch {
      // What was known stands until the hub is back.
    }
    await this._stay();
  }

  /** @param {Person[]} all */
  _take(all) {
    this.all.value = all.filter((each) => this._roles.includes(each.role));
  }

  /** Who stands here; null for nobody, and for somebody who has not touched the page for too long. */
  here() {
    const here = this._here.value;
    if (here !== null && performance.now() - this._touched >= IDLE_MS) this.leave();
    return this._here.value;
  }

  /**
   * Do something once it is known who does it.
   *
   * While the hub is away nobody can prove anything, and food waits for no name: it is done all the
   * same, but for what takes food away.
   *
   * @param {() => unknown} act
   * @param {{takesAway?: boolean}} [how]
   */
  prove(act, { takesAway = false } = {}) {
    if (!this.asks.value || this.here() !== null) act();
    else if (!this._page.isAway()) void this.ask(act, takesAway);
    else if (takesAway) this._page.tell(say("The hub is away, so no PIN can be checked. Cancel it when the hub is back."));
    else act();
  }

  /**
   * Ask who is there.
   *
   * @param {() => unknown} [act] is done once they have proved it
   * @param {boolean} [takesAway] whether that needs a name in any case
   */
  async ask(act = () => undefined, takesAway = true) {
    const { openPinPad } = await import("./pin_pad.js");
    openPinPad(this, act, () => !takesAway && this._page.isAway());
  }

  /**
   * Have a person stand here.
   *
   * @param {Person} person
   * @param {string | null} pin
   * @throws {RefusedError | import("./api.js").AwayError}
   */
  async verify(person, pin) {
    const { data } = await ask("POST", `/api/people/${person.id}/verify`, { body: { pin } });
    showProof(data.proof);
    this._touched = this._told = performance.now();
    this._here.value = data.person;
    this.last = person.id;
    void keep("person", person.id);
  }

  /** Whoever stands here goes. */
  leave() {
    showProof(null);
    this._here.value = null;
  }

  _touch() {
    if (this.here() === null) return;
    this._touched = performance.now();
    if (this._touched - this._told >= TELL_EVERY) void this._stay();
  }

  /** Have the hub know that somebody is still there; it may know better. */
  async _stay() {
    if (this._here.value === null) return;
    this._told = performance.now();
    try {
      await ask("GET", "/api/auth/me", { proof: shownProof() });
    } catch (error) {
      if (error instanceof RefusedError && error.code === "FORBIDDEN") this.leave();
    }
  }
}

/** Who stands here, for the part of a page that is about its device. @param {PeopleHere} people */
export function whoView(people) {
  if (!people.asks.value) return nothing;
  const here = people.here();
  return html`<div class="buttons">${here
    ? button(say("{name} goes", { name: here.name }), () => people.leave(), { name: "leave" })
    : button(say("Say who is here"), () => void people.ask(), { name: "say-who" })}</div>`;
}
