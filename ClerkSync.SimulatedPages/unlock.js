import { h } from "../shared/dom.js";
import { remember } from "./key.js";

/** Asks for the secret key. */
export function unlockCard(service, done) {
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
    h(
      "p",
      { class: "soft" },
      `Open the link that up printed; it works once. Or paste ${service.toUpperCase()}_SECRET_KEY from clerk.env in the data folder. This browser then remembers it.`,
    ),
    h("label", { class: "field" }, "Secret key", input),
    h("div", {}, h("button", { class: "primary" }, "Open")),
  );
}
