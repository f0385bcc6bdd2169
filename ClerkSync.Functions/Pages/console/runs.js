import { h } from "../shared/dom.js";
import { confirmDialog } from "../shared/dialog.js";
import { live } from "../shared/live.js";
import { badge, button, card, cardBody, commands, empty, pageHead, timeOf } from "../shared/parts.js";
import { table } from "../shared/table.js";
import { duration, number, withZone } from "../shared/format.js";
import { call } from "./functions.js";
import { Paths, startRun } from "./start-run.js";
import { cli, curl } from "./terminal.js";

const MostShown = 50;

const Kinds = [
  {
    kind: "backfill",
    title: "Backfill",
    text: "Reads everything in Clerk and writes what is newer. Deletes nothing.",
    words: ["backfill"],
    asks: "This reads all users, organizations and memberships from Clerk, and writes those that are newer than their row. It deletes nothing.",
  },
  { kind: "drift", title: "Drift", text: "Compares every row with Clerk. Changes nothing.", words: ["drift"] },
  {
    kind: "repair",
    title: "Repair",
    text: "Compares every row with Clerk and corrects what differs. Deletes a row only if Clerk confirms that the object is gone.",
    words: ["repair", "--yes"],
    asks: 'This writes Clerk\'s values into every row that differs, and deletes rows that Clerk does not have. "./clerksync repair" without --yes shows the changes and writes nothing.',
  },
  {
    kind: "access",
    title: "Access check",
    text: "Compares what people may use with what they pay for.",
    words: ["access", "check"],
  },
];

const Columns = [
  { title: "Run", class: "strong nowrap", draw: ({ id, kind }) => h("a", { href: `#/runs/${id}` }, `${kind} ${id}`) },
  { title: "Status", draw: ({ status }) => badge(status) },
  { title: withZone("Started"), class: "nowrap", draw: ({ startedAt }) => timeOf(startedAt) },
  { title: "Took", class: "nowrap number", draw: (run) => lengthOf(run) },
  { title: "Read", class: "nowrap number", draw: ({ progress }) => number(progress) },
  { title: "Error", class: "wide long", draw: ({ error }) => error && h("span", { class: "bad" }, error) },
];

export const lengthOf = ({ startedAt, updatedAt, finishedAt }) =>
  duration(new Date(finishedAt ?? updatedAt) - new Date(startedAt));

/** The latest runs, and buttons to start a run. */
export const runs = ({ signal }) => [
  pageHead("Runs", "Runs find and correct what webhooks missed."),
  h("div", { class: "columns narrow" }, Kinds.map(starter)),
  live(signal, () => call("GET", "ops/runs", { query: { limit: MostShown }, signal }), draw, 2000),
];

const starter = (one) =>
  h(
    "section",
    { class: "card padded tight" },
    h("h2", {}, one.title),
    h("p", { class: "soft" }, one.text),
    h("div", {}, startButton(one.kind)),
    commands(linesOf(one)),
  );

const linesOf = ({ kind, words }) => [
  ["command", cli(...words)],
  ["curl line", curl("POST", Paths[kind])],
];

/** The button that starts a run of a kind. */
export function startButton(kind) {
  const one = Kinds.find((other) => other.kind === kind);
  const { asks } = one;
  const name = `Start ${one.title.toLowerCase()}`;
  return button(name, start, { "data-focus": `start ${kind}` });

  /** Starts a run. Asks first, unless the run only reads. */
  async function start() {
    const options = { isDangerous: false, lines: linesOf(one) };
    if (!asks || (await confirmDialog(`${name}?`, asks, name, options))) await startRun(kind);
  }
}

const draw = ({ runs: list }) =>
  card(
    list.length < MostShown ? "All runs" : `The last ${MostShown} runs`,
    null,
    list.length === 0 ? empty("No run yet", "A comparison also runs every night.") : table("Runs", Columns, list),
    cardBody(
      commands([
        ["command", cli("runs")],
        ["curl line", curl("GET", "ops/runs", { limit: MostShown })],
      ]),
    ),
  );
