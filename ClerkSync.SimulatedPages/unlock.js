import { h } from "../shared/dom.js";
import { notice } from "../shared/parts.js";
import { remember } from "./key.js";

/** Asks for the secret key. `problem` says why the page is locked, or is null. */
export function unlockCard(service, problem, done) {
  const input = h("input", { type: "password", required: true, autocomplete: "off", spellcheck: "false" });
  return h(
    "form",
    {
      class: "card padded stack key-form",
      onsubmit: (event) => {
        event.preventDefault();
        remember(input.value.trim());
        done();
      },
    },
    h("h2", {}, "Open with the secret key"),
    problem && notice("bad", problem),
    h(
      "p",
      { class: "soft" },
      "The link that up printed works once. Run ",
      h("code", {}, `./clerksync open ${service.toLowerCase()}`),
      " for a new one, with --data if up was started with it. Or paste ",
      h("code", {}, `${service.toUpperCase()}_SECRET_KEY`),
      " from clerk.env in the data folder. This browser then remembers the key.",
    ),
    h("label", { class: "field" }, "Secret key", input),
    h("div", {}, h("button", { class: "primary" }, "Open")),
  );
}
