import { h } from "../../shared/dom.js";
import { agoOf, button, commands, tag } from "../../shared/parts.js";
import { table } from "../../shared/table.js";
import { act } from "../../shared/toast.js";
import { aboutLink } from "../about.js";
import { call } from "../functions.js";
import { linkTo } from "../router.js";
import { cli, curl } from "../terminal.js";
import { codeInWords } from "./code.js";
import { ChangeColumns, openRepair } from "./repair-dialog.js";

const Columns = [{ title: "Where", draw: (change) => Places[placeOf(change)] }, ...ChangeColumns];

const Places = { Source: "Clerk", Database: "Database", Stripe: "Stripe", Mapping: "Mapping" };
const Metadata = /^(public|private|unsafe)_metadata\./;

/** The source is Clerk's metadata or columns of the application's table. */
const placeOf = ({ target, field }) => (target === "Source" && !Metadata.test(field) ? "Database" : target);

/** Whether an approval writes the change. It must be in a column of the application's table, not of the mirror. */
const isWritten = (change) =>
  placeOf(change) === "Database" && !change.isForPerson && !/^(users|organizations)\./.test(change.field);

/** One incident with the proposed change. */
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
        codeInWords(incident.code),
        (incident.codes ?? []).filter((one) => one !== incident.code).map(tag),
      ),
      h(
        "span",
        { class: "small quiet" },
        "opened ",
        agoOf(incident.openedAt),
        incident.timesOpened > 1 && `, ${incident.timesOpened} times in all`,
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
        left.length < changes.length &&
          button("Show the change", () => openRepair(incident, refresh), {
            class: "primary",
            "data-focus": `repair ${incident.id}`,
          }),
        button("Check this one again", check, { "data-focus": `check ${incident.id}` }),
        h("a", { class: "small", href: linkTo("access/ledger", { account: clerkId }) }, "History"),
      ),
      left.length > 0 && h("p", { class: "hint" }, hintOf(left)),
      commands([
        ["check command", cli("access", "check", clerkId)],
        ["check as curl", curl("POST", "ops/access/check", { account: clerkId })],
        ...(left.length < changes.length ? [["approve command", cli("access", "approve", `${incident.id}`)]] : []),
      ]),
    ),
  );

  function check() {
    return act(describe, () => call("POST", "ops/access/check", { query: { account: clerkId } }), refresh);
  }
}

/** Describes the result of checking one account. */
function describe({ problem, checked, found }) {
  if (problem) return [`The check is incomplete. ${problem}`, "bad"];
  if (checked === 0) return ["The account no longer exists.", "bad"];
  return found === 0 ? ["The account has no incident."] : ["The account still has an incident.", "bad"];
}

/** Describes which changes a person must make, and where. */
function hintOf(changes) {
  const places = new Set(changes.map(placeOf).map((place) => HintPlaces[place]));
  return `Make the change in ${[...places].join(" and in ")}, then check again. ClerkSync only reads Clerk and Stripe.`;
}

const HintPlaces = { Source: "Clerk", Database: "your database", Stripe: "Stripe", Mapping: "the access mapping" };
