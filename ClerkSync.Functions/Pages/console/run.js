import { h } from "../shared/dom.js";
import { live } from "../shared/live.js";
import { badge, button, card, cardBody, code, codeBlock, commands, facts, notice, timeOf } from "../shared/parts.js";
import { table } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { number } from "../shared/format.js";
import { call } from "./functions.js";
import { linkTo } from "./router.js";
import { lengthOf } from "./runs.js";
import { cli, curl } from "./terminal.js";

/** One run, live while it lasts. */
export function run({ params: { id }, signal }) {
  const path = `ops/runs/${encodeURIComponent(id)}`;
  return live(signal, () => call("GET", path, { signal }), draw, 1500);

  function draw(one, refresh) {
    const isRunning = one.status === "running";
    return [
      h(
        "header",
        { class: "page-head" },
        h("div", {}, h("h1", {}, `${one.kind} ${one.id}`), h("p", {}, h("a", { href: "#/runs" }, "Runs"))),
        h(
          "div",
          { class: "row" },
          badge(one.status),
          isRunning && button("Stop", () => stop(refresh), { "data-focus": "stop" }),
        ),
      ),
      one.error && notice(one.status === "failed" ? "bad" : "warn", "It did not end well", one.error),
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
            ["Last sign of life", timeOf(one.updatedAt)],
            ["Ended", timeOf(one.finishedAt)],
            ["Took", lengthOf(one)],
            ["Read so far", one.progress === null || one.progress === undefined ? "–" : number(one.progress)],
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

  async function stop(refresh) {
    try {
      await call("POST", `${path}/stop`);
      toast("It stops after what it is writing now.");
    } catch (problem) {
      toast(problem.message, "bad");
    }
    refresh();
  }
}

function drawResult(result) {
  const { tables, findings, lists, unreadableObjects, ...counts } = result;
  const numbers = Object.entries(counts).filter(([, value]) => typeof value === "number");
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
  h(
    "section",
    { class: "card" },
    h("div", { class: "head" }, h("h2", {}, title)),
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
  h(
    "section",
    { class: "card" },
    h("div", { class: "head" }, h("h2", {}, "What differs")),
    table(
      "What differs",
      [
        { title: "Table", draw: ({ table: name }) => name },
        {
          title: "Clerk id",
          class: "wide",
          draw: (one) =>
            one.table === "users"
              ? h("a", { href: linkTo(`people/${encodeURIComponent(one.clerkId)}`) }, code(one.clerkId))
              : code(one.clerkId),
        },
        { title: "Kind", draw: ({ kind }) => kind },
        { title: "Columns", class: "wide", draw: ({ columns }) => columns?.join(", ") },
      ],
      findings,
    ),
  );
