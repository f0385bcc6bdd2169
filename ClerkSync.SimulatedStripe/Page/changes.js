import { h } from "../shared/dom.js";
import { card, codeBlock, timeOf } from "../shared/parts.js";
import { dateOf } from "./stripe.js";

const Shown = 4;

/** The changes made on this page, latest first, and the command with which ClerkSync detects them. */
export function changesCard(checkCommand) {
  const list = h("ol", { class: "timeline" });
  const body = h("div", {}, h("p", { class: "quiet" }, "Nothing yet. Your changes are listed here, with Stripe's time."));
  const element = card(
    "What changed",
    null,
    h("div", { class: "body tight" }, body, checkCommand && checkHint(checkCommand)),
  );
  return { element, add };

  function add(sentence, now) {
    const time = new Date(now * 1000).toISOString();
    list.prepend(
      h("li", {}, h("span", {}, sentence), h("span", { class: "small quiet nowrap" }, timeOf(time, dateOf(now)))),
    );
    [...list.children].slice(Shown).forEach((old) => old.remove());
    body.replaceChildren(list);
  }
}

const checkHint = (command) => [
  h("p", { class: "soft" }, "Compare what people may use with what they now pay for:"),
  codeBlock(command, "command"),
];
