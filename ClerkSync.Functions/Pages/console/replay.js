import { h, redraw } from "../shared/dom.js";
import { logBug } from "../shared/api.js";
import { openDialog } from "../shared/dialog.js";
import { badge, button, codeBlock, notice } from "../shared/parts.js";
import { count, number } from "../shared/format.js";
import { call } from "./functions.js";
import { curl, filterCommands } from "./terminal.js";

const PerCall = 100;

/**
 * Replays what a filter selects, not what a page shows: first a preview, then the progress with the results so far.
 * A group is {count, withPayload}; null when nobody has counted.
 */
export function openReplay({ filter, group, done }) {
  const controller = new AbortController();
  const state = h("p", { role: "status" });
  const body = h("div", { class: "tight" });
  const outcomes = {};
  let after = null;
  let left = group?.withPayload ?? null;
  const title = group
    ? `Replay ${count(group.withPayload, "delivery", "deliveries")}`
    : "Replay all that the filter selects";
  const dialog = openDialog(title, h("div", { class: "tight" }, state, body));
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
      filterCommands(["replay"], "POST", "ops/replays", filter).map(([label, line]) => codeBlock(line, label)),
      h(
        "div",
        { class: "buttons" },
        button("Cancel", () => dialog.close()),
        button(group ? `Replay these ${number(group.withPayload)}` : "Replay them", work, {
          class: "primary",
          disabled: group?.withPayload === 0,
        }),
      ),
    );
  }

  async function work() {
    draw("Replaying…");
    try {
      do {
        const query = { ...filter, limit: PerCall, after };
        const answer = await call("POST", "ops/replays", { query, signal: controller.signal });
        for (const [name, many] of Object.entries(answer.outcomes)) outcomes[name] = (outcomes[name] ?? 0) + many;
        [after, left] = [answer.next, answer.left];
        if (after) draw("Replaying…");
      } while (after && !controller.signal.aborted);
      draw("Done.", again(outcomes));
    } catch (problem) {
      logBug(problem);
      if (!controller.signal.aborted) draw("Stopped.", stopped(problem), true);
    }
  }

  function draw(text, message, canContinue = false) {
    const many = Object.values(outcomes).reduce((all, one) => all + one, 0);
    const isRunning = text === "Replaying…";
    state.textContent =
      left === null ? text : `${text} ${number(many)} of ${count(many + left, "delivery", "deliveries")} replayed.`;
    redraw(
      body,
      h("progress", {
        max: left === null ? null : Math.max(1, many + left),
        value: left === null ? null : many,
        "aria-label": "Progress",
      }),
      h(
        "ul",
        { class: "row plain-list" },
        Object.entries(outcomes).map(([name, one]) => h("li", { class: "row" }, badge(name), number(one))),
      ),
      message,
      canContinue && after && codeBlock(curl("POST", "ops/replays", { ...filter, after }), "curl line of the rest"),
      h(
        "div",
        { class: "buttons" },
        canContinue && button("Continue", work, { "data-focus": "continue" }),
        isRunning
          ? button("Stop", () => dialog.close(), { "data-focus": "end" })
          : button("Close", () => dialog.close(), { class: "primary", "data-focus": "end" }),
      ),
    );
  }
}

const stopped = (problem) =>
  notice("bad", "The replay stopped", `${problem.message} What was replayed by then stays replayed.`);

// A duplicate was applied by somebody else in the meantime.
const Successes = ["applied", "stale", "ignored", "duplicate"];

/** Says how many failed again; null when none did. */
function again(outcomes) {
  const many = Object.entries(outcomes)
    .filter(([name]) => !Successes.includes(name))
    .reduce((all, [, one]) => all + one, 0);
  return many === 0
    ? null
    : notice("warn", `${count(many, "delivery", "deliveries")} failed again`, "The list of failures has their cause.");
}
