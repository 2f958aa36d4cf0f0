/**
 * A line to the hub for pages that show something whole and press nothing: the board of ready numbers,
 * a guest's orders. What it hears is handed on; how long the hub has been silent is known here.
 *
 * @module
 */

import { RefusedError, read } from "./api.js";
import { signal } from "./vendor/lit.js";

const PING_EVERY = 1_000;
const SILENT_AFTER = 4_000;
const TICK = 250;
const SHORTEST = 500;
const LONGEST = 3_000;
const UNAUTHORIZED = 4401;
/** Each try with a token that the hub does not know counts as a failed one there. */
const REFUSED = 10_000;

/**
 * @typedef {object} LineOptions
 * @property {string} token
 * @property {string} room that is joined, again after each interruption
 * @property {(frame: any) => void} onFrame hears all that comes but pongs
 * @property {() => void} onRefused hears that the token is worth nothing any more
 */

export class Line {
  /** @param {LineOptions} options */
  constructor(options) {
    this.options = options;
    /** For how many ms the hub has not been heard; moves a step at a time. */
    this.silence = signal(0);
    /** The hub's time when it was last heard, in ms since 1970; null before. */
    this.heardAt = signal(/** @type {number | null} */ (null));
    this._last = performance.now();
    this._failures = 0;
    /** @type {WebSocket | null} */
    this._socket = null;
  }

  /** Begin, for as long as the page is there. */
  start() {
    this._connect();
    setInterval(() => this._tick(), TICK);
    setInterval(() => this._say({ type: "ping" }), PING_EVERY);
    document.addEventListener("visibilitychange", () => this._say({ type: "ping" }));
  }

  _connect() {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws`);
    const opened = performance.now();
    this._socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token: this.options.token }));
    socket.onmessage = ({ data }) => this._hear(JSON.parse(data));
    socket.onclose = ({ code }) => {
      if (socket !== this._socket) return;
      this._socket = null;
      if (code === UNAUTHORIZED) void this._checkToken();
      this._failures = performance.now() - opened > LONGEST ? 0 : this._failures + 1;
      const most = Math.min(LONGEST, SHORTEST * 2 ** this._failures);
      const wait = SHORTEST + Math.random() * (most - SHORTEST);
      setTimeout(() => this._connect(), code === UNAUTHORIZED ? REFUSED : wait);
    };
  }

  /** @param {any} frame */
  _hear(frame) {
    this._last = performance.now();
    this.silence.value = 0;
    if (typeof frame.timestamp === "number") this.heardAt.value = frame.timestamp;
    if (frame.type === "auth:success") this._say({ type: "join", room: this.options.room });
    else if (frame.type !== "pong") this.options.onFrame(frame);
  }

  _tick() {
    const silence = performance.now() - this._last;
    if (silence > TICK * 4 || this.silence.value > 0) this.silence.value = silence;
    if (silence > SILENT_AFTER && this._socket?.readyState === WebSocket.OPEN) this._socket.close();
  }

  async _checkToken() {
    try {
      await read("/api/auth/me");
    } catch (error) {
      if (error instanceof RefusedError && error.status === 401) this.options.onRefused();
    }
  }

  /** @param {object} message */
  _say(message) {
    if (this._socket?.readyState === WebSocket.OPEN) this._socket.send(JSON.stringify(message));
  }
}
