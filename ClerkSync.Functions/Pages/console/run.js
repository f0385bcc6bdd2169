import { h } from "../shared/dom.js";
import { confirmDialog } from "../shared/dialog.js";
import { live } from "../shared/live.js";
import {
  badge,
  button,
  card,
  cardBody,
  codeBlock,
  commands,
  facts,
  notice,
  pageHead,
  zonedTimeOf,
} from "../shared/parts.js";
import { table } from "../shared/table.js";
import { act } from "../shared/toast.js";
import { number } from "../shared/format.js";
import { aboutLink } from "./about.js";
import { call } from "./functions.js";
import { lengthOf, startButton } from "./runs.js";
import { cli, curl } from "./terminal.js";

// A run stores its progress every few seconds. After two minutes without an update, it counts as interrupted.
const SilentAfterMs = 120_000;

/** The page of one run, updated while the run is in progress. */
export function run({ params: { id }, signal }) {
  const path = `ops/runs/${encodeURIComponent(id)}`;
  const stopLines = [
    ["stop command", cli("runs", id, "--stop")],
    ["stop as curl", curl("POST", `${path}/stop`)],
  ];
  return [
    pageHead(`Run ${id}`, h("a", { href: "#/runs" }, "Runs")),
    // The silence is part of the data, so that it is drawn even if nothing else has changed.
    live(signal, async () => withSilence(await call("GET", path, { signal })), draw, 1500),
  ];

  function draw(one, refresh) {
    const isRunning = one.status === "running";
    return [
      explain(one),
      card(
        Titles[one.kind] ?? one.kind,
        h(
          "div",
          { class: "row" },
          badge(one.status),
          isRunning && button("Stop", () => stop(one, refresh), { "data-focus": "stop" }),
        ),
        cardBody(
          isRunning && !one.isSilent && h("progress", { "aria-label": "In progress" }),
          facts(
            [
              ["Objects read", number(one.progress)],
              ["Started", zonedTimeOf(one.startedAt)],
              ["Last update", zonedTimeOf(one.updatedAt)],
              ...(one.finishedAt ? [["Ended", zonedTimeOf(one.finishedAt)]] : []),
              [isRunning ? "Worked for" : "Took", lengthOf(one)],
            ],
            "dense",
          ),
          commands([
            ["command", cli("runs", `${one.id}`)],
            ["curl line", curl("GET", path)],
            ...(isRunning ? stopLines : []),
          ]),
        ),
      ),
      one.kind === "drift" && one.result?.total > 0 && h("div", {}, startButton("repair")),
      one.result && drawResult(one.result, one.kind === "repair" && !isRunning ? "What differed" : "What differs"),
      one.kind === "access" && one.result?.found > 0 && h("div", {}, incidentsLink()),
    ];
  }

  async function stop({ kind }, refresh) {
    const text = `This ends the run within seconds. The rows that it has written stay. ${kind === "backfill" ? Continues : ""}`;
    const options = { isDangerous: false, lines: stopLines };
    if (!(await confirmDialog("Stop this run?", text, "Stop the run", options))) return;
    await act("The run stops within seconds.", () => call("POST", `${path}/stop`), refresh);
  }
}

const Titles = { backfill: "Backfill", drift: "Drift", repair: "Repair", access: "Access check" };

const withSilence = (one) => ({
  ...one,
  isSilent: one.status === "running" && Date.now() - new Date(one.updatedAt) > SilentAfterMs,
});

const incidentsLink = () => h("a", { class: "button", href: "#/access/incidents" }, "Show the incidents");

/** Explains an unusual state or end of a run. Null when the run is fine. */
function explain({ kind, status, error, result, isSilent }) {
  if (isSilent)
    return notice(
      "warn",
      "The run has not reported for two minutes",
      "Its process has probably ended. If the run was started from the console, a timer resumes it. If it was started from the command line, start it again.",
    );
  if (status === "failed")
    return notice("bad", "The run failed", error, kind === "backfill" && h("p", { class: "soft" }, Continues));
  if (status === "stopped")
    return notice("", "The run was stopped", kind === "backfill" ? Continues : "What it had written stays.");
  const lists = result?.lists ?? result?.found?.lists ?? [];
  if (status === "incomplete" && result?.failed > 0 && lists.every(({ isComplete }) => isComplete))
    return notice(
      "warn",
      `Postgres rejected ${number(result.failed)} row${result.failed === 1 ? "" : "s"}`,
      `${result.failures ? "The rows and their errors are below. " : ""}Correct what rejects them, then start another ${kind}.`,
    );
  if (status === "incomplete")
    return notice(
      "warn",
      "Not everything was read",
      error ?? result?.problem ?? whyIncomplete(lists),
    );
  return result?.isLimited
    ? notice(
        "warn",
        "Rows were kept, because deleting them would exceed the limit",
        "Check them below. If they should be deleted, raise the limit:",
        codeBlock(cli("repair", "--yes", "--max-removals", `${mostRemovals(result)}`), "command"),
      )
    : null;
}

/** Newly created objects may outnumber those that are missing from a list. */
const whyIncomplete = (lists) =>
  lists.some(({ isComplete, read, expected }) => !isComplete && read < expected)
    ? "One of Clerk's lists ended early. Start it again."
    : "One of Clerk's lists lacked objects that Clerk counts. Start it again.";

const Continues = "Another backfill continues where this one ended.";

/** The smallest limit that is enough for every table. */
const mostRemovals = ({ tables }) => Math.max(...tables.map(({ kept }) => kept));

/**
 * Draws a result. A repair has its findings in `found`, a comparison in itself. An access check has counts in `steps`.
 */
function drawResult(result, findingsTitle) {
  const { tables, findings, unreadableObjects, failures, failed, total, unreadable } = { ...result.found, ...result };
  const all = { ...result, ...result.steps };
  const numbers = inOrder(Object.keys(all)).filter((name) => typeof all[name] === "number");
  return [
    numbers.length > 0 &&
      card("Counts", null, cardBody(facts(numbers.map((name) => [words(name), number(all[name])]), "dense"))),
    tables?.length > 0 && listCard("By table", tables),
    findings?.length > 0 && findingsCard(findingsTitle, findings, total),
    failures?.length > 0 && listCard("Rejected by Postgres", failures, firstOf(failures, failed)),
    unreadableObjects?.length > 0 &&
      listCard("Skipped, because they cannot be read", unreadableObjects, firstOf(unreadableObjects, unreadable)),
    h(
      "details",
      { class: "commands" },
      h("summary", {}, "The whole result"),
      h("div", { class: "tight" }, codeBlock(JSON.stringify(result, null, 2), "result", "long")),
    ),
  ];
}

const Order = ["table", "compared", "missing", "different", "extra", "total"];

/** Sorts member names for display. Postgres returns them by length. Names that are not in `Order` come last. */
const inOrder = (names) => [
  ...Order.filter((name) => names.includes(name)),
  ...names.filter((name) => !Order.includes(name)),
];

/** Splits the name of a member into words. */
const words = (name) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Says that a list is not complete; null when it is. */
const firstOf = (list, total) =>
  list.length < total && h("span", { class: "quiet small" }, `${number(list.length)} of ${number(total)}`);

const listCard = (title, items, aside) =>
  card(
    title,
    aside,
    table(
      title,
      inOrder(Object.keys(items[0])).map((name) => ({
        title: words(name),
        class: typeof items[0][name] === "number" ? "end number" : null,
        draw: (item) => (typeof item[name] === "number" ? number(item[name]) : `${item[name] ?? "–"}`),
      })),
      items,
    ),
  );

const findingsCard = (title, findings, total) =>
  card(
    title,
    firstOf(findings, total),
    table(
      title,
      [
        { title: "Table", draw: ({ table: name }) => name },
        { title: "Clerk id", class: "wide long", draw: ({ clerkId }) => aboutLink(clerkId) },
        { title: "Kind", draw: ({ kind }) => kind },
        { title: "Columns", class: "wide long", draw: ({ columns }) => columns?.join(", ") },
      ],
      findings,
    ),
  );
