/**
 * What is pressed on the pages of a device, from the finger until the hub has answered: kept in the
 * browser's database at once, sent in its order, each once. Of several pages that are open one sends.
 *
 * @module
 */

import { AwayError, LONGEST, PROOF, REFUSED, RefusedError, ask, shownProof } from "./api.js";
import { addPress, changePress, listPresses, removePress } from "./store.js";
import { batch, signal } from "./vendor/lit.js";

/** @typedef {import("./store.js").Press} Press */
/** @typedef {import("./store.js").Refusal} Refusal */

/** How often it is looked for what another page has kept, although it has not said so. */
const LOOK_EVERY = 30_000;
const LATER = new Set([408, 425, 429]);

/**
 * @typedef {object} OutboxOptions
 * @property {string} page names what is pressed here
 * @property {() => void} onHeard hears that the hub has answered
 * @property {(id: string, refused: boolean) => void} onSettled hears that the hub has answered a press
 *   that was made here, or on another page of the same name
 * @property {(press: Press, refused: Refusal | null, said: any) => boolean} onAnswer hears what came of
 *   a press: once in all, where it was made, or on a page of the same name if that one is closed; true
 *   has it kept
 * @property {(held: readonly Press[]) => void} onRevoked hears that this device was sent away, and what
 *   waits for the hub
 */

export class Outbox {
  /** @param {OutboxOptions} options */
  constructor(options) {
    this.options = options;
    /** Presses that the hub has not answered, oldest first: those of all pages of this device. */
    this.waiting = signal(/** @type {Press[]} */ ([]));
    /** Presses that are kept although the hub has answered: somebody has to see how. */
    this.kept = signal(/** @type {Press[]} */ ([]));
    this._channel = new BroadcastChannel("galley");
    this._tab = crypto.randomUUID();
    this._close = () => {};
    this._wake = () => {};
    this._stopped = false;
    /** @type {string | undefined} the press that is being sent */
    this._sending = undefined;
  }

  /** Begin. Returns once what an earlier run of the page left is known. */
  async start() {
    this._channel.onmessage = ({ data }) => void this._hearPages(data);
    // Held for as long as this page is open: others see by it that there is somebody to be told.
    const closed = new Promise((resolve) => (this._close = () => resolve(undefined)));
    void navigator.locks.request(lockOf(this._tab), () => closed);
    await this._reload();
    await this._tellAnswers();
    void navigator.locks.request("galley-sender", () => this._send());
  }

  /** This device was sent away, as all its pages should know at once. */
  leave() {
    const held = this.waiting.value;
    if (!this._stopped) this._channel.postMessage({ kind: "sent away", held });
    this.options.onRevoked(held);
  }

  /** End it; what is kept stays for another page. */
  stop() {
    this._stopped = true;
    this._close();
    this._channel.close();
    this._wake();
  }

  /** Try at once: the hub has just been heard. */
  nudge() {
    this._wake();
  }

  /** Take a press. @param {Press} press */
  async add(press) {
    press.proof = shownProof();
    press.tab = this._tab;
    await addPress(press);
    await this._noteChange();
    this._wake();
  }

  /** Take back what has not been sent yet; false where it is too late. @param {Press} press */
  async withdraw(press) {
    if (this._sending === press.id) return false;
    await removePress(press);
    await this._noteChange();
    return true;
  }

  /** Forget a press that was kept so that somebody sees its answer. @param {Press} press */
  async dismiss(press) {
    await removePress(press);
    await this._noteChange();
  }

  async _noteChange() {
    await this._reload();
    this._channel.postMessage({ kind: "presses" });
  }

  async _reload() {
    const all = await listPresses();
    batch(() => {
      this.waiting.value = all.filter((each) => !isAnswered(each));
      this.kept.value = all.filter((each) => isAnswered(each) && !isUntold(each));
    });
  }

  /** @param {any} said by another page of this device, or by this one */
  async _hearPages(said) {
    if (said.kind === "answered" && said.page === this.options.page) {
      this.options.onSettled(said.id, said.refused);
      await this._tellAnswers();
    }
    if (said.kind === "sent away") {
      this.options.onRevoked([...said.held, ...this.waiting.value]);
      return;
    }
    await this._reload();
    this._wake();
  }

  /** Send what is kept, one after the other, for as long as this page is the one that sends. */
  async _send() {
    await this._reload();
    while (!this._stopped) {
      const press = this.waiting.value[0];
      if (press === undefined) {
        await this._sleep(LOOK_EVERY);
        await this._reload();
        continue;
      }
      const wait = await this._try(press);
      // Trying earlier than the hub asked for would be refused again.
      if (wait > LONGEST) await new Promise((resolve) => setTimeout(resolve, wait));
      else if (wait > 0) await this._sleep(wait);
    }
  }

  /**
   * @param {Press} press
   * @returns {Promise<number>} ms after which to go on; 0 where the hub has answered
   */
  async _try(press) {
    this._sending = press.id;
    try {
      const { method, path, body, proof } = press;
      const said = await ask(method, path, { body, key: press.id, proof });
      this.options.onHeard();
      await this._answered(press, null, said);
      return 0;
    } catch (error) {
      if (!(error instanceof RefusedError)) {
        if (!(error instanceof AwayError)) throw error;
        return LONGEST;
      }
      this.options.onHeard();
      if (error.status === 401) {
        this.leave();
        return REFUSED;
      }
      if (press.proof && error.details[PROOF]) {
        // Whoever it was has gone, or the hub was started anew: what was done is to be done all the same.
        press.proof = null;
        await changePress(press);
        return 0;
      }
      if (error.status >= 500 || LATER.has(error.status)) return (error.wait ?? 1) * 1000;
      await this._answered(press, error, undefined);
      return 0;
    } finally {
      this._sending = undefined;
    }
  }

  /**
   * @param {Press} press
   * @param {RefusedError | null} error
   * @param {any} said
   */
  async _answered(press, error, said) {
    if (error) press.refused = { code: error.code, message: error.message, details: error.details };
    else press.answer = said;
    const { id, page } = press;
    const refused = error !== null;
    if (page === this.options.page) this.options.onSettled(id, refused);
    if (press.tab === this._tab) await this._tellAnswer(press);
    else await changePress(press);
    await this._reload();
    this._channel.postMessage({ kind: "answered", id, page, refused });
    if (press.tab !== this._tab) await this._tellAnswers();
  }

  /** Tell what the hub said to presses that were made here, or on pages of this name that are closed. */
  async _tellAnswers() {
    // One page at a time: what one has told, no other tells again.
    await navigator.locks.request("galley-answers", async () => {
      const all = await listPresses();
      const untold = all.filter((each) => each.page === this.options.page && isUntold(each));
      if (!untold.length || this._stopped) return;
      const { held } = await navigator.locks.query();
      const open = new Set(held?.map(({ name }) => name));
      for (const press of untold) {
        const isOrphan = !open.has(lockOf(press.tab));
        if (press.tab === this._tab || isOrphan) await this._tellAnswer(press);
      }
      await this._reload();
    });
  }

  /** @param {Press} press */
  async _tellAnswer(press) {
    press.told = this.options.onAnswer(press, press.refused ?? null, press.answer);
    if (press.told) await changePress(press);
    else await removePress(press);
  }

  /** @param {number} ms */
  _sleep(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this._wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }
}

/** @param {string | undefined} tab */
function lockOf(tab) {
  return `galley-tab ${tab}`;
}

/** @param {Press} press */
function isAnswered(press) {
  return press.refused !== undefined || press.answer !== undefined;
}

/** Whether the hub has answered a press, and no page knows that yet. @param {Press} press */
function isUntold(press) {
  // What an earlier version of the pages has kept names no tab, and was told.
  return isAnswered(press) && press.tab !== undefined && !press.told;
}
