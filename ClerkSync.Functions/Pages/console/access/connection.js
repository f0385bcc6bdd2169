import { logBug } from "../../shared/api.js";
import { h, newId, redraw } from "../../shared/dom.js";
import { icon } from "../../shared/icons.js";
import { cardBody, code, codeBlock, notice } from "../../shared/parts.js";
import { toast } from "../../shared/toast.js";
import { call } from "../functions.js";
import { nextLink } from "./steps.js";

/** By service, the masked keys that were tested on this page and are configured. */
export const tested = {};

/**
 * The form that tests a pasted secret key. It counts as connected only if it is the configured key. Under `up`, the
 * functions store any other key; elsewhere they discard it. The field is emptied before the key is sent.
 */
export function connectionForm({ service, step, label, placeholder, hint, check, serviceName, isConfigured, refresh }) {
  const message = h("div", { id: newId("message") });
  const input = h("input", {
    type: "password",
    placeholder,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": message.id,
  });
  const button = h("button", { class: isConfigured ? null : "primary" }, "Test & connect");
  return h(
    "form",
    { class: "tight", onsubmit: connect, novalidate: true },
    h("label", { class: "field" }, label, input, h("span", { class: "hint" }, hint)),
    message,
    h("div", {}, button),
  );

  async function connect(event) {
    event.preventDefault();
    const key = input.value.trim();
    const mistake = check(key);
    if (mistake) return reject(mistake);
    input.value = "";
    setBusy(true);
    try {
      const answer = await call("POST", "access/connection", { body: { service, key } });
      if (answer.status === "connected") {
        tested[service] = answer.key;
        toast(`${serviceName} connected — ${answer.key}`);
        return refresh();
      }
      redraw(message, describe(answer));
    } catch (problem) {
      logBug(problem);
      if (problem.status === 0 || problem.isMissingRoute || problem.status === 401) reject({ title: problem.message });
      else reject(describeRejection(problem));
    }
    setBusy(false);
  }

  function setBusy(isBusy) {
    button.disabled = isBusy;
    button.textContent = isBusy ? "Testing & connecting…" : "Test & connect";
    if (isBusy) redraw(message);
    input.removeAttribute("aria-invalid");
  }

  function describe({ status, setting, detail }) {
    return status === "kept"
      ? notice("good", "The key is kept", detail, nextLink(step))
      : notice("warn", "The key is not the configured one", detail, codeBlock(setting, "setting"), nextLink(step));
  }

  function reject({ title, text }) {
    setBusy(false);
    input.setAttribute("aria-invalid", "true");
    input.focus();
    redraw(message, notice("bad", title, text));
  }
}

/** The state of a service's key: green after a successful test on this page, neutral when it is only configured. */
export function keyCard(serviceName, isTested, key, text) {
  const title = isTested ? `${serviceName} connected` : `${serviceName} is configured`;
  return h(
    "div",
    { class: isTested ? "card good" : "card" },
    cardBody(
      h(
        "h3",
        { class: isTested ? "row good" : "row" },
        isTested && icon("check"),
        h("span", {}, title, " — ", code(key)),
      ),
      h("p", { class: "soft" }, text),
    ),
  );
}

/** The first sentence becomes the title, the others the text. */
function describeRejection({ message }) {
  const [, title, text] = /^(.*?\)|[^.]*)[.\s]*(.*)$/s.exec(message);
  return { title, text: text || null };
}

/** Describes what is wrong with a Clerk key before it is sent; null when it has the right shape. */
export function findClerkMistake(key) {
  const title = "Enter a Clerk Backend API secret key (sk_test_… or sk_live_…)";
  if (key.startsWith("pk_"))
    return {
      title,
      text: "This is a publishable key, which browsers use. The secret key is next to it in the Clerk Dashboard, under API keys.",
    };
  if (/\s/.test(key)) return { title, text: "The key contains a space." };
  if (!/^sk_(test|live)_/.test(key))
    return { title, text: key === "" ? null : "A secret key begins with sk_test_ or sk_live_." };
  return key.length < 24 ? { title, text: "The key is shorter than Clerk's keys are. Was it cut off?" } : null;
}

/** Describes what is wrong with a Stripe key before it is sent; null when it has the right shape. */
export function findStripeMistake(key) {
  const title = "Enter a Stripe secret or restricted key (sk_test_…, rk_test_…, sk_live_… or rk_live_…)";
  if (key.startsWith("pk_")) return { title, text: "This is a publishable key, which browsers use." };
  if (/\s/.test(key)) return { title, text: "The key contains a space." };
  return /^[sr]k_(test|live)_.+/.test(key) ? null : { title, text: null };
}
