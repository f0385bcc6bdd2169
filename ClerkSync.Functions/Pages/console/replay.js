import { h, redraw } from "../shared/dom.js";
import { openDialog } from "../shared/dialog.js";
import { badge, button, codeBlock, notice } from "../shared/parts.js";
import { count, number } from "../shared/format.js";
import { call } from "./functions.js";
import { curl, filterCommands } from "./terminal.js";

const PerCall = 100;

/**
 * Replays what a filter selects, not what a page shows: first a preview, then the progress with what came of it so far.
 * A group is {count, withPayload}; null when nobody has counted.
 */
export function openReplay({ filter, group, done }) {
  const controller = new AbortController();
  const body = h("div", { class: "tight" });
  const title = group
    ? `Replay ${count(group.withPayload, "delivery", "deliveries")}`
    : "Replay all that the filter selects";
  const dialog = openDialog(title, body);
  dialog.addEventListener("close", () => {
    controller.abort();
    done();
  });
  preview();

  function preview() {
    redraw(
      body,
      h(
        "p",
        { class: "soft" },
        "Everything that the filter selects is applied again, with its stored payload. The order does not matter: an older event never overwrites a newer one, and what was applied in the meantime changes nothing.",
      ),
      group?.withPayload < group?.count &&
        notice(
          "warn",
          `${number(group.count - group.withPayload)} of ${number(group.count)} cannot be replayed`,
          "Their payloads are not kept. The Clerk Dashboard can send them again.",
        ),
      ...filterCommands(["replay"], "POST", "ops/replays", filter).map(([label, line]) => codeBlock(line, label)),
      h(
        "div",
        { class: "buttons" },
        button("Cancel", () => dialog.close()),
        button(group ? `Replay these ${number(group.withPayload)}` : "Replay them", work, { class: "primary" }),
      ),
    );
  }

  async function work() {
    const outcomes = {};
    let after = null;
    let left = group?.withPayload ?? 0;
    draw("Replaying…");
    try {
      do {
        const query = { ...filter, limit: PerCall, after };
        const answer = await call("POST", "ops/replays", { query, signal: controller.signal });
        for (const [name, many] of Object.entries(answer.outcomes)) outcomes[name] = (outcomes[name] ?? 0) + many;
        [after, left] = [answer.next, answer.left];
        draw("Replaying…");
      } while (after && !controller.signal.aborted);
      draw("Done");
    } catch (problem) {
      if (!controller.signal.aborted) draw("Stopped", problem);
    }

    function draw(state, problem) {
      const many = Object.values(outcomes).reduce((all, one) => all + one, 0);
      const isRunning = state === "Replaying…";
      redraw(
        body,
        h("p", { role: "status" }, `${state} ${number(many)} of ${number(many + left)}.`),
        h("progress", { max: Math.max(1, many + left), value: many, "aria-label": "Progress" }),
        h(
          "ul",
          { class: "row plain-list" },
          Object.entries(outcomes).map(([name, one]) => h("li", { class: "row" }, badge(name), number(one))),
        ),
        problem &&
          notice(
            "bad",
            "The replay stopped",
            `${problem.message} Deliveries that were already replayed stay replayed.`,
          ),
        problem && after && codeBlock(curl("POST", "ops/replays", { ...filter, after }), "curl line"),
        h(
          "div",
          { class: "buttons" },
          isRunning
            ? button("Stop", () => dialog.close(), { "data-focus": "end" })
            : button("Close", () => dialog.close(), { class: "primary", "data-focus": "end" }),
        ),
      );
    }
  }
}
