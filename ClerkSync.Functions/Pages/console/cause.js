import { h } from "../shared/dom.js";
import { code, codeBlock, facts } from "../shared/parts.js";
import { number } from "../shared/format.js";
import { personLink } from "./about.js";
import { linkTo } from "./router.js";

/** A cause of failures: what to do, the parts of the error, and what rejects the rows. */
export const causeParts = (group) => [
  h("p", {}, isRuleGone(group) ? [code(ruleOf(group)), Gone] : group.sentence),
  facts(partsOf(group), "dense"),
  rules(group),
];

const Gone = " no longer exists. The deliveries can be replayed.";

/** Whether what rejected the rows was dropped. */
export const isRuleGone = (group) => Boolean(ruleOf(group)) && group.details.rules?.length === 0;

const ruleOf = ({ constraint, column, domain }) => constraint ?? column ?? domain;

function partsOf({ code: word, sqlState, sqlStateName, table, domain, constraint, column, filter }) {
  return [
    ["Code", code(word)],
    sqlState
      ? ["SQLSTATE", [code(sqlState), sqlStateName && h("span", { class: "small" }, ` ${sqlStateName}`)]]
      : ["Error", code(filter.cause)],
    ...Object.entries({ Table: table, Domain: domain, Constraint: constraint, Column: column })
      .filter(([, name]) => name)
      .map(([term, name]) => [term, code(name)]),
  ];
}

/** The definitions as SQL, or why they are missing. Null when there is none. */
function rules(group) {
  const { details } = group;
  if (details.rules === null)
    return h("p", { class: "soft" }, "The role of DATABASE_URL may not read the definitions of constraints and triggers.");
  if (details.rules.length === 0) return null;
  return h(
    "div",
    { class: "tight" },
    h("p", { class: "small quiet" }, ruleOf(group) ? "Rule" : "Triggers on the tables"),
    details.rules.map((rule) => codeBlock(rule.definition, `definition of ${rule.name}`)),
  );
}

/** Which users or other objects the deliveries of a cause are about. */
export function affectedBy({ details, filter }) {
  if (details.affectedCount === 0) return null;

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
