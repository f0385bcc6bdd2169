import { h } from "../shared/dom.js";
import { glyph } from "../shared/icons.js";
import { live } from "../shared/live.js";
import { agoOf, button, commands } from "../shared/parts.js";
import { count } from "../shared/format.js";
import { charts } from "./charts.js";
import { failureGroups } from "./failures.js";
import { describeStatus } from "./status.js";
import { onStatus, readStatus } from "./status-feed.js";
import { startRun } from "./start-run.js";
import { cli, curl } from "./terminal.js";

/** The first page: is the database in sync, and what failed? */
export function overview({ signal }) {
  const spoken = h("p", { class: "hidden-text", role: "status" });
  const status = live(signal, readWithoutTime, (answer) => drawStatus(answer, spoken));
  const failed = failureGroups(signal, 3);
  const chart = charts(signal);
  let known = null;
  readStatus().then(
    (answer) => (known ??= newsOf(answer)),
    () => {},
  );
  onStatus(signal, (answer) => {
    status.refresh();
    if (!answer) return;
    const before = known;
    known = newsOf(answer);
    // A replay or a run has ended, or a delivery has failed.
    if (before && before !== known) [failed, chart].forEach((part) => part.refresh());
  });
  return [h("h1", { class: "hidden-text" }, "Overview"), spoken, status, failed, chart.element];
}

/** Without the time of the answer, which would be another one each time. */
async function readWithoutTime() {
  const { at, ...status } = await readStatus();
  return status;
}

/** What the charts and the failures depend on. */
const newsOf = ({ failedDeliveries, openIncidents, checkedAt, differences }) =>
  [failedDeliveries, openIncidents, checkedAt, differences].join();

/** `spoken` is what a screen reader says: only when the sentence has changed. */
function drawStatus(status, spoken) {
  const { glyph: state, sentence } = describeStatus(status);
  if (spoken.textContent !== sentence.join(" ")) spoken.textContent = sentence.join(" ");
  return [
    h(
      "div",
      { class: "status" },
      glyph(state),
      h(
        "div",
        {},
        h(
          "p",
          { class: "sentence" },
          h("span", {}, status.failedDeliveries > 0 ? h("a", { href: "#/failures" }, sentence[0]) : sentence[0], " "),
          h("span", {}, sentence[1]),
        ),
        h(
          "p",
          { class: "detail" },
          status.lastDeliveryAt
            ? ["Last delivery ", agoOf(status.lastDeliveryAt), "."]
            : "No delivery has arrived yet.",
          status.openIncidents > 0 && [
            " ",
            h("a", { href: "#/access/incidents" }, `${count(status.openIncidents, "access incident")} open`),
            ".",
          ],
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
