import { h } from "../shared/dom.js";
import { live } from "../shared/live.js";
import { agoOf, button, card, code, commands, empty, pageHead, tag } from "../shared/parts.js";
import { count, number } from "../shared/format.js";
import { call } from "./functions.js";
import { openReplay } from "./replay.js";
import { linkTo } from "./router.js";
import { filterCommands } from "./terminal.js";

const MostGroups = 100;

/** What failed, by cause. */
export const failures = ({ signal }) => [
  pageHead(
    "Failures",
    "What was not applied, grouped by cause. A failed delivery blocks no other and can be replayed.",
  ),
  failureGroups(signal, MostGroups),
];

/** The groups as a card, the largest first. */
export function failureGroups(signal, limit) {
  const load = () => call("GET", "ops/failures", { query: { limit }, signal });
  return live(signal, load, (answer, refresh) => drawGroups(answer.groups, limit, refresh), 10_000);
}

function drawGroups(groups, limit, refresh) {
  return card(
    "Failures by cause",
    groups.length > 0 &&
      h("a", { class: "small", href: linkTo("deliveries", { failed: "true" }) }, "All failed deliveries"),
    groups.length === 0
      ? empty("Nothing has failed", "Every delivery on record was applied, or did not have to be.")
      : groups.map((group) => drawGroup(group, refresh)),
    groups.length === limit && h("p", { class: "body quiet" }, `The ${count(limit, "largest cause")}. `, moreOf(limit)),
  );
}

/** Where the other causes are, if a page or a route has them. */
const moreOf = (limit) =>
  limit < MostGroups ? h("a", { href: "#/failures" }, "All causes") : "The log of deliveries has the others too.";

function drawGroup(group, refresh) {
  const filter = { ...group.filter, failed: "true" };
  return h(
    "article",
    { class: "failure" },
    h("div", { class: "many" }, number(group.count)),
    h(
      "div",
      { class: "tight" },
      h(
        "h3",
        { class: "row" },
        code(group.code),
        group.sqlState && tag(`SQLSTATE ${group.sqlState}`),
        group.table && tag(group.table),
        group.constraint && tag(group.constraint),
      ),
      h("p", { class: "soft" }, group.sentence),
      h("p", { class: "small quiet" }, "First ", agoOf(group.firstAt), ", last ", agoOf(group.lastAt), "."),
      commands(filterCommands(["replay"], "POST", "ops/replays", filter)),
    ),
    h(
      "div",
      { class: "actions" },
      h("a", { class: "button small", href: linkTo("deliveries", filter) }, "Show"),
      group.withPayload > 0
        ? button(`Replay these ${number(group.withPayload)}`, () => openReplay({ filter, group, done: refresh }), {
            class: "primary",
            "data-focus": `replay ${group.filter.cause}`,
          })
        : h("span", { class: "small quiet" }, "No payload is kept"),
    ),
  );
}
