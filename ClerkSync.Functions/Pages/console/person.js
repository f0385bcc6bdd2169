import { h, redraw } from "../shared/dom.js";
import { live } from "../shared/live.js";
import {
  badge,
  breakable,
  button,
  card,
  cardBody,
  code,
  codeBlock,
  commands,
  empty,
  facts,
  pageHead,
  zonedTimeOf,
} from "../shared/parts.js";
import { confirmDialog } from "../shared/dialog.js";
import { table } from "../shared/table.js";
import { act, toastProblem } from "../shared/toast.js";
import { valueText } from "../shared/format.js";
import { call } from "./functions.js";
import { clerkCard } from "./clerk-comparison.js";
import { incidentCard } from "./access/incident-card.js";
import { linkTo } from "./router.js";
import { cli, curl } from "./terminal.js";
import { timeline } from "./timeline.js";
import { nameTab } from "./title.js";

const MostEntries = 100;

/** The page of one person: the row and its origin, the history, and Clerk's data. */
export function person({ params: { clerkId }, signal }) {
  const path = `ops/people/${encodeURIComponent(clerkId)}`;
  const name = h("span", {}, clerkId);
  const id = h("code", { hidden: true }, clerkId);
  // Data that the user has requested stays when the rest is redrawn.
  const clerk = clerkCard(path, signal, { hasRow: () => hasRow, readRow: () => body.refresh(), repair });
  const hidden = privateCard(path, signal);
  const repairLines = [["repair as curl", curl("POST", `${path}/repair`)]];
  const repairButton = button("Repair this one", repair, { class: "primary" });
  let hasRow = false;
  let shown = null;
  const body = live(signal, load, draw, 5000);
  return [
    pageHead(
      name,
      id,
      h(
        "div",
        { class: "row" },
        h("a", { class: "button", href: linkTo("deliveries", { q: clerkId }) }, "Deliveries"),
        repairButton,
      ),
    ),
    commands([["command", cli("user", clerkId)], ...repairLines]),
    body,
  ];

  /** Without a row, contains only `failure`: the user's last failed delivery, or null. */
  async function load() {
    try {
      return await call("GET", path, { signal });
    } catch (problem) {
      if (problem.status === 404 && !problem.isMissingRoute) return { failure: await findFailure(clerkId, signal) };
      throw problem;
    }
  }

  function draw(one, refresh) {
    const { row, version, failure } = one;
    hasRow = Boolean(row?.id);
    const text = JSON.stringify([row, version]);
    if (text !== shown) clerk.outdate();
    shown = text;
    // The database would probably also reject a repair.
    repairButton.classList.toggle("primary", !failure);
    if (!row) return [missingCard(clerkId, failure), clerk.element];
    name.textContent = nameOf(row) ?? clerkId;
    id.hidden = !nameOf(row);
    nameTab(name.textContent);
    return [
      one.incidents.map((incident) => incidentCard(incident, refresh)),
      h("div", { class: "columns" }, rowCard(one), timelineCard(one.timeline)),
      clerk.element,
      one.memberships.length > 0 && membershipsCard(one.memberships),
      row.id && hidden,
    ];
  }

  async function repair() {
    const text =
      "This asks Clerk for the user and writes Clerk's values into the row, or creates it. If Clerk does not have the user, the row is deleted.";
    const isSure = await confirmDialog("Repair this user?", text, "Repair", { isDangerous: false, lines: repairLines });
    if (!isSure) return;
    await act(describe, () => call("POST", `${path}/repair`), body.refresh);
    clerk.refresh();
  }

  /** The text and the kind of a toast. */
  async function describe({ outcome }) {
    if (outcome !== "failed") return [Outcomes[outcome]];
    const failure = await findFailure(clerkId, signal);
    return [failure ? rejectedAs(failure) : NoCause, "bad"];
  }
}

/** Finds the last delivery about a user that was not applied; null when the log has none. */
async function findFailure(clerkId, signal) {
  const query = { clerkId, failed: "true", limit: 1 };
  const { deliveries } = await call("GET", "ops/deliveries", { query, signal });
  return deliveries[0] ?? null;
}

const NoCause = "The database rejects Clerk's values. The functions' log has the error.";

const rejectedAs = ({ error }) => [
  `The database rejects Clerk's values. The last failed delivery about the user has the error "${error}". `,
  h("a", { href: "#/failures" }, "Failures"),
];

const missingCard = (clerkId, failure) =>
  h("div", { class: "card" }, empty("Not in the database", failure ? failedText(failure) : absentText(clerkId)));

const failedText = ({ svixId, eventType, outcome, attempts, error }) => [
  "The last ",
  h("a", { href: linkTo(`deliveries/${encodeURIComponent(svixId)}`) }, `delivery of ${eventType ?? "an event"}`),
  ` about the user was not applied (${outcome}${attempts > 1 ? `, ${attempts} attempts` : ""}): `,
  code(error),
  ". Correct the cause, then replay the delivery.",
];

const absentText = (clerkId) => [
  "Either the user is deleted, or no delivery about the user was applied. Look at ",
  h("a", { href: linkTo("deliveries", { q: clerkId }) }, "the deliveries"),
  ". A repair asks Clerk, and writes the row if Clerk has the user.",
];

/** The outcomes of a repair, except a rejection by the database. */
const Outcomes = {
  equal: "The row already matches Clerk. Nothing was written.",
  written: "The row now matches Clerk.",
  removed: "Clerk does not have this user, so the row was deleted.",
  newer: "The row is newer than Clerk's data. Nothing was written.",
  kept: "Clerk does not have this user. The row was kept, because it is younger than ten minutes or has just changed.",
  changed: "The row changed during the repair, or the user is deleted. Nothing was written.",
};

const nameOf = (row) => [row.firstName, row.lastName].filter(Boolean).join(" ") || row.email || row.primaryEmail;

function rowCard({ row, version }) {
  const pairs = Object.entries(row).map(([name, value]) => [
    columnOf(name),
    /At$/.test(name) && value
      ? zonedTimeOf(value)
      : h("span", { class: typeof value === "object" ? "mono" : null }, drawText(valueText(value))),
  ]);
  return card(
    "The row",
    row.deletedAt && badge("deleted"),
    cardBody(
      version &&
        h(
          "p",
          { class: "soft" },
          "Changed in Clerk ",
          zonedTimeOf(version.clerkUpdatedAt),
          "; the event was sent ",
          zonedTimeOf(version.clerkEventAt),
          ". ",
          version.why,
        ),
      row.id
        ? facts(pairs)
        : h("p", { class: "soft" }, "The user was deleted ", zonedTimeOf(row.deletedAt), ". Only the id and the time are kept."),
    ),
  );
}

/** Only an email can break across lines. */
const drawText = (text) => (text.includes("@") ? breakable(text) : text);

const columnOf = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const timelineCard = (entries) =>
  card(
    "What happened",
    entries.length === MostEntries && h("span", { class: "quiet small" }, `The newest ${MostEntries}`),
    entries.length === 0
      ? empty("Nothing on record", "The log keeps deliveries for a limited time.")
      : cardBody(timeline(entries)),
  );

const membershipsCard = (memberships) =>
  card(
    "Memberships",
    null,
    table(
      "Memberships",
      [
        {
          title: "Organization",
          class: "strong long",
          draw: (one) => one.organizationName ?? code(one.organizationClerkId),
        },
        { title: "Clerk id", class: "wide long", draw: ({ organizationClerkId }) => code(organizationClerkId) },
        { title: "Role", draw: ({ role }) => (role ? code(role) : "–") },
        { title: "Current", isNamed: true, draw: ({ isCurrent }) => (isCurrent ? "yes" : "no") },
      ],
      memberships,
    ),
  );

/** In Clerk, only servers can read private metadata, so it is shown only after a click, which the functions record. */
function privateCard(path, signal) {
  const body = h(
    "div",
    { class: "tight" },
    h("p", { class: "soft" }, "In Clerk, only servers can read private metadata. Each view is recorded."),
    h("div", {}, button("Show the private metadata", show)),
    commands([["curl line", curl("GET", path, { private: "true" })]]),
  );
  return card("Private metadata", null, h("div", { class: "body" }, body));

  async function show() {
    try {
      const { privateMetadata } = await call("GET", path, { query: { private: "true" }, signal });
      redraw(body, codeBlock(JSON.stringify(privateMetadata, null, 2), "private metadata", "long"));
    } catch (problem) {
      toastProblem(problem);
    }
  }
}
