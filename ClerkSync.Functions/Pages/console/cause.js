import { h } from "../shared/dom.js";
import { code, codeBlock, facts } from "../shared/parts.js";
import { number } from "../shared/format.js";
import { personLink } from "./about.js";
import { linkTo } from "./router.js";

/** A cause of failures: what to do, the parts of the error, what rejects the rows, and who is affected. */
export const causeParts = (group) => [
  h("p", {}, group.sentence),
  facts(partsOf(group)),
  rules(group),
  group.details.affectedCount > 0 && affected(group),
];

function partsOf({ code: word, sqlState, sqlStateName, table, constraint, column, filter }) {
  return [
    ["Code", code(word)],
    sqlState
      ? ["SQLSTATE", [code(sqlState), sqlStateName && h("span", { class: "small" }, ` ${sqlStateName}`)]]
      : ["Error", code(filter.cause)],
    ...Object.entries({ Table: table, Constraint: constraint, Column: column })
      .filter(([, name]) => name)
      .map(([term, name]) => [term, code(name)]),
  ];
}

/** The definitions as SQL, or why there is none. Null when the error is about no rule. */
function rules({ constraint, column, details }) {
  const name = constraint ?? column;
  if (details.rules === null)
    return h("p", { class: "soft" }, "The role of DATABASE_URL may not read the definitions of constraints and triggers.");
  if (details.rules.length === 0)
    return name && h("p", { class: "soft" }, code(name), " no longer exists. The deliveries can be replayed.");
  return h(
    "div",
    { class: "tight" },
    h("p", { class: "small quiet" }, name ? "Rule" : "Triggers on the tables"),
    details.rules.map((rule) => codeBlock(rule.definition, `definition of ${rule.name}`)),
  );
}

function affected({ details, filter }) {
  const people = new Map(details.people.map((person) => [person.clerkId, person]));
  const others = details.affectedCount - details.affected.length;
  const log = linkTo("deliveries", { ...filter, failed: "true" });
  return h(
    "p",
    { class: "affected" },
    h("span", { class: "small quiet" }, "About"),
    details.affected.map((clerkId) => personLink(clerkId, people.get(clerkId))),
    others > 0 && h("a", { class: "small", href: log }, `and ${number(others)} more`),
  );
}
