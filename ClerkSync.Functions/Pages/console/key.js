import { h } from "../shared/dom.js";
import { glyph } from "../shared/icons.js";
import { codeBlock, notice } from "../shared/parts.js";
import { hasKey, rememberKey } from "./functions.js";
import { isKeyRejected } from "./status-feed.js";
import { nameTab } from "./title.js";

/** Asks for the function key. Without it the functions return no data. */
export function showKeyForm(content, done) {
  const problem = h("div", { hidden: !hasKey() }, hasKey() ? wrongKey() : null);
  const input = h("input", { type: "password", name: "key", autocomplete: "off", spellcheck: "false" });
  nameTab("Open the console");
  content.replaceChildren(
    h(
      "form",
      { class: "card padded stack key-form", onsubmit: open },
      glyph("good", "ink key-glyph"),
      h("div", { class: "tight" }, h("h1", {}, "Open the console"), h("p", { class: "soft" }, Explanation)),
      problem,
      h("label", { class: "field" }, "Function key", input),
      h("div", {}, h("button", { class: "primary" }, "Open")),
      h(
        "div",
        { class: "tight small quiet" },
        "Under ./clerksync up the key is in the data folder, which is .local unless --data names another:",
        codeBlock("cat .local/function-key", "command"),
      ),
    ),
  );
  input.focus();

  async function open(event) {
    event.preventDefault();
    rememberKey(input.value.trim());
    if (!(await isKeyRejected())) return done();
    rememberKey(null);
    problem.hidden = false;
    problem.replaceChildren(wrongKey());
    input.select();
  }
}

const Explanation =
  "These pages need a function key of your app to read its data. Azure lists it under App keys. " +
  "This tab remembers the key until you close the tab. Leave the field empty if your host requires no key.";

const wrongKey = () => notice("bad", "This key is not accepted", "Check that it belongs to this function app.");
