/**
 * The hub's drill on a board: it rings, flashes and counts keys, none of which bumps anything. It gives
 * way to work: with the first news for the cook the board is shown again.
 *
 * @module
 */

import { play, sounds } from "../sound.js";
import { effect, html, nothing, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";

/** @typedef {import("../live.js").Live} Live */

export class Drill {
  /** @param {Live} live */
  constructor(live) {
    this._live = live;
    this.presses = signal(0);
    this.unknown = signal(0);
    this._id = "";
    this._isShown = false;
  }

  /** Begin to follow what the hub says of it. */
  start() {
    effect(() => {
      const drill = this._live.drill.value;
      if (drill === null || drill.id === this._id) return;
      this._id = drill.id;
      this._isShown = false;
      this.presses.value = this.unknown.value = 0;
      play("new order, loud");
      this._report();
      // After the next frame it stands on the glass.
      requestAnimationFrame(() => requestAnimationFrame(() => {
        this._isShown = true;
        this._report();
      }));
    });
  }

  /** Whether there is one. */
  get isRunning() {
    return this._live.drill.peek() !== null;
  }

  /** A key was pressed, or a finger was on the glass. @param {boolean} isKnown whether it means something */
  press(isKnown) {
    if (isKnown) this.presses.value += 1;
    else this.unknown.value += 1;
    this._report();
  }

  /** An order has come in. */
  giveWay() {
    if (!this.isRunning) return;
    this._report(true);
    this._live.drill.value = null;
  }

  /** What covers the board meanwhile. */
  view() {
    const running = this._live.drill.value;
    if (running === null) return nothing;
    void this._live.now.value;
    const presses = this.presses.value;
    const title = presses ? say("DRILL: this bar works") : say("DRILL: press any key on this screen's bar");
    const words = presses
      ? sayMany("{count} key pressed. The others are being waited for.",
        "{count} keys pressed. The others are being waited for.", presses)
      : this.unknown.value
        ? say("That key means nothing here. Is the right key profile set?")
        : say("Nothing will be bumped.");
    const seconds = Math.max(0, Math.ceil((running.until - performance.now()) / 1000));
    return html`<div class="drill ${presses ? "works" : ""}" role="alert" @click=${() => this.press(true)}>
      <p class="drill-title">${title}</p><p>${say("{words} {seconds} s left.", { words, seconds })}</p></div>`;
  }

  _report(gaveWay = false) {
    this._live.report({ type: "drill", id: this._id, rung: sounds.peek(), shown: this._isShown,
      presses: this.presses.peek(), unknown: this.unknown.peek(), gave_way: gaveWay });
  }
}
