/**
 * Backups, and going back to one, which nobody does unseen; what the doctor says of the hub; and
 * trying every screen.
 *
 * @module
 */

import { ask, explain } from "../api.js";
import { band, button, data } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing, repeat, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";
import { listing, whenWords } from "./desk.js";

/** @typedef {import("../api-types.js").BackupListed} BackupListed */
/** @typedef {import("../api-types.js").BackupDifferences} BackupDifferences */
/** @typedef {import("../api-types.js").DoctorFinding} DoctorFinding */
/** @typedef {import("../api-types.js").DrilledScreen} DrilledScreen */
/** @typedef {import("./desk.js").Desk} Desk */

const LONG = 60_000;
const LOOK_AGAIN = 1_000;

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const backups = listing("/api/backups");
  const doctor = listing("/api/doctor");
  const drill = listing("/api/drill");
  const looks = signal(false);
  void backups.load();
  const timer = setInterval(() => {
    const now = drill.rows.peek();
    if (!now?.expires_in) return;
    // What every screen did stays to be read when it is over; the hub knows of it no more then.
    if (now.expires_in > 1) void drill.load();
    else drill.rows.value = { ...now, expires_in: 0 };
  }, LOOK_AGAIN);
  const examine = async () => {
    if (looks.peek()) return;
    looks.value = true;
    await doctor.load();
    looks.value = false;
  };
  const make = () => void desk.run(async () => {
    await ask("POST", "/api/backups", { within: LONG });
    await backups.load();
  }, say("A backup was made."));
  return {
    view: () => html`<h1 tabindex="-1">${say("Backups and health")}</h1>
      ${backupsView(desk, backups, make)}
      <div class="cards">${doctorView(doctor, looks.value, examine)}${drillView(desk, drill)}</div>`,
    stop: () => clearInterval(timer),
  };
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} backups @param {() => void} make */
function backupsView(desk, backups, make) {
  /** @type {BackupListed[] | null} */
  const rows = backups.rows.value;
  return html`<section class="card"><h2>${say("Backups")}</h2>
    ${backups.trouble.value && !rows ? band(backups.trouble.value) : nothing}
    ${rows?.length === 0 ? html`<p>${say("There is none yet. The hub makes one every hour, and you can make one now.")}</p>` : nothing}
    <ul class="rows">${repeat(rows ?? [], (each) => each.id, (each) => html`<li>
      <span class="grow"><b>${whenWords(each.at, desk.live.hubNow())}</b><span class="meta faint">${sizeWords(each.size)}</span></span>
      ${button(say("What differs?"), () => openDifferences(desk, each), { more: "small", name: `differs-${each.id}`, label: say("What differs from {time}?", { time: whenWords(each.at, desk.live.hubNow()) }) })}</li>`)}</ul>
    <div class="acts">${button(say("Make a backup"), make, { main: true, name: "make-backup" })}</div></section>`;
}

/** @param {number} bytes */
function sizeWords(bytes) {
  return say("{size} MB", { size: Math.max(0.1, bytes / 1e6).toFixed(1) });
}

/** What would be otherwise, before anybody goes back. @param {Desk} desk @param {BackupListed} backup */
function openDifferences(desk, backup) {
  const found = signal(/** @type {BackupDifferences | null} */ (null));
  const trouble = signal("");
  const time = whenWords(backup.at, desk.live.hubNow());
  ask("GET", `/api/backups/${backup.id}/differences`, { within: LONG }).then(
    ({ data: said }) => (found.value = said),
    (error) => (trouble.value = explain(error)),
  );
  openSheet(say("What differs?"), (close) => html`<h2>${say("If you go back to {time}", { time })}</h2>
    ${trouble.value ? band(trouble.value) : nothing}
    ${found.value ? differencesView(found.value) : trouble.value ? nothing : html`<p role="status">${say("Comparing ...")}</p>`}
    <div class="acts">${found.value ? button(say("Go back to {time}", { time }), () => {
      const asOf = /** @type {BackupDifferences} */ (found.peek()).as_of;
      close();
      void desk.run(
        () => ask("POST", `/api/backups/${backup.id}/restore`, { body: { as_of: asOf }, within: LONG }),
        say("The hub goes back to {time}. It is away for some seconds.", { time }),
      );
    }, { danger: true, name: "go-back" }) : nothing}
    ${button(say("Leave it as it is"), close, { main: true })}</div>`);
}

/** @param {BackupDifferences} found */
function differencesView(found) {
  return html`<dl class="figures">
      <div class="figure ${found.orders_lost ? "bad" : ""}"><dt>${say("orders would be gone")}</dt><dd>${found.orders_lost}</dd></div>
      <div class="figure"><dt>${say("open orders then")}</dt><dd>${found.open_orders_then}</dd></div></dl>
    <ul class="rows">${found.words.map((each) => html`<li>${data(each)}</li>`)}</ul>`;
}

/** @param {ReturnType<typeof listing>} doctor @param {boolean} looks @param {() => Promise<void>} examine */
function doctorView(doctor, looks, examine) {
  /** @type {DoctorFinding[] | undefined} */
  const findings = doctor.rows.value?.findings;
  const wrong = findings?.filter((each) => each.level !== "ok") ?? [];
  return html`<section class="card"><h2>${say("Is the hub well?")}</h2>
    ${doctor.trouble.value ? band(doctor.trouble.value) : nothing}
    ${!findings ? html`<p>${say("It looks at the machine, the hub and the kitchen. That takes some seconds.")}</p>`
      : html`<p role="status"><b>${wrong.length ? sayMany("{count} thing is not as it should be", "{count} things are not as they should be", wrong.length) : say("All is well.")}</b></p>
        <ul class="rows">${wrong.map((each) => findingView(each))}</ul>
        <details><summary>${sayMany("{count} thing is as it should be", "{count} things are as they should be", findings.length - wrong.length)}</summary>
          <ul class="rows">${findings.filter((each) => each.level === "ok").map((each) => findingView(each))}</ul></details>`}
    <div class="acts">${button(looks ? say("Looking ...") : say("Look at the hub"), () => void examine(), { name: "examine", disabled: looks })}</div></section>`;
}

/** @param {DoctorFinding} each */
function findingView(each) {
  return html`<li><span class="grow"><b>${data(each.title)}</b>
    <span class=${each.level === "problem" ? "wrong" : "meta"}>${data(each.text)}</span></span></li>`;
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} drill */
function drillView(desk, drill) {
  const now = drill.rows.value;
  const start = () => void desk.run(async () => {
    await ask("POST", "/api/drill", { body: {} });
    await drill.load();
  });
  const end = () => void desk.run(async () => {
    if (drill.rows.peek().expires_in) await ask("DELETE", "/api/drill");
    drill.rows.value = null;
  });
  return html`<section class="card"><h2>${say("Try every screen")}</h2>
    <p>${say("Each screen rings, flashes and waits for a key. Orders stay as they are.")}</p>
    ${now ? html`<p role="status">${sayMany("{count} second left", "{count} seconds left", now.expires_in)}</p>
      ${now.screens.length ? nothing : html`<p class="wrong">${say("No kitchen screen is on line.")}</p>`}
      <ul class="rows">${now.screens.map((/** @type {DrilledScreen} */ each) => html`<li>
        <span class="grow"><b>${data(each.name)}</b></span>${drilledWords(each)}</li>`)}</ul>
      <div class="acts">${button(say("End the trial"), end, { name: "end-drill" })}</div>`
      : html`<div class="acts">${button(say("Try every screen now"), start, { name: "drill" })}</div>`}</section>`;
}

/** @param {DrilledScreen} screen */
function drilledWords(screen) {
  if (!screen.connected) return html`<span class="wrong">${say("not on line")}</span>`;
  if (screen.presses) return html`<b>${say("a key was pressed")}</b>`;
  if (screen.shown) return html`<span>${screen.rung ? say("rings and flashes") : say("flashes, but does not ring")}</span>`;
  return html`<span class="faint">${say("no answer yet")}</span>`;
}
