/**
 * How a device comes to trust the hub, step by step, for each system.
 *
 * The certificate's fingerprint is not shown here: where there is something between this device and
 * the hub, it would write this page. It is compared in the device's own settings.
 *
 * @module
 */

import { button } from "../parts.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say } from "../words.js";

// Proper names, the same in every language.
const SYSTEMS = /** @type {const} */ (["Android", "iPhone", "iPad", "Windows", "macOS", "Linux"]);

/** @typedef {typeof SYSTEMS[number]} System */

const system = signal(findSystem());

/**
 * Say what is to be done.
 *
 * @param {boolean} done whether this browser trusts the hub already
 */
export function trustSteps(done) {
  if (done) return html`<p>${say("This browser trusts the hub.")}</p>`;
  return html`<fieldset><legend>${say("What is this device?")}</legend>
      ${SYSTEMS.map((each) => button(each, () => (system.value = each), {
        pressed: system.value === each,
        more: "small",
      }))}
    </fieldset>
    <ol class="steps">
      <li><p>${getting(system.value)}</p>
        <p><a class="button main" href="/authority.crt"
          download=${isOfApple(system.value) ? nothing : "galley.crt"}>${say("Download the certificate")}</a></p></li>
      ${installing(system.value).map((each) => html`<li><p>${each}</p></li>`)}
      <li><p>${say("Compare the fingerprint (SHA-256) that the device itself shows of the certificate with the hub's, all of it. A manager who is in reads it out, or the hub's own machine: galley-hub fingerprint. If it is another one, stop, and take the certificate off again.")}</p></li>
      ${isOfApple(system.value)
        ? html`<li><p>${say("Settings, General, About, Certificate Trust Settings: switch it on. Most people forget this.")}</p></li>`
        : nothing}
      <li><p>${say("Close the browser, open it again, and come back. The page opens without a warning.")}</p></li>
    </ol>
    <p class="meta faint">${say("The certificate can vouch for this hub only, not for any page on the internet.")}</p>`;
}

/** Safari asks about a profile that it opens, and not about a file. @param {System} which */
function isOfApple(which) {
  return which === "iPhone" || which === "iPad";
}

/** @param {System} which */
function getting(which) {
  return isOfApple(which)
    ? say("Get the certificate with Safari, and allow the profile.")
    : say("Get the certificate.");
}

/** @param {System} which @returns {string[]} */
function installing(which) {
  switch (which) {
    case "Android":
      return [
        say("Settings: search for CA certificate, install it anyway, and choose the downloaded file."),
        say("Settings: search for trusted credentials, User, and open it: there is its fingerprint."),
      ];
    case "iPhone":
    case "iPad":
      return [
        say("Settings, General, VPN & Device Management: open the profile, More Details, and its certificate: there is its fingerprint. Install the profile."),
      ];
    case "Windows":
      return [
        say("Open a command prompt beside the file: certutil -dump galley.crt shows its fingerprint as Cert Hash(sha256)."),
        say("Install Certificate, Local Machine, Place all certificates in the following store, Trusted Root Certification Authorities."),
      ];
    case "macOS":
      return [
        say("Open the file: it goes into Keychain Access. Open it there: at its end are its fingerprints."),
        say("Trust, When using this certificate: Always Trust."),
      ];
    case "Linux":
      return [
        say("Chrome and Chromium: Settings, Privacy and security, Security, Manage certificates, Authorities: import it, trust it for websites, and view it: there is its fingerprint."),
        say("Firefox: Settings, Privacy & Security, View Certificates, Authorities: import it for websites, and view it."),
      ];
  }
}

/** @returns {System} */
function findSystem() {
  const agent = navigator.userAgent;
  if (/Android/.test(agent)) return "Android";
  if (/iPhone/.test(agent)) return "iPhone";
  if (/iPad/.test(agent)) return "iPad";
  if (/Macintosh/.test(agent)) return navigator.maxTouchPoints > 1 ? "iPad" : "macOS";
  return /Windows/.test(agent) ? "Windows" : "Linux";
}
