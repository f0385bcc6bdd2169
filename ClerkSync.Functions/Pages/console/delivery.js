import { h, redraw } from "../shared/dom.js";
import { live } from "../shared/live.js";
import {
  badge,
  button,
  card,
  cardBody,
  code,
  codeBlock,
  commands,
  facts,
  pageHead,
  zonedTimeOf,
} from "../shared/parts.js";
import { confirmDialog } from "../shared/dialog.js";
import { act, toastProblem } from "../shared/toast.js";
import { duration, number } from "../shared/format.js";
import { aboutLink, personLink } from "./about.js";
import { affectedBy, causeParts } from "./cause.js";
import { call } from "./functions.js";
import { linkTo } from "./router.js";
import { cli, curl } from "./terminal.js";

/** The page of one delivery. */
export function delivery({ params: { svixId }, signal }) {
  const path = `ops/deliveries/${encodeURIComponent(svixId)}`;
  const replayLines = [
    ["replay command", cli("replay", svixId)],
    ["replay as curl", curl("POST", `${path}/replay`)],
  ];
  const body = live(signal, load, draw, 5000);
  return [pageHead(h("span", { class: "mono-title" }, svixId), h("a", { href: "#/deliveries" }, "Deliveries")), body];

  /** Reads the delivery, `cause` (its group of failures) and `person` (its user, if there is a row). */
  async function load() {
    const one = await call("GET", path, { signal });
    const [cause, person] = await Promise.all([
      one.error && findCause(one.error, signal),
      one.userClerkId && findPerson(one.userClerkId, signal),
    ]);
    return { ...one, cause, person };
  }

  function draw(one, refresh) {
    return [
      one.error && causeCard(one),
      card(
        "Outcome",
        badge(one.outcome),
        cardBody(
          facts([
            ["Event", one.eventType],
            ...(one.person ? [["User", personLink(one.userClerkId, one.person)]] : []),
            ["Clerk id", one.clerkId && aboutLink(one.clerkId)],
            ["Attempts", number(one.attempts)],
            ["Clerk sent it", zonedTimeOf(one.eventAt)],
            ["First arrived", zonedTimeOf(one.receivedAt)],
            ["Last attempt", zonedTimeOf(one.processedAt)],
            [
              "From Clerk to the database",
              one.outcome === "applied" && one.eventAt
                ? duration(Math.max(0, new Date(one.processedAt) - new Date(one.eventAt)))
                : null,
            ],
            ["Payload stored until", zonedTimeOf(one.payloadExpiresAt)],
          ]),
          h(
            "div",
            { class: "row" },
            isReplayable(one) &&
              button("Replay this one", () => replay(refresh), { class: "primary", "data-focus": "replay" }),
            commands([["command", cli("delivery", svixId)], ...replayLines]),
          ),
        ),
      ),
      payloadCard(path, svixId, one, signal),
    ];
  }

  async function replay(refresh) {
    const text =
      "This applies the stored payload again and writes what it changes to the database. If the database has a newer version, nothing changes.";
    const options = { isDangerous: false, lines: replayLines };
    if (!(await confirmDialog("Replay this delivery?", text, "Replay", options))) return;
    await act(
      ({ outcome }) => [`Replayed: ${outcome}.`],
      () => call("POST", `${path}/replay`),
      refresh,
    );
  }
}

const isReplayable = ({ outcome, hasPayload }) => hasPayload && ["failed", "rejected", "ignored"].includes(outcome);

/** Finds the group of failures; null when the delivery has been applied in the meantime. */
async function findCause(error, signal) {
  const { groups } = await call("GET", "ops/failures", { query: { cause: error, details: "true" }, signal });
  return groups[0] ?? null;
}

async function findPerson(clerkId, signal) {
  const { people } = await call("GET", "ops/people", { query: { q: clerkId }, signal });
  return people.find((person) => person.clerkId === clerkId);
}

const causeCard = ({ outcome, error, cause }) =>
  card(
    outcome === "failed" ? "Postgres rejected the event" : "The event was rejected",
    cause?.count > 1 &&
      h(
        "a",
        { class: "small", href: linkTo("deliveries", { failed: "true", cause: error }) },
        `All ${number(cause.count)} with this cause`,
      ),
    cardBody(cause ? [causeParts(cause), cause.details.affectedCount > 1 && affectedBy(cause)] : code(error)),
  );

/** The payload contains personal data, so it is shown only after a click, which the functions record. */
function payloadCard(path, svixId, one, signal) {
  const body = h(
    "div",
    { class: "tight" },
    one.hasPayload
      ? [
          h("p", { class: "soft" }, "The payload contains personal data. Each view is recorded."),
          h("div", {}, button("Show the payload", show, { "data-focus": "payload" })),
        ]
      : h(
          "p",
          { class: "soft" },
          "The payload is not stored. By default only payloads of failed and rejected deliveries are stored, for a limited time.",
        ),
    commands([
      ["command", cli("delivery", svixId, "--payload")],
      ["curl line", curl("GET", path, { payload: "true" })],
    ]),
  );
  return card("Payload", null, h("div", { class: "body" }, body));

  async function show() {
    try {
      const { payload } = await call("GET", path, { query: { payload: "true" }, signal });
      redraw(
        body,
        payload === null
          ? h("p", { class: "soft" }, "The payload is no longer stored.")
          : codeBlock(pretty(payload), "payload", "long"),
      );
    } catch (problem) {
      toastProblem(problem);
    }
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
