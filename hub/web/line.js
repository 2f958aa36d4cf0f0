/**
 * The way to the hub, one for all pages: a socket on which news come, made anew whenever it is lost,
 * and asking over HTTP for as long as none comes up. How long the hub has been silent is known here,
 * and what time it is there. By the rules of the kitchen screens (`display/link`).
 *
 * @module
 */

import { AwayError, LONGEST, REFUSED, RefusedError, SHORTEST, read } from "./api.js";
import { POLL_EVERY } from "./truth.js";
import { batch, signal } from "./vendor/lit.js";

const PING_EVERY = 1_000;
/** Silence after which a socket is given up and made anew, in ms. */
const SILENT_AFTER = 4_000;
const TICK = 250;
const UNAUTHORIZED = 4401;
/** A difference that is no rounding, in ms: the hub's clock has been set. */
const CLOCK_STEP = 2_000;

/**
 * @typedef {object} LineOptions
 * @property {() => string | null} token without one nothing is asked
 * @property {string} [room] that is joined on each socket; without it `onFrame` joins one
 * @property {(frame: any) => void} onFrame hears all that comes over the socket
 * @property {() => Promise<{at?: number, take: () => void}>} poll asks over HTTP for what the socket
 *   would tell; gives the hub's time, in ms since 1970, and what takes the answer in, which is left
 *   undone when a socket has come up meanwhile and knows more
 * @property {() => void} onRefused hears that the token is worth nothing any more; it is the end
 * @property {() => void} [onHeard] hears that the hub has just been heard
 * @property {() => void} [onLost] hears that a socket has ended
 */

export class Line {
  /** @param {LineOptions} options */
  constructor(options) {
    this.options = options;
    /** Whether there is a socket on which news come. */
    this.connected = signal(false);
    /** For how many ms the hub has not been heard, by either way; moves a step at a time. */
    this.silence = signal(0);
    /** The hub's time when it was last heard, in ms since 1970; null before. */
    this.heardAt = signal(/** @type {number | null} */ (null));

    this._ahead = Date.now() - performance.now();
    this._isTimeKnown = false;
    this._heard = performance.now();
    /** Monotonic ms of the last frame, or of the beginning of the socket. */
    this._lastFrame = this._heard;
    this._lastPoll = this._heard;
    this._isPolling = false;
    this._failures = 0;
    /** @type {WebSocket | null} */
    this._socket = null;
    this._isGreeted = false;
    this._isStopped = false;
    this._retry = 0;
    /** @type {number[]} */
    this._timers = [];
    this._comeBack = () => {
      if (document.visibilityState === "visible") this._ping();
      this._connectNow();
    };
  }

  /** Begin. */
  start() {
    this._timers.push(setInterval(() => this._tick(), TICK), setInterval(() => this._ping(), PING_EVERY));
    document.addEventListener("visibilitychange", this._comeBack);
    addEventListener("online", this._comeBack);
    addEventListener("pageshow", this._comeBack);
    this._connect();
  }

  /** End it: the page goes, or the device was sent away. */
  stop() {
    this._isStopped = true;
    for (const each of this._timers) clearInterval(each);
    clearTimeout(this._retry);
    document.removeEventListener("visibilitychange", this._comeBack);
    removeEventListener("online", this._comeBack);
    removeEventListener("pageshow", this._comeBack);
    this._socket?.close();
  }

  /** Say something over the socket, if there is one. @param {object} message */
  say(message) {
    if (this._socket?.readyState === WebSocket.OPEN) this._socket.send(JSON.stringify(message));
  }

  /** What time it is at the hub, in ms since 1970. */
  hubNow() {
    return performance.now() + this._ahead;
  }

  /** Ms for which the hub has not been heard. */
  silentFor() {
    return Math.max(0, performance.now() - this._heard);
  }

  /** The hub has been heard: an answer of any kind proves the way. */
  noteHeard() {
    this._heard = performance.now();
    this.silence.value = 0;
    this.heardAt.value = this.hubNow();
    this.options.onHeard?.();
  }

  _connect() {
    const token = this.options.token();
    if (this._isStopped || this._socket !== null || token === null) return;
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws`);
    this._socket = socket;
    this._lastFrame = performance.now();
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token }));
    socket.onmessage = ({ data }) => {
      if (socket === this._socket) this._hear(data);
    };
    socket.onclose = ({ code }) => {
      if (socket === this._socket) this._lose(code === UNAUTHORIZED);
    };
  }

  _connectNow() {
    clearTimeout(this._retry);
    this._connect();
  }

  /** @param {boolean} refused */
  _lose(refused) {
    const socket = this._socket;
    this._socket = null;
    this._isGreeted = false;
    if (socket !== null) {
      socket.onmessage = socket.onclose = null;
      socket.close();
    }
    this.connected.value = false;
    this.options.onLost?.();
    if (this._isStopped) return;
    this._failures += 1;
    const most = Math.min(LONGEST, SHORTEST * 2 ** this._failures);
    const wait = SHORTEST + Math.random() * (most - SHORTEST);
    this._retry = setTimeout(() => this._connect(), refused ? REFUSED : wait);
    if (refused) void this._checkToken();
  }

  /** A socket that was closed may have met a hub that starts; only an answer says who is revoked. */
  async _checkToken() {
    try {
      await read("/api/auth/me");
    } catch (error) {
      this._noteRefusal(error);
    }
  }

  /** @param {unknown} error */
  _noteRefusal(error) {
    if (!(error instanceof RefusedError && error.status === 401) || this._isStopped) return;
    this.stop();
    this.options.onRefused();
  }

  /** @param {string} text */
  _hear(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    this._lastFrame = performance.now();
    batch(() => {
      if (frame.type === "auth:success" || frame.type === "pong" || frame.type === "joined") {
        this._keepTime(frame.timestamp);
      }
      this.noteHeard();
      if (frame.type === "auth:success") {
        this._isGreeted = true;
        if (this.options.room) this.say({ type: "join", room: this.options.room });
      }
      if (frame.type === "joined") {
        this._failures = 0;
        this.connected.value = true;
      }
      this.options.onFrame(frame);
    });
  }

  /** @param {number} timestamp */
  _keepTime(timestamp) {
    this._ahead = timestamp - performance.now();
    this._isTimeKnown = true;
  }

  _ping() {
    if (this._isGreeted) this.say({ type: "ping" });
  }

  _tick() {
    const now = performance.now();
    this.silence.value = now - this._heard > TICK * 4 ? now - this._heard : 0;
    if (this._socket !== null && now - this._lastFrame >= SILENT_AFTER) this._lose(false);
    const isDown = !this.connected.value || now - this._lastFrame >= POLL_EVERY;
    if (isDown && now - this._lastPoll >= POLL_EVERY) void this._poll();
  }

  async _poll() {
    if (this._isPolling || this.options.token() === null) return;
    this._isPolling = true;
    const asked = (this._lastPoll = performance.now());
    try {
      const { at, take } = await this.options.poll();
      if (this._isStopped) return;
      if (at !== undefined) this._keepRoughTime(at);
      this.noteHeard();
      if (!this.connected.value || this._lastFrame < asked) take();
    } catch (error) {
      if (!(error instanceof AwayError || error instanceof RefusedError)) throw error;
      this._noteRefusal(error);
    } finally {
      this._isPolling = false;
    }
  }

  /** A time that is known to the second is worth less than what a socket said, unless that is wrong.
   * @param {number} at */
  _keepRoughTime(at) {
    if (Number.isNaN(at)) return;
    if (!this._isTimeKnown || Math.abs(this.hubNow() - at) > CLOCK_STEP) this._keepTime(at);
  }
}
