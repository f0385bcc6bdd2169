import { h } from "../../shared/dom.js";
import { confirmDialog } from "../../shared/dialog.js";
import { agoOf, button, code, commands, tag } from "../../shared/parts.js";
import { table } from "../../shared/table.js";
import { toast } from "../../shared/toast.js";
import { call } from "../functions.js";
import { linkTo } from "../router.js";
import { cli, curl } from "../terminal.js";

const Targets = { source: "Clerk", database: "Database", stripe: "Stripe", mapping: "Mapping" };

const Columns = [
  { title: "Where", draw: ({ target }) => Targets[String(target).toLowerCase()] ?? target },
  { title: "Field", class: "wide mono", draw: ({ field }) => field },
  { title: "Is", class: "mono", isNamed: true, draw: ({ from }) => from ?? "absent" },
  {
    title: "Must be",
    class: "mono strong",
    isNamed: true,
    draw: ({ to, isForPerson }) => to ?? (isForPerson ? "for you to decide" : "absent"),
  },
];

/** One incident with the exact change. */
export function incidentCard(incident, refresh) {
  const changes = readChanges(incident);
  const canApprove = changes.some(({ target }) => String(target).toLowerCase() === "database");
  const { clerkId } = incident;
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
    h(
      "div",
      { class: "body tight" },
      h("p", {}, incident.reason),
      h(
        "p",
        { class: "small" },
        clerkId.startsWith("user_")
          ? h("a", { href: linkTo(`people/${encodeURIComponent(clerkId)}`) }, code(clerkId))
          : code(clerkId),
      ),
    ),
    changes.length > 0 && table("The exact change", Columns, changes),
    h(
      "div",
      { class: "body tight" },
      h(
        "div",
        { class: "row" },
        canApprove &&
          button("Approve the change", approve, { class: "primary", "data-focus": `approve ${incident.id}` }),
        button("Check this one again", check, { "data-focus": `check ${incident.id}` }),
        h("a", { class: "small", href: linkTo("access/ledger", { account: clerkId }) }, "History"),
      ),
      !canApprove &&
        h(
          "p",
          { class: "hint" },
          "ClerkSync reads Clerk and never writes metadata. Make the change there, then check again.",
        ),
      commands([
        ["command", cli("access", "check", clerkId)],
        ...(canApprove ? [["approve as curl", curl("POST", `ops/access/incidents/${incident.id}/approve`)]] : []),
      ]),
    ),
  );

  async function approve() {
    const text = changes.map(({ field, from, to }) => `${field}: ${from ?? "absent"} → ${to ?? "absent"}`).join("; ");
    if (
      !(await confirmDialog(
        "Approve this change?",
        `One row of the database changes: ${text}. Then the account is checked again.`,
        "Approve",
        false,
      ))
    )
      return;
    await act(() => call("POST", `ops/access/incidents/${incident.id}/approve`), "Changed and checked again.");
  }

  function check() {
    return act(() => call("POST", "ops/access/check", { query: { account: clerkId } }), "Checked again.");
  }

  async function act(work, done) {
    try {
      await work();
      toast(done);
    } catch (problem) {
      toast(problem.message, "bad");
    }
    refresh();
  }
}

// The column is JSON text, and the API may return it as a string.
const readChanges = ({ changes }) => (typeof changes === "string" ? JSON.parse(changes) : (changes ?? []));
