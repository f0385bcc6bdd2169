import { h } from "../shared/dom.js";
import { live } from "../shared/live.js";
import {
  badge,
  button,
  card,
  cardBody,
  code,
  codeBlock,
  commands,
  empty,
  facts,
  pageHead,
  timeOf,
} from "../shared/parts.js";
import { table } from "../shared/table.js";
import { act, toast } from "../shared/toast.js";
import { valueText } from "../shared/format.js";
import { call } from "./functions.js";
import { clerkCard } from "./clerk-comparison.js";
import { incidentCard } from "./access/incident-card.js";
import { linkTo } from "./router.js";
import { cli, curl } from "./terminal.js";
import { timeline } from "./timeline.js";

/** One person: the row and why it is as it is, what happened, and what Clerk says. */
export function person({ params: { clerkId }, signal }) {
  const path = `ops/people/${encodeURIComponent(clerkId)}`;
  return live(signal, () => call("GET", path, { signal }), draw, 5000);

  function draw(one, refresh) {
    const { row } = one;
    return [
      pageHead(
        nameOf(row) ?? clerkId,
        [code(clerkId), row.deletedAt && [" ", badge("deleted")]],
        h(
          "div",
          { class: "row" },
          h("a", { class: "button", href: linkTo("deliveries", { clerkId }) }, "Deliveries"),
          button("Repair this one", () => repair(refresh), { class: "primary", "data-focus": "repair" }),
        ),
      ),
      commands([
        ["command", cli("user", clerkId)],
        ["repair as curl", curl("POST", `${path}/repair`)],
      ]),
      one.incidents?.length > 0 && one.incidents.map((incident) => incidentCard(incident, refresh)),
      h("div", { class: "columns" }, rowCard(one), timelineCard(one.timeline)),
      clerkCard(path, signal),
      one.memberships?.length > 0 && membershipsCard(one.memberships),
      privateCard(path, signal),
    ];
  }

  function repair(refresh) {
    return act(
      ({ outcome }) => `Compared with Clerk: ${outcome}.`,
      () => call("POST", `${path}/repair`),
      refresh,
    );
  }
}

const nameOf = (row) => [row.firstName, row.lastName].filter(Boolean).join(" ") || row.email || null;

function rowCard({ row, version }) {
  const pairs = Object.entries(row).map(([name, value]) => [
    name,
    /At$/.test(name) && value
      ? timeOf(value)
      : h("span", { class: typeof value === "object" ? "mono" : null }, valueText(value)),
  ]);
  return card(
    "The row",
    null,
    cardBody(
      version &&
        h(
          "p",
          { class: "soft" },
          "Version of ",
          timeOf(version.clerkUpdatedAt),
          ", event of ",
          timeOf(version.clerkEventAt),
          ". ",
          version.why,
        ),
      facts(pairs),
    ),
  );
}

const timelineCard = (entries = []) =>
  card(
    "What happened",
    null,
    entries.length === 0
      ? empty("Nothing on record", "The log keeps deliveries for a while only.")
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
          draw: (one) => one.organizationName ?? code(one.organizationId ?? one.organizationClerkId),
        },
        { title: "Role", draw: ({ role }) => code(role) },
        { title: "Current", draw: ({ isCurrent }) => (isCurrent === false ? "no" : "yes") },
      ],
      memberships,
    ),
  );

/** At Clerk only servers read private metadata, so it is behind a click. */
function privateCard(path, signal) {
  const body = h(
    "div",
    { class: "tight" },
    h("p", { class: "soft" }, "At Clerk only servers read it."),
    h("div", {}, button("Show the private metadata", show)),
    commands([["curl line", curl("GET", path, { private: "true" })]]),
  );
  return card("Private metadata", null, h("div", { class: "body" }, body));

  async function show() {
    try {
      const { privateMetadata } = await call("GET", path, { query: { private: "true" }, signal });
      body.replaceChildren(codeBlock(JSON.stringify(privateMetadata ?? {}, null, 2), "private metadata", true));
    } catch (problem) {
      toast(problem.message, "bad");
    }
  }
}
