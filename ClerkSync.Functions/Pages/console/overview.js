import { h } from "../shared/dom.js";
import { glyph } from "../shared/icons.js";
import { live } from "../shared/live.js";
import { agoOf, button, commands } from "../shared/parts.js";
import { count } from "../shared/format.js";
import { call } from "./functions.js";
import { charts } from "./charts.js";
import { failureGroups } from "./failures.js";
import { showCounts } from "./rail.js";
import { describeStatus } from "./status.js";
import { startRun } from "./start-run.js";
import { cli, curl } from "./terminal.js";

/** The first page: is the database in sync, and what failed? */
export function overview({ signal }) {
  const spoken = h("p", { class: "hidden-text", role: "status" });
  return [
    h("h1", { class: "hidden-text" }, "Overview"),
    spoken,
    live(
      signal,
      () => readStatus(signal),
      (status) => drawStatus(status, spoken),
      5000,
    ),
    failureGroups(signal, 3),
    charts(signal),
  ];
}

/** Without the time of the answer, which would be another one each time. */
async function readStatus(signal) {
  const { at, ...status } = await call("GET", "ops/status", { signal });
  return status;
}

/** `spoken` is what a screen reader says: only when the sentence has changed. */
function drawStatus(status, spoken) {
  const { glyph: state, sentence } = describeStatus(status);
  showCounts(status);
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
