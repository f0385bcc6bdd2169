import { h } from "../shared/dom.js";
import { code, codeBlock, facts } from "../shared/parts.js";
import { number } from "../shared/format.js";
import { personLink } from "./about.js";
import { linkTo } from "./router.js";

/** Describes a cause of failures: what to do, the parts of the error, and the rules that reject the rows. */
export const causeParts = (group) => [
  h("p", {}, isRuleGone(group) ? [code(ruleOf(group)), Gone] : group.sentence),
  facts(partsOf(group), "dense"),
  rules(group),
];

const Gone = " no longer exists. The deliveries can be replayed.";

/** Whether the rule that rejected the rows no longer exists. */
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

/** The definitions of the rules as SQL, or why they are missing. Null when there are no rules. */
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

/** The users or other objects that the failed deliveries are about. */
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
