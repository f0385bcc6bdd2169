import { h } from "../shared/dom.js";
import { glyph } from "../shared/icons.js";
import { live } from "../shared/live.js";
import { agoOf, button, commands } from "../shared/parts.js";
import { call } from "./functions.js";
import { charts } from "./charts.js";
import { failureGroups } from "./failures.js";
import { describeStatus } from "./status.js";
import { onStatus, readStatus } from "./status-feed.js";
import { startRun } from "./start-run.js";
import { cli, curl } from "./terminal.js";

/** The first page. It shows whether the database is in sync, and what failed. */
export function overview({ signal }) {
  const spoken = h("p", { class: "hidden-text", role: "status" });
  const status = live(signal, () => readWithRun(signal), (answer) => drawStatus(answer, spoken));
  const failed = failureGroups(signal, 3);
  const chart = charts(signal);
  let known = null;
  readStatus().then(
    (answer) => (known ??= newsOf(answer)),
    () => {},
  );
  onStatus(signal, (answer) => {
    status.refresh();
    // Only one part of the page reports an outage.
    const wasDown = failed.hidden;
    failed.hidden = chart.element.hidden = !answer;
    if (!answer) return;
    const before = known;
    known = newsOf(answer);
    // Refreshes after a replay, a run, a failed delivery or an outage.
    if (wasDown || (before && before !== known)) [failed, chart].forEach((part) => part.refresh());
  });
  return [h("h1", { class: "hidden-text" }, "Overview"), spoken, status, failed, chart.element];
}

/** Adds the run that found the differences, and removes the time of the response, which is never the same. */
async function readWithRun(signal) {
  const { at, ...status } = await readStatus();
  return { ...status, runLink: status.differences > 0 ? await findRun(status.checkedAt, signal) : null };
}

async function findRun(finishedAt, signal) {
  const { runs } = await call("GET", "ops/runs", { signal });
  const run = runs.find((one) => new Date(one.finishedAt) - new Date(finishedAt) === 0);
  return run ? `#/runs/${run.id}` : "#/runs";
}

/** The values that the charts and the failures depend on. */
const newsOf = ({ failedDeliveries, openIncidents, checkedAt, differences }) =>
  [failedDeliveries, openIncidents, checkedAt, differences].join();

/** `spoken` is for screen readers, and changes only with the sentence. */
function drawStatus(status, spoken) {
  const { sign, tone, sentences } = describeStatus(status, status.runLink);
  const text = sentences.map((one) => one.text).join(" ");
  if (spoken.textContent !== text) spoken.textContent = text;
  const [first, ...others] = sentences.map(({ text, link }) => (link ? h("a", { href: link }, text) : text));
  return [
    h(
      "div",
      { class: "status" },
      glyph(sign, tone),
      h(
        "div",
        {},
        h(
          "p",
          { class: "sentence" },
          h("span", {}, first, " "),
          h(
            "span",
            {},
            others.map((other) => [other, " "]),
          ),
        ),
        h(
          "p",
          { class: "detail" },
          status.lastDeliveryAt
            ? ["Last delivery ", agoOf(status.lastDeliveryAt), "."]
            : "No delivery has arrived yet.",
        ),
      ),
    ),
    h(
      "div",
      { class: "row" },
      button("Compare with Clerk now", () => startRun("drift"), { "data-focus": "drift" }),
      commands([
        ["command", cli("drift")],
        ["curl line", curl("POST", "ops/drift")],
      ]),
    ),
  ];
}
