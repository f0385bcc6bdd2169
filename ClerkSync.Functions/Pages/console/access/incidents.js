import { h } from "../../shared/dom.js";
import { live } from "../../shared/live.js";
import { button, commands, empty, pageHead } from "../../shared/parts.js";
import { count } from "../../shared/format.js";
import { call } from "../functions.js";
import { startRun } from "../start-run.js";
import { cli, curl } from "../terminal.js";
import { incidentCard } from "./incident-card.js";

/** The open incidents: where access and payment do not match. */
export const incidents = ({ query, signal }) => [
  pageHead(
    "Access incidents",
    "Where what people may use does not match what they pay for. Each closes when a later check no longer finds it.",
    button("Check everyone now", () => startRun("access")),
  ),
  commands([
    ["command", cli("access", "check")],
    ["list command", cli("access", "incidents")],
    ["curl line", curl("POST", "ops/access/check")],
  ]),
  live(signal, () => call("GET", "ops/access/incidents", { query: { account: query.account }, signal }), draw, 5000),
];

const draw = ({ incidents: list, next }, refresh) =>
  list.length === 0
    ? h(
        "div",
        { class: "card" },
        empty("No incident is open", "Everyone who was checked may use what they pay for, and nothing else."),
      )
    : [
        h(
          "p",
          { class: "quiet" },
          next
            ? `The first ${count(list.length, "open incident")}, the oldest first. There may be more: the list command has all.`
            : `${count(list.length, "incident")} open, the oldest first.`,
        ),
        list.map((one) => incidentCard(one, refresh)),
      ];
