import { h } from "../shared/dom.js";
import { live } from "../shared/live.js";
import { agoOf, button, card, commands, empty, pageHead, timeOf } from "../shared/parts.js";
import { count, number } from "../shared/format.js";
import { call } from "./functions.js";
import { affectedBy, causeParts, isRuleGone } from "./cause.js";
import { openReplay } from "./replay.js";
import { linkTo } from "./router.js";
import { refreshStatus } from "./status-feed.js";
import { filterCommands } from "./terminal.js";

const MostGroups = 100;

/** The failed deliveries, by cause. */
export const failures = ({ signal }) => [
  pageHead(
    "Failures",
    "Deliveries that were not applied, by cause. Other deliveries are applied as usual. Correct the cause, then replay.",
  ),
  failureGroups(signal, MostGroups),
];

/** The groups as a card, largest first. */
export function failureGroups(signal, limit) {
  const load = () => call("GET", "ops/failures", { query: { limit, details: "true" }, signal });
  return live(signal, load, (answer, refresh) => drawGroups(answer.groups, limit, done(refresh)), 10_000);

  function done(refresh) {
    return () => {
      refresh();
      refreshStatus();
    };
  }
}

function drawGroups(groups, limit, refresh) {
  return card(
    "Failures by cause",
    groups.length > 0 &&
      h("a", { class: "small", href: linkTo("deliveries", { failed: "true" }) }, "All failed deliveries"),
    groups.length === 0
      ? empty("Nothing has failed", "No delivery in the log is failed or rejected.")
      : groups.map((group) => drawGroup(group, refresh)),
    groups.length === limit && h("p", { class: "body quiet" }, `The ${count(limit, "largest cause")}. `, moreOf(limit)),
  );
}

/** Says where the remaining causes are. */
const moreOf = (limit) =>
  limit < MostGroups ? h("a", { href: "#/failures" }, "All causes") : "The delivery log also has the others.";

function drawGroup(group, refresh) {
  const filter = { ...group.filter, failed: "true" };
  const isReplayNext = isRuleGone(group) && group.withPayload > 0;
  return h(
    "article",
    { class: "failure" },
    h(
      "div",
      { class: "row between" },
      h(
        "h3",
        {},
        h("span", { class: "many" }, number(group.count)),
        group.count === 1 ? " delivery" : " deliveries",
      ),
      h(
        "div",
        { class: "actions" },
        h("a", { class: isReplayNext ? "button" : "button primary", href: linkTo("deliveries", filter) }, "Show"),
        group.withPayload > 0 &&
          button(
            `Replay ${count(group.withPayload, "delivery", "deliveries")}`,
            () => openReplay({ filter, group, done: refresh }),
            { class: isReplayNext ? "primary" : null, "data-focus": `replay ${group.filter.cause}` },
          ),
      ),
    ),
    causeParts(group),
    affectedBy(group),
    h(
      "p",
      { class: "small quiet" },
      "First ",
      agoOf(group.firstAt),
      ", last ",
      agoOf(group.lastAt),
      ". ",
      group.payloadExpiresAt
        ? ["The first payload expires ", timeOf(group.payloadExpiresAt), "."]
        : "No payload is stored, so these cannot be replayed from here.",
    ),
    commands(filterCommands(["replay"], "POST", "ops/replays", filter)),
  );
}
