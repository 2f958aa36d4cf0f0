/**
 * The machine that the hub runs on: how it is, and what an owner had to log in for.
 *
 * @module
 */

import { RefusedError, ask } from "../api.js";
import { band, button, data, ltr, span } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";
import { listing } from "./desk.js";

/** @typedef {import("../api-types.js").MachineFacts} MachineFacts */
/** @typedef {import("../api-types.js").AskMachine} AskMachine */
/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {ReturnType<typeof makeMachine>} Machine */

const LOOK_AGAIN = 10_000;
const LONG = 60_000;
const HOT = 75;
const DAY = 24 * 60 * 60;
const GB = 1e9;
const LOW = 1e9;
const HUB = "galley-hub.service";
const SCREENS = "galley-display@";

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const screens = listing("/api/kitchen/screens");
  const machine = signal(makeMachine(desk, ""));
  const load = () => {
    void screens.load();
    void machine.peek().facts.load();
  };
  /** @param {string} screen */
  const choose = (screen) => {
    machine.value = makeMachine(desk, screen);
    load();
  };
  load();
  const timer = setInterval(load, LOOK_AGAIN);
  return {
    view: () => html`<h1 tabindex="-1">${say("This machine")}</h1>
      ${choiceView(screens.rows.value ?? [], machine.value.screen, choose)}${view(desk, machine.value)}`,
    stop: () => clearInterval(timer),
  };
}

/**
 * The hub's own machine, or that of a screen; a screen has one of its own where it is not beside the hub.
 *
 * @param {{id: string, name: string}[]} screens @param {string} chosen @param {(screen: string) => void} choose
 */
function choiceView(screens, chosen, choose) {
  if (!screens.length) return nothing;
  return html`<div class="choices">${button(say("The hub's machine"), () => choose(""), { pressed: !chosen, name: "of-hub" })}
    ${screens.map((each) => button(data(each.name), () => choose(each.id), { pressed: chosen === each.id, name: `of-${each.id}` }))}</div>`;
}

/** @param {Desk} desk @param {string} screen id of a screen's device; empty for the hub's own machine */
function makeMachine(desk, screen) {
  const path = screen ? `/api/screens/${screen}/host` : "/api/host";
  const facts = listing(path);
  /** @param {AskMachine} body @param {string} done */
  const act = (body, done) => desk.run(async () => {
    await ask("POST", path, { body, within: LONG }).catch(explainMachine);
    // What ends it says nothing more for a while.
    if (body.verb !== "reboot" && body.verb !== "power_off") await facts.load();
  }, done);
  return { screen, path, facts, act };
}

/** Say in the page's language what a machine does not do. @param {unknown} error @returns {never} */
function explainMachine(error) {
  const words = error instanceof RefusedError ? wordsOf(error.details.host) : "";
  if (!(error instanceof RefusedError) || !words) throw error;
  throw new RefusedError(error.status, { code: error.code, message: words }, null);
}

/** @param {string | undefined} code */
function wordsOf(code) {
  switch (code) {
    case "JUST_STARTED":
      return say("It has only just started. Wait two minutes.");
    case "NO_WATCHDOG":
      return say("This machine has nothing that watches over it.");
    case "NOT_HERE":
      return say("That does not run on this machine.");
    case "NO_SUCH_ZONE":
      return say("It does not know that time zone.");
    case "NO_SUCH_NAME":
      return say("It cannot be called that.");
    case "FAILED":
      return say("The machine could not do it. Its log says why.");
    default:
      return "";
  }
}

/** @param {Desk} desk @param {Machine} machine */
function view(desk, machine) {
  /** @type {MachineFacts | null} */
  const facts = machine.facts.rows.value;
  if (!facts) {
    return html`${machine.facts.trouble.value ? html`<p class="need">${say("This machine cannot be looked after from here. It can where Galley was installed as a service.")}</p>` : nothing}`;
  }
  return html`${facts.power === "low" ? html`<p class="need bad">${say("Its power supply is too weak now: orders may be lost. Use the Raspberry Pi's own, and a short cable.")}</p>` : nothing}
    ${figuresView(facts)}
    <div class="cards">${startView(machine, facts)}${namesView(machine, facts)}${careView(machine, facts)}${helpView(desk, machine)}</div>`;
}

/** @param {MachineFacts} facts */
function figuresView(facts) {
  const free = facts.disk_free / GB;
  return html`<dl class="figures">
    ${figure(uptimeWords(facts.uptime), say("since it started"))}
    ${figure(say("{size} GB", { size: free.toFixed(1) }), say("free for orders"), facts.disk_free < LOW)}
    ${facts.temperature === null ? nothing : figure(`${Math.round(facts.temperature)} °C`, say("the processor"), facts.temperature >= HOT)}</dl>
    ${facts.power === "was_low" ? html`<p class="wrong">${say("The power supply has been too weak since the start.")}</p>` : nothing}
    <p class="meta faint">${data(facts.model ?? facts.system)} · ${data(facts.system)} · ${ltr(`Galley ${facts.version}`)}</p>`;
}

/** @param {number} seconds */
function uptimeWords(seconds) {
  const days = Math.floor(seconds / DAY);
  return days >= 2 ? sayMany("{count} day", "{count} days", days) : span(seconds * 1000);
}

/** @param {unknown} value @param {string} words @param {boolean} [bad] */
function figure(value, words, bad = false) {
  return html`<div class="figure ${bad ? "bad" : ""}"><dt>${words}</dt><dd>${ltr(value)}</dd></div>`;
}

/** @param {Machine} machine @param {MachineFacts} facts */
function startView(machine, facts) {
  const hasHub = facts.units.some((each) => each.unit === HUB);
  const hasScreens = facts.units.some((each) => each.unit.startsWith(SCREENS));
  return html`<section class="card"><h2>${say("Start anew")}</h2>
    <p>${say("Screens keep what they show. Nothing is lost.")}</p>
    <div class="acts">
      ${hasHub ? button(say("Restart the hub"), () => openRestart(machine, "hub"), { name: "restart-hub" }) : nothing}
      ${hasScreens ? button(say("Restart its screens"), () => openRestart(machine, "screens"), { name: "restart-screens" }) : nothing}
      ${button(say("Restart the machine"), () => openEnd(machine, facts, "reboot"), { name: "reboot" })}
      ${button(say("Shut the machine down"), () => openEnd(machine, facts, "power_off"), { name: "power-off" })}</div></section>`;
}

/** @param {Machine} machine @param {"hub" | "screens"} service */
function openRestart(machine, service) {
  const words = service === "hub" ? say("Restart the hub") : say("Restart its screens");
  openSheet(words, (close) => html`<h2>${words}</h2>
    <p>${service === "hub" ? say("It takes 6 s, screens keep what they show, nothing is lost.")
      : say("They are dark for some seconds. Nothing is lost.")}</p>
    <div class="acts">${button(words, () => {
      close();
      void machine.act({ verb: "restart", service }, service === "hub" ? say("The hub starts anew. It is back in some seconds.") : say("The screens start anew."));
    }, { danger: true, name: "restart-now" })}
    ${button(say("Leave it as it is"), close, { main: true })}</div>`);
}

/** @param {Machine} machine @param {MachineFacts} facts @param {"reboot" | "power_off"} verb */
function openEnd(machine, facts, verb) {
  const ends = verb === "power_off";
  const words = ends ? say("Shut the machine down") : say("Restart the machine");
  openNamed(words, facts.host_name, machine.screen ? (ends
    ? say("The screen stays dark until somebody switches its machine on again by hand. Nothing is lost.")
    : say("The screen is dark for about 40 s. The others go on, and nothing is lost.")) : ends
    ? say("No order can be taken until somebody switches it on again by hand. Screens keep what they show; nothing is lost.")
    : say("It is away for about 40 s. Screens keep what they show; tills and tablets wait. Nothing is lost."),
  (confirm) => machine.act({ verb, confirm }, ends
    ? say("The machine shuts down. Wait until its light stays still before you pull the plug.")
    : say("The machine starts anew. It is back in about 40 s.")));
}

/**
 * Have the machine's name typed before something is done that nobody takes back.
 *
 * @param {string} words @param {string} name @param {string} meanwhile
 * @param {(typed: string) => unknown} act
 * @param {unknown} [more] further fields
 */
function openNamed(words, name, meanwhile, act, more = nothing) {
  const typed = signal("");
  openSheet(words, (close) => html`<h2>${words}</h2><p>${meanwhile}</p>
    <form class="form" @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (typed.peek() !== name) return;
      close();
      void act(name);
    }}>${more}
      <label>${say("Type its name to go on: {name}", { name })}
        <input name="confirm" autocomplete="off" autocapitalize="off" spellcheck="false" dir="ltr"
          @input=${(/** @type {any} */ event) => (typed.value = event.target.value.trim())}></label>
      <button class="button danger" type="submit" data-name="do-it" ?disabled=${typed.value !== name}>${words}</button></form>
    ${button(say("Leave it as it is"), close, { main: true })}`);
}

/** @param {Machine} machine @param {MachineFacts} facts */
function namesView(machine, facts) {
  return html`<section class="card"><h2>${say("Name and time")}</h2>
    <ul class="rows">
      <li><span class="grow"><b>${ltr(facts.host_name)}</b><span class="meta faint">${say("its name on the network")}</span></span>
        ${button(say("Change its name"), () => openName(machine, facts), { more: "small", name: "change-name" })}</li>
      <li><span class="grow"><b>${ltr(facts.time_zone)}</b><span class="meta faint">${say("its time zone")}</span></span>
        ${button(say("Change the time zone"), () => openZone(machine, facts), { more: "small", name: "change-zone" })}</li></ul></section>`;
}

/** @param {Machine} machine @param {MachineFacts} facts */
function openName(machine, facts) {
  const name = signal("");
  openNamed(say("Change its name"), facts.host_name,
    say("Routers and other machines then find it by its new name. The hub's own address and all paired devices stay."),
    (confirm) => name.peek() && machine.act({ verb: "set_host_name", name: name.peek(), confirm }, say("It is called {name} now.", { name: name.peek() })),
    html`<label>${say("Its new name: a-z, 0-9 and hyphens")}<input name="name" required maxlength="63" pattern="[a-z0-9]([a-z0-9\\-]*[a-z0-9])?" autocomplete="off" autocapitalize="off" spellcheck="false" dir="ltr"
      @input=${(/** @type {any} */ event) => (name.value = event.target.value.trim())}></label>`);
}

/** @param {Machine} machine @param {MachineFacts} facts */
function openZone(machine, facts) {
  const zones = listing("/api/host/time-zones");
  void zones.load();
  openSheet(say("Change the time zone"), (close) => html`<h2>${say("Change the time zone")}</h2>
    <p>${say("Ages on the boards stay right. Restart the hub afterwards, so that its clocks go by it.")}</p>
    <form class="form" @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const zone = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("zone"));
      close();
      void machine.act({ verb: "set_time_zone", zone }, say("The time zone is {zone} now.", { zone }));
    }}><label>${say("Time zone")}<select name="zone" dir="ltr">
        ${(zones.rows.value ?? [facts.time_zone]).map((/** @type {string} */ each) => html`<option value=${each} ?selected=${each === facts.time_zone}>${each}</option>`)}</select></label>
      <button class="button main" type="submit" data-name="set-zone">${say("Set the time zone")}</button></form>
    ${button(say("Close"), close)}`);
}

/** @param {Machine} machine @param {MachineFacts} facts */
function careView(machine, { has_watchdog: has, watchdog, journal }) {
  const inMemory = journal.keep === "memory";
  const setJournal = () => machine.act(
    { verb: "set_journal", keep: inMemory ? "card" : "memory", megabytes: journal.megabytes ?? 32 },
    inMemory ? say("The log is kept on the card now.") : say("The log is kept in memory now."));
  return html`<section class="card"><h2>${say("Care")}</h2>
    <ul class="rows">
      <li><span class="grow"><b>${watchdog ? say("A machine that hangs is started anew") : say("A machine that hangs stays so")}</b>
        <span class="meta faint">${has ? say("by its own watchdog, after 14 s") : say("This machine has nothing that watches over it.")}</span></span>
        ${has ? button(watchdog ? say("Switch the watchdog off") : say("Switch the watchdog on"), () => void machine.act({ verb: "set_watchdog", on: !watchdog }, say("Saved.")), { more: "small", name: "watchdog" }) : nothing}</li>
      <li><span class="grow"><b>${inMemory ? say("The log is kept in memory") : say("The log is kept on the card")}</b>
        <span class="meta faint">${inMemory ? say("That spares the card; after a power cut it is gone.") : say("It outlives a power cut, and wears the card.")}</span></span>
        ${button(inMemory ? say("Keep it on the card") : say("Keep it in memory"), () => void setJournal(), { more: "small", name: "journal" })}</li></ul></section>`;
}

/** @param {Desk} desk @param {Machine} machine */
function helpView(desk, machine) {
  const download = () => desk.run(async () => {
    const { data: said } = await ask("GET", "/api/host/support", { within: LONG });
    offerFile(said.text, `galley-support-${new Date(desk.live.hubNow()).toISOString().slice(0, 10)}.txt`);
  }, say("The support file is saved."));
  return html`<section class="card"><h2>${say("When something is wrong")}</h2>
    ${machine.screen ? nothing : html`<p>${say("The support file tells whoever helps you of the machine, its screens and its logs. No order, no guest and no key stands in it: open it and look before you send it.")}</p>`}
    <div class="acts">${machine.screen ? nothing : button(say("Save the support file"), () => void download(), { main: true, name: "support" })}
      ${machine.screen ? nothing : button(say("Read the hub's log"), () => openLog(machine, "hub"), { name: "log-hub" })}
      ${button(say("Read the screens' log"), () => openLog(machine, "screens"), { name: "log-screens" })}</div></section>`;
}

/** @param {Machine} machine @param {"hub" | "screens"} service */
function openLog(machine, service) {
  const words = service === "hub" ? say("The hub's log") : say("The screens' log");
  const log = listing(`${machine.path}/log?service=${service}&lines=200`);
  void log.load();
  openSheet(words, (close) => html`<h2>${words}</h2>
    <p>${say("What anybody has said is hidden in it.")}</p>
    ${log.trouble.value ? band(log.trouble.value) : nothing}
    ${log.rows.value ? html`<pre class="log" dir="ltr" tabindex="0">${log.rows.value.text || say("There is nothing in it.")}</pre>` : nothing}
    ${button(say("Close"), close, { main: true })}`);
}

/** Have the browser keep a text as a file. @param {string} text @param {string} name */
function offerFile(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
