import { logBug } from "../shared/api.js";
import { h, redraw } from "../shared/dom.js";
import { confirmDialog, openDialog } from "../shared/dialog.js";
import { live } from "../shared/live.js";
import { agoOf, button, card, code, codeBlock, empty, notice } from "../shared/parts.js";
import { table } from "../shared/table.js";
import { ago } from "../shared/format.js";
import { act } from "../shared/toast.js";
import { call } from "./session.js";

/** The API keys. Tells the snippet about a new or revealed key, and about the keys that remain. */
export function keysCard(signal, snippet) {
  const message = h("div");
  const name = h("input", { name: "name", required: true, maxlength: 100, autocomplete: "off", placeholder: "Laptop" });
  const list = live(signal, () => call("GET", "me/api-keys", { signal }), draw);
  const element = card(
    "API keys",
    null,
    h(
      "form",
      { class: "body tight", onsubmit: create },
      h(
        "div",
        { class: "form-row" },
        h("label", { class: "field" }, "Name of the new key", name),
        h("button", { class: "primary" }, "Generate New API Key"),
      ),
      message,
    ),
    list,
  );
  return { element, refresh: list.refresh };

  function draw({ apiKeys }, refresh) {
    snippet.keep(apiKeys);
    return apiKeys.length === 0
      ? empty("No key yet", "A program needs one to record what it does for you.")
      : table(
          "API keys",
          [
            { title: "Name", class: "strong long", draw: (key) => key.name },
            { title: "Key", class: "wide nowrap", draw: (key) => code(`${key.prefix}…`) },
            { title: "Created", class: "nowrap quiet", isNamed: true, draw: (key) => agoOf(key.createdAt) },
            {
              title: "Last used",
              class: "nowrap quiet",
              isNamed: true,
              draw: (key) => (key.lastUsedAt ? agoOf(key.lastUsedAt) : "not yet"),
            },
            { title: "Actions", class: "wide end", draw: (key) => actions(key, refresh) },
          ],
          apiKeys,
        );
  }

  function actions(key, refresh) {
    return h(
      "div",
      { class: "actions" },
      key.canBeRevealed &&
        button("Reveal once", () => reveal(key, refresh), {
          "data-focus": `reveal ${key.id}`,
          "aria-label": `Reveal once: ${key.name}`,
        }),
      button("Revoke", () => revoke(key, refresh), {
        class: "danger",
        "data-focus": `revoke ${key.id}`,
        "aria-label": `Revoke: ${key.name}`,
      }),
    );
  }

  async function create(event) {
    event.preventDefault();
    redraw(message);
    try {
      const { key, apiKey } = await call("POST", "me/api-keys", { body: { name: name.value.trim() } });
      showOnce(`Your new key: ${apiKey.name}`, key, apiKey.id);
      name.value = "";
    } catch (problem) {
      logBug(problem);
      redraw(message, notice("bad", "No key was created", problem.message));
    }
    list.refresh();
  }

  function reveal(key, refresh) {
    return act(
      null,
      async () => showOnce(`Your key: ${key.name}`, (await call("POST", `me/api-keys/${key.id}/reveal`)).key, key.id),
      refresh,
    );
  }

  async function revoke(key, refresh) {
    const use = key.lastUsedAt ? `was last used ${ago(key.lastUsedAt)}` : "was not used yet";
    const text = `The key ${key.prefix}… ${use}. Requests with it are rejected from now on. This cannot be undone.`;
    if (!(await confirmDialog(`Revoke ${key.name}?`, text, "Revoke"))) return;
    await act(`${key.name} is revoked.`, () => call("DELETE", `me/api-keys/${key.id}`), refresh);
  }

  function showOnce(title, key, id) {
    snippet.use(key, id);
    const dialog = openDialog(
      title,
      notice(
        "warn",
        "It is shown only now",
        "Store it where your program reads it. It cannot be shown again. If you lose it, generate a new key.",
      ),
      codeBlock(key, "API key"),
      h(
        "div",
        { class: "buttons" },
        button("I have stored it", () => dialog.close(), { class: "primary" }),
      ),
    );
    // Esc must not close the dialog before the key is stored. Browsers without closedBy fire a cancel event.
    dialog.closedBy = "none";
    dialog.addEventListener("cancel", (event) => event.preventDefault());
  }
}
