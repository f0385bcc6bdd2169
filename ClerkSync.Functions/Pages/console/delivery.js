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
  notice,
  pageHead,
  timeOf,
} from "../shared/parts.js";
import { act, toastProblem } from "../shared/toast.js";
import { duration, number } from "../shared/format.js";
import { aboutLink } from "./about.js";
import { call } from "./functions.js";
import { linkTo } from "./router.js";
import { cli, curl } from "./terminal.js";

/** One delivery. */
export function delivery({ params: { svixId }, signal }) {
  const path = `ops/deliveries/${encodeURIComponent(svixId)}`;
  const body = live(signal, () => call("GET", path, { signal }), draw, 5000);
  return [pageHead(h("span", { class: "mono-title" }, svixId), h("a", { href: "#/deliveries" }, "Deliveries")), body];

  function draw(one, refresh) {
    return [
      one.error && explain(one),
      card(
        "Outcome",
        badge(one.outcome),
        cardBody(
          facts([
            ["Event", one.eventType],
            ["About", one.clerkId && aboutLink(one.clerkId)],
            ["Attempts", number(one.attempts)],
            ["Clerk sent it", timeOf(one.eventAt)],
            ["First arrived", timeOf(one.receivedAt)],
            ["Last attempt", timeOf(one.processedAt)],
            [
              "From Clerk to the database",
              one.outcome === "applied" && one.eventAt
                ? duration(Math.max(0, new Date(one.processedAt) - new Date(one.eventAt)))
                : null,
            ],
          ]),
          h(
            "div",
            { class: "row" },
            isReplayable(one) &&
              button("Replay this one", () => replay(refresh), { class: "primary", "data-focus": "replay" }),
            commands([
              ["command", cli("delivery", svixId)],
              ["replay command", cli("replay", svixId)],
              ["replay as curl", curl("POST", `${path}/replay`)],
            ]),
          ),
        ),
      ),
      payloadCard(path, svixId, one, signal),
    ];
  }

  function replay(refresh) {
    return act(
      ({ outcome }) => [`Replayed: ${outcome}.`],
      () => call("POST", `${path}/replay`),
      refresh,
    );
  }
}

const isReplayable = ({ outcome, hasPayload }) => hasPayload && ["failed", "rejected", "ignored"].includes(outcome);

const explain = ({ outcome, error }) =>
  notice(
    outcome === "failed" ? "bad" : "warn",
    outcome === "failed" ? "Postgres rejected the event" : "The event was rejected",
    null,
    code(error),
    h(
      "p",
      {},
      h(
        "a",
        { class: "small", href: linkTo("deliveries", { failed: "true", cause: error }) },
        "Others with this cause",
      ),
    ),
  );

/** The payload has personal data, so it is behind a click, and the functions record the click. */
function payloadCard(path, svixId, one, signal) {
  const body = h(
    "div",
    { class: "tight" },
    one.hasPayload
      ? [
          h("p", { class: "soft" }, "It contains personal data. Each time that it is shown is recorded."),
          h("div", {}, button("Show the payload", show, { "data-focus": "payload" })),
        ]
      : h(
          "p",
          { class: "soft" },
          "It is not stored. By default only failed and rejected deliveries keep their payload, for a limited time.",
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
          ? h("p", { class: "soft" }, "It is no longer stored.")
          : codeBlock(pretty(payload), "payload", true),
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
