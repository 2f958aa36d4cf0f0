/**
 * The front door: what this is, and where to go on. Without scripts, what the hub has written stays.
 *
 * @module
 */

import { RefusedError, read, showToken } from "./api.js";
import { PAGES, roleWords } from "./in/roles.js";
import { trustSteps } from "./in/trust_steps.js";
import { change, draw, dress, settings } from "./page.js";
import { recall } from "./store.js";
import { findTrust } from "./trust.js";
import { html, nothing, signal } from "./vendor/lit.js";
import { LANGUAGES, say } from "./words.js";

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const branch = root.dataset.branch ?? "";
const trusts = signal(true);
/** @type {import("./vendor/lit.js").Signal<any>} */
const device = signal(null);

void begin();

async function begin() {
  await dress({ theme: "light" });
  const token = await recall("token");
  if (token) device.value = await meet(token);
  trusts.value = await findTrust();
  const written = root.querySelector(".fingerprint")?.textContent ?? "";
  root.replaceChildren();
  draw(root, () => view(written));
}

/** @param {string} token @returns {Promise<any>} null for one who was sent away */
async function meet(token) {
  showToken(token);
  try {
    return await read("/api/auth/me");
  } catch (error) {
    return error instanceof RefusedError && error.status === 401 ? null : recall("device");
  }
}

/** @param {string} fingerprint as the hub says it of itself */
function view(fingerprint) {
  return html`<h1>${say("This is the Galley hub of {branch}", { branch })}</h1>
    <p>${say("It keeps the orders of this restaurant. Kitchen screens find it by themselves. Telephones, tablets and laptops come in by a code that a manager shows.")}</p>
    ${device.value ? insideView() : html`<a class="button main" href="/in">${say("Come in")}</a>`}
    <label>${say("Language")}
      <select @change=${(/** @type {Event} */ event) =>
        void change("language", /** @type {HTMLSelectElement} */ (event.target).value)}>
        ${Object.entries(LANGUAGES).map(
          ([code, called]) => html`<option value=${code} lang=${code}
            ?selected=${settings.language.value === code}>${called}</option>`,
        )}</select></label>
    <h2>${say("Trust")}</h2>
    ${trusts.value
      ? html`<p>${say("This browser trusts the hub: pages begin again also while the hub is away.")}</p>`
      : html`<p>${say("You don't have to: orders and ready dishes work without. But if this browser restarts while the hub is away, pages stay away as well. With trust they open, and keep what you press.")}</p>
        ${trustSteps(false)}`}
    ${fingerprint && trusts.value
      ? html`<p>${say("The fingerprint (SHA-256) of the hub's certificate, for other devices to compare:")}</p>
        <p><code class="fingerprint" dir="ltr">${fingerprint}</code></p>`
      : nothing}`;
}

function insideView() {
  const { role } = device.value;
  return html`<p>${say("This device is in.")} ${roleWords(role)}</p>
    ${PAGES[role] ? html`<a class="button main" href=${PAGES[role]}>${say("Go on")}</a>` : nothing}
    <p><a href="/in">${say("Let it in anew, or carry over what was not sent")}</a></p>`;
}
