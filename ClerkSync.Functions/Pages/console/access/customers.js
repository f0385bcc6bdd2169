import { h } from "../../shared/dom.js";
import { icon } from "../../shared/icons.js";
import { live } from "../../shared/live.js";
import { cardBody } from "../../shared/parts.js";
import { call } from "../functions.js";
import { choices, sourceOf } from "./choices.js";
import { nextLink } from "./steps.js";

/** Which customer belongs to whom. Clerk users carry the id of their customer, so nothing has to be picked. */
export const customers = ({ status, signal }) => [
  h("h2", {}, "Identity mapping"),
  h(
    "div",
    { class: "card" },
    h(
      "div",
      { class: "body stack" },
      sourceOf(status) === "postgres" ? pickers(signal) : automatic(),
      h("p", { class: "soft" }, "An email never decides: two people can share one, and it changes hands."),
      h("div", {}, nextLink("customers")),
    ),
  ),
];

const automatic = () => [
  h(
    "div",
    { class: "card good" },
    cardBody(
      h("h3", { class: "row good" }, icon("check"), "Customer matching is automatic"),
      h("p", { class: "soft" }, "Matched automatically for Clerk"),
    ),
  ),
  h(
    "p",
    { class: "soft" },
    "Each user names their Stripe customer in a metadata field, which you choose in the next step.",
  ),
];

const pickers = (signal) =>
  live(
    signal,
    () => call("GET", "ops/access/fields", { query: { source: "postgres" }, signal }),
    ({ fields }) => drawPickers(fields),
  );

/** A path is table.column. */
function drawPickers(fields) {
  const tables = Map.groupBy(fields, ({ path }) => path.split(".")[0]);
  const [chosenTable, chosenColumn] = (choices.customerId ?? "").split(".");
  const table = h(
    "select",
    {},
    [...tables.keys()].map((name) => h("option", { value: name, selected: name === chosenTable }, name)),
  );
  const column = h("select");
  table.addEventListener("change", fill);
  column.addEventListener("change", choose);
  fill();
  return h(
    "div",
    { class: "form-row" },
    h("label", { class: "field" }, "Table", table),
    h("label", { class: "field" }, "Column with the Stripe customer id", column),
  );

  function fill() {
    const names = (tables.get(table.value) ?? []).map(({ path }) => path.slice(table.value.length + 1));
    const guess = chosenColumn ?? names.find((name) => /stripe|customer/i.test(name));
    column.replaceChildren(...names.map((name) => h("option", { value: name, selected: name === guess }, name)));
    choose();
  }

  function choose() {
    choices.customerId = column.value ? `${table.value}.${column.value}` : null;
  }
}
