/**
 * Sound, a screen that stays on, and the whole of the glass: what a browser gives only after a tap.
 *
 * The tones are made here, so there is no file to be fetched. Until sound runs the page says so.
 *
 * @module
 */

import { signal } from "./vendor/lit.js";

/** Whether this page can be heard. */
export const sounds = signal(false);
/** Whether the screen is kept from going dark. */
export const staysAwake = signal(false);

/** Two tones each: Hz and the ms at which they begin. @type {Record<string, [number, number][]>} */
const TONES = {
  "new order": [[880, 0], [1175, 160]],
  "new order, loud": [[880, 0], [1175, 160], [880, 360], [1175, 520]],
  rush: [[1175, 0], [1175, 160], [1568, 320]],
  ready: [[784, 0], [1047, 180]],
  cancelled: [[587, 0], [392, 180]],
  lost: [[392, 0], [294, 220]],
  back: [[523, 0], [784, 160]],
  refused: [[220, 0], [220, 140]],
};
const TONE = 0.14;
const QUIET = 0.25;
const LOUD = 0.6;

/** @type {AudioContext | null} */
let context = null;
/** @type {WakeLockSentinel | null} */
let lock = null;
let wantsAwake = false;

/**
 * Unlock sound, keep the screen on and take the whole glass, as far as this browser lets a page.
 * To be called from a tap.
 *
 * @param {{fullScreen?: boolean}} [options]
 */
export async function startShift({ fullScreen = true } = {}) {
  wantsAwake = true;
  await Promise.all([unlock(), stayAwake(), fullScreen ? takeGlass() : undefined]);
  document.addEventListener("visibilitychange", comeBack);
}

/** Try without a tap: browsers that were told to let this page sound do so at once. */
export async function tryToSound() {
  await unlock();
}

/**
 * Make a sound; silent where the page may not be heard yet.
 *
 * @param {keyof typeof TONES} name
 */
export function play(name) {
  if (context === null || context.state !== "running") return;
  const loud = name.endsWith("loud") || name === "rush";
  for (const [frequency, at] of TONES[name]) {
    const begin = context.currentTime + at / 1000;
    const tone = new OscillatorNode(context, { frequency, type: "triangle" });
    const volume = new GainNode(context, { gain: 0 });
    // A tone that begins or ends at once clicks.
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(loud ? LOUD : QUIET, begin + 0.01);
    volume.gain.setTargetAtTime(0, begin + TONE, 0.03);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + TONE + 0.2);
  }
  navigator.vibrate?.(loud ? [200, 100, 200] : 120);
}

/** What this browser can't do, of what a page for a whole evening needs. */
export function missing() {
  return {
    vibration: !("vibrate" in navigator),
    fullScreen: !document.fullscreenEnabled,
    wakeLock: !("wakeLock" in navigator),
  };
}

async function unlock() {
  if (context === null) {
    context = new AudioContext();
    context.onstatechange = () => {
      sounds.value = context?.state === "running";
    };
  }
  // Where it may not, this never settles.
  void context.resume();
  sounds.value = context.state === "running";
}

async function stayAwake() {
  if (!wantsAwake || !("wakeLock" in navigator) || document.visibilityState !== "visible") return;
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => {
      staysAwake.value = false;
    });
    staysAwake.value = true;
  } catch {
    // Saving power goes before it; the page says that it does not stay on.
    staysAwake.value = false;
  }
}

async function takeGlass() {
  try {
    if (document.fullscreenEnabled && !document.fullscreenElement) {
      await document.documentElement.requestFullscreen({ navigationUI: "hide" });
    }
  } catch {
    // It is only more comfortable.
  }
}

async function comeBack() {
  if (document.visibilityState !== "visible") return;
  await Promise.all([stayAwake(), unlock()]);
}
