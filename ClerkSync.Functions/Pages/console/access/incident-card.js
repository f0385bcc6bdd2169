import { h } from "../../shared/dom.js";
import { agoOf, button, code, codeBlock, commands, tag } from "../../shared/parts.js";
import { table } from "../../shared/table.js";
import { act } from "../../shared/toast.js";
import { aboutLink } from "../about.js";
import { call } from "../functions.js";
import { linkTo } from "../router.js";
import { announce } from "../start-run.js";
import { cli } from "../terminal.js";

const Columns = [
  { title: "Where", draw: (change) => Places[placeOf(change)] },
  { title: "Field", class: "wide mono", draw: ({ field }) => field },
  { title: "Is", class: "mono", isNamed: true, draw: ({ from }) => from ?? "absent" },
  {
    title: "Must be",
    class: "mono strong",
    isNamed: true,
    draw: ({ to, isForPerson }) => to ?? (isForPerson ? "for you to decide" : "absent"),
  },
];

const Places = { Source: "Clerk", Database: "Database", Stripe: "Stripe", Mapping: "Mapping" };
const Metadata = /^(public|private|unsafe)_metadata\./;

/** The source is Clerk's metadata, or columns of the application's table. */
const placeOf = ({ target, field }) => (target === "Source" && !Metadata.test(field) ? "Database" : target);

/** Whether `access approve` writes it: a column of a table of the application, and not of the mirror's own. */
const isWritten = (change) =>
  placeOf(change) === "Database" && !change.isForPerson && !/^(users|organizations)\./.test(change.field);

/** One incident with the exact change. */
export function incidentCard(incident, refresh) {
  const { clerkId, changes } = incident;
  const left = changes.filter((change) => !isWritten(change));
  return h(
    "article",
    { class: "card" },
    h(
      "div",
      { class: "head" },
      h(
        "h2",
        { class: "row" },
        code(incident.code),
        (incident.codes ?? []).filter((one) => one !== incident.code).map(tag),
      ),
      h(
        "span",
        { class: "small quiet" },
        "open since ",
        agoOf(incident.openedAt),
        incident.timesOpened > 1 && `, opened ${incident.timesOpened} times`,
      ),
    ),
    h("div", { class: "body tight" }, h("p", {}, incident.reason), h("p", { class: "small" }, aboutLink(clerkId))),
    changes.length > 0 && table("The exact change", Columns, changes),
    h(
      "div",
      { class: "body tight" },
      h(
        "div",
        { class: "row" },
        button("Check this one again", check, { "data-focus": `check ${incident.id}` }),
        h("a", { class: "small", href: linkTo("access/ledger", { account: clerkId }) }, "History"),
      ),
      left.length > 0 && h("p", { class: "hint" }, hintOf(left)),
      left.length < changes.length && approval(incident.id),
      commands([["command", cli("access", "check", clerkId)]]),
    ),
  );

  function check() {
    const query = { account: clerkId };
    return act(null, async () => announce("The check", await call("POST", "ops/access/check", { query })), refresh);
  }
}

/** What a person changes, and where. */
function hintOf(changes) {
  const places = new Set(changes.map(placeOf).map((place) => HintPlaces[place]));
  return `Make the change in ${[...places].join(" and in ")}, then check again. ClerkSync only reads Clerk and Stripe.`;
}

const HintPlaces = { Source: "Clerk", Database: "your database", Stripe: "Stripe", Mapping: "the access mapping" };

const approval = (id) =>
  h(
    "div",
    { class: "tight" },
    h("p", { class: "hint" }, "Approve the change of your table from a terminal. It is shown before it is written:"),
    codeBlock(cli("access", "approve", `${id}`), "approve command"),
  );
