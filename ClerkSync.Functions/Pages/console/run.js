import { h } from "../shared/dom.js";
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
  timeOf,
} from "../shared/parts.js";
import { table } from "../shared/table.js";
import { act } from "../shared/toast.js";
import { number } from "../shared/format.js";
import { aboutLink } from "./about.js";
import { call } from "./functions.js";
import { lengthOf } from "./runs.js";
import { cli, curl } from "./terminal.js";

/** One run, live while it lasts. */
export function run({ params: { id }, signal }) {
  const path = `ops/runs/${encodeURIComponent(id)}`;
  return live(signal, () => call("GET", path, { signal }), draw, 1500);

  function draw(one, refresh) {
    const isRunning = one.status === "running";
    return [
      pageHead(
        `${one.kind} ${one.id}`,
        h("a", { href: "#/runs" }, "Runs"),
        h(
          "div",
          { class: "row" },
          badge(one.status),
          isRunning && button("Stop", () => stop(refresh), { "data-focus": "stop" }),
        ),
      ),
      one.error &&
        (one.status === "failed"
          ? notice("bad", "The run failed", one.error)
          : notice("warn", "The run is incomplete", one.error)),
      one.status === "incomplete" &&
        !one.error &&
        notice(
          "warn",
          "Not everything was read",
          "One of Clerk's lists ended early, or Stripe did not answer. Run it again.",
        ),
      card(
        isRunning ? "Under way" : "Ended",
        null,
        cardBody(
          isRunning && h("progress", { "aria-label": "Under way" }),
          facts([
            ["Started", timeOf(one.startedAt)],
            ["Last update", timeOf(one.updatedAt)],
            ["Ended", timeOf(one.finishedAt)],
            ["Took", lengthOf(one)],
          ]),
          commands([
            ["command", cli("runs", `${one.id}`)],
            ["curl line", curl("GET", path)],
            ...(isRunning ? [["stop as curl", curl("POST", `${path}/stop`)]] : []),
          ]),
        ),
      ),
      one.result && drawResult(one.result),
    ];
  }

  function stop(refresh) {
    return act("The run stops after the current write.", () => call("POST", `${path}/stop`), refresh);
  }
}

/** A repair has what it found in `found`, and a comparison has it itself. */
function drawResult(result) {
  const { tables, findings, unreadableObjects } = { ...result.found, ...result };
  const numbers = Object.entries(result).filter(([, value]) => typeof value === "number");
  return [
    numbers.length > 0 &&
      card("Counts", null, cardBody(facts(numbers.map(([name, value]) => [words(name), number(value)])))),
    tables?.length > 0 && listCard("By table", tables),
    findings?.length > 0 && findingsCard(findings),
    unreadableObjects?.length > 0 && listCard("Skipped, because they cannot be read", unreadableObjects),
    card("The whole result", null, cardBody(codeBlock(JSON.stringify(result, null, 2), "result", true))),
  ];
}

const words = (name) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const listCard = (title, items) =>
  card(
    title,
    null,
    table(
      title,
      Object.keys(items[0]).map((name) => ({
        title: words(name),
        class: typeof items[0][name] === "number" ? "end number" : null,
        draw: (item) => (typeof item[name] === "number" ? number(item[name]) : `${item[name] ?? "–"}`),
      })),
      items,
    ),
  );

const findingsCard = (findings) =>
  card(
    "What differs",
    null,
    table(
      "What differs",
      [
        { title: "Table", draw: ({ table: name }) => name },
        { title: "Clerk id", class: "wide", draw: ({ clerkId }) => aboutLink(clerkId) },
        { title: "Kind", draw: ({ kind }) => kind },
        { title: "Columns", class: "wide", draw: ({ columns }) => columns?.join(", ") },
      ],
      findings,
    ),
  );
