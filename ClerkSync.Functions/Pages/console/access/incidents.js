import { h } from "../../shared/dom.js";
import { live } from "../../shared/live.js";
import { agoOf, button, code, commands, empty, notice, pageHead } from "../../shared/parts.js";
import { count, number } from "../../shared/format.js";
import { call } from "../functions.js";
import { startRun } from "../start-run.js";
import { cli, curl } from "../terminal.js";
import { incidentCard } from "./incident-card.js";

/** The open incidents, in which access and payment do not match. */
export function incidents({ query: { account }, signal }) {
  const words = account ? [account] : [];
  return [
    pageHead(
      "Access incidents",
      account
        ? ["Of ", code(account), ". ", h("a", { href: "#/access/incidents" }, "Show everyone")]
        : "Accounts whose access does not match what they pay for. An incident closes when a later check no longer finds it.",
      button("Check everyone now", () => startRun("access")),
    ),
    commands([
      ["check command", cli("access", "check")],
      ["check as curl", curl("POST", "ops/access/check")],
      ["list command", cli("access", "incidents", ...words)],
      ["list as curl", curl("GET", "ops/access/incidents", { account })],
    ]),
    live(
      signal,
      () =>
        Promise.all([
          call("GET", "ops/access/status", { signal }),
          call("GET", "ops/access/incidents", { query: { account }, signal }),
        ]),
      ([status, page], refresh) => [lastCheck(status), draw(page, status, account, refresh)],
      5000,
    ),
  ];
}

/** Says when everyone was last checked, and whether the check was complete. */
function lastCheck({ checkedAt, isComplete, isMapped }) {
  if (!checkedAt)
    return notice(
      "",
      "Access was not checked yet",
      isMapped
        ? "A check also runs every night. Incidents appear here after the first one."
        : "First set up where your application stores access.",
      !isMapped && h("p", {}, h("a", { href: "#/access" }, "Set up")),
    );
  return isComplete
    ? h("p", { class: "quiet" }, "Everyone was checked ", agoOf(checkedAt), ".")
    : notice("warn", "The last check of everyone is incomplete", [
        "It ended ",
        agoOf(checkedAt),
        ". Incidents of accounts that it did not read are unchanged. ",
        h("a", { href: "#/runs" }, "Runs"),
        " shows why.",
      ]);
}

function draw({ incidents: list, next }, { checkedAt, isComplete }, account, refresh) {
  // Before the first check, an empty list means nothing.
  if (list.length === 0 && !checkedAt) return null;
  if (list.length === 0)
    return h(
      "div",
      { class: "card" },
      empty("No incident is open", isComplete && !account ? AllWell : null),
    );
  return [
    h(
      "p",
      { class: "quiet" },
      next
        ? `The first ${number(list.length)} open incidents, the oldest first. There may be more: the list command shows all.`
        : `${count(list.length, "incident")} open, the oldest first.`,
    ),
    list.map((one) => incidentCard(one, refresh)),
  ];
}

const AllWell = "Everyone's access matches what they pay for.";
