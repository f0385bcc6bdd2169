import { h } from "../../shared/dom.js";
import { button, codeBlock, commands } from "../../shared/parts.js";
import { cli, curl } from "../terminal.js";
import { connectionForm, findClerkMistake, keyCard } from "./connection.js";
import { nextLink } from "./steps.js";
import { choices, sourceOf } from "./choices.js";

const Tabs = [
  ["postgres", "Postgres / Supabase", drawPostgres],
  ["clerk", "Clerk", drawClerk],
];

/** The commands that map a table of the application. No page can do this. */
export const mapTable = () =>
  cli(
    ...["access", "map", "--source", "postgres", "--table", "app.accounts", "--key", "clerk_id"],
    ...["--customer", "stripe_customer_id", "--plan", "plan"],
  );

const ReadsOnly = "ClerkSync reads Clerk and never writes metadata.";

/** Chooses where the application stores what people may use. */
export function source({ status, refresh }) {
  let chosen = sourceOf(status);
  const panel = h("div", { role: "tabpanel", id: "source-panel", tabindex: "0", class: "card" });
  const tabs = Tabs.map(([name, title]) =>
    button(title, () => choose(name), {
      role: "tab",
      id: `source-${name}`,
      "aria-controls": "source-panel",
      onkeydown: arrow,
    }),
  );
  show(chosen);
  return [
    h(
      "div",
      { class: "tight" },
      h("h2", {}, "Access-state source"),
      h("p", { class: "soft" }, "Where does your application keep what people may use?"),
    ),
    h("div", {}, h("div", { role: "tablist", "aria-label": "Access-state source" }, tabs)),
    panel,
  ];

  function choose(name) {
    choices.source = name;
    show(name);
  }

  function show(name) {
    chosen = name;
    Tabs.forEach(([tab], index) => {
      tabs[index].setAttribute("aria-selected", `${tab === name}`);
      tabs[index].tabIndex = tab === name ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `source-${name}`);
    panel.replaceChildren(Tabs.find(([tab]) => tab === name)[2](status, refresh));
  }

  function arrow(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    choose(chosen === "clerk" ? "postgres" : "clerk");
    tabs[Tabs.findIndex(([tab]) => tab === chosen)].focus();
  }
}

function drawPostgres() {
  return h(
    "div",
    { class: "body stack" },
    h(
      "p",
      {},
      "Columns of your own table say who has access, such as ",
      h("code", {}, "app.accounts.plan"),
      ". ClerkSync is connected to this database already. You map the table and its columns from a terminal:",
    ),
    codeBlock(mapTable(), "command"),
    h("p", { class: "soft" }, "ClerkSync changes such a column only when you approve the change of an incident."),
    h("div", {}, nextLink("source")),
  );
}

function drawClerk(status, refresh) {
  const terminal = commands([
    ["command", cli("access", "connect")],
    ["curl line", `${curl("POST", "access/connection")} -H "content-type: application/json" -d @-`],
  ]);
  if (status.tested.clerk) {
    return h(
      "div",
      { class: "body stack" },
      keyCard("Clerk", true, status.tested.clerk, ReadsOnly),
      h("div", {}, nextLink("source")),
      terminal,
    );
  }
  return h(
    "div",
    { class: "body stack" },
    h("p", {}, "Clerk metadata says who has access, such as ", h("code", {}, "public_metadata.plan"), `. ${ReadsOnly}`),
    status.clerk.isConfigured && [
      keyCard("Clerk", false, status.clerk.key, "The functions have this key. Paste it below to test it."),
      h("div", {}, nextLink("source")),
    ],
    connectionForm({
      service: "clerk",
      step: "source",
      serviceName: "Clerk",
      label: "Clerk Backend API secret key",
      placeholder: "sk_test_…",
      hint: "From the Clerk Dashboard, under API keys. The functions test it. Under ./clerksync up they also store it for the next start.",
      check: findClerkMistake,
      isConfigured: status.clerk.isConfigured,
      refresh,
    }),
    terminal,
  );
}
