import { h, redraw } from "../shared/dom.js";
import { logBug } from "../shared/api.js";
import { openDialog } from "../shared/dialog.js";
import { badge, button, codeLines, notice } from "../shared/parts.js";
import { count, number } from "../shared/format.js";
import { describeFilter } from "./filter.js";
import { call } from "./functions.js";
import { curl, filterCommands } from "./terminal.js";

const PerCall = 100;

// The maximum page size of the log.
const MostCounted = 500;

/**
 * Replays everything that a filter selects, not only what a page shows. Shows a preview first, then the progress with
 * the results so far. A group is {count, withPayload}; without one, the dialog counts the deliveries.
 */
export function openReplay({ filter, group, done }) {
  const controller = new AbortController();
  const state = h("p", { role: "status" });
  const body = h("div", { class: "tight" });
  const outcomes = {};
  let after = null;
  let left = null;
  const dialog = openDialog("Replay these deliveries?", h("div", { class: "tight" }, state, body));
  dialog.addEventListener("close", () => {
    controller.abort();
    done();
  });
  start();

  async function start() {
    try {
      preview(group ?? (await countDeliveries(filter, controller.signal)));
    } catch (problem) {
      logBug(problem);
      if (controller.signal.aborted) return;
      redraw(body, notice("bad", "The deliveries could not be counted", problem.message));
    }
  }

  function preview({ count: all, withPayload, isPart }) {
    left = isPart ? null : withPayload;
    const many = isPart ? `more than ${number(all)} deliveries` : count(withPayload, "delivery", "deliveries");
    redraw(
      body,
      h("p", {}, `This applies ${many} again, from the stored payloads: those ${describeFilter(filter)}.`),
      h(
        "p",
        { class: "soft" },
        "The order does not matter, because an older event never overwrites a newer one. A delivery that was applied in the meantime changes nothing.",
      ),
      !isPart &&
        withPayload < all &&
        notice(
          "warn",
          `${number(all - withPayload)} of ${number(all)} cannot be replayed`,
          "Their payloads are no longer stored. The Clerk Dashboard can send them again.",
        ),
      codeLines(filterCommands(["replay"], "POST", "ops/replays", filter)),
      h(
        "div",
        { class: "buttons" },
        button("Cancel", () => dialog.close()),
        button(`Replay ${many}`, work, { class: "primary", disabled: withPayload === 0 }),
      ),
    );
  }

  async function work() {
    entitle("Replaying…");
    draw("Replaying…");
    try {
      do {
        const query = { ...filter, limit: PerCall, after };
        const answer = await call("POST", "ops/replays", { query, signal: controller.signal });
        for (const [name, many] of Object.entries(answer.outcomes)) outcomes[name] = (outcomes[name] ?? 0) + many;
        [after, left] = [answer.next, answer.left];
        if (after) draw("Replaying…");
      } while (after && !controller.signal.aborted);
      end();
    } catch (problem) {
      logBug(problem);
      if (controller.signal.aborted) return;
      entitle("The replay stopped");
      draw("Stopped.", stopped(problem), true);
    }
  }

  function entitle(text) {
    dialog.querySelector("h2").textContent = text;
  }

  function end() {
    const [many, failed] = [sum(outcomes), countFailed(outcomes)];
    if (failed === 0) {
      entitle("The deliveries are replayed");
      return draw("Done.");
    }
    entitle(failed === many ? "The replay failed" : "The replay failed in part");
    draw("Ended.", failedAgain(failed, () => dialog.close()));
  }

  function draw(text, message, canContinue = false) {
    const many = sum(outcomes);
    const isRunning = text === "Replaying…";
    state.textContent =
      left === null ? text : `${text} ${number(many)} of ${count(many + left, "delivery", "deliveries")} replayed.`;
    redraw(
      body,
      h("progress", {
        class: countFailed(outcomes) > 0 ? "bad" : null,
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
      canContinue && after && codeLines([["curl line of the rest", curl("POST", "ops/replays", { ...filter, after })]]),
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

/** Counts one page of deliveries, and whether there are more. */
async function countDeliveries(filter, signal) {
  const query = { ...filter, limit: MostCounted };
  const { deliveries, next } = await call("GET", "ops/deliveries", { query, signal });
  const withPayload = deliveries.filter(({ hasPayload }) => hasPayload).length;
  return { count: deliveries.length, withPayload, isPart: next !== null };
}

const stopped = (problem) =>
  notice("bad", "The replay stopped", `${problem.message} Deliveries that were replayed before stay applied.`);

// A duplicate was applied by another caller in the meantime.
const Successes = ["applied", "stale", "ignored", "duplicate"];

const sum = (outcomes) => Object.values(outcomes).reduce((all, one) => all + one, 0);

const countFailed = (outcomes) =>
  sum(Object.fromEntries(Object.entries(outcomes).filter(([name]) => !Successes.includes(name))));

const failedAgain = (many, close) =>
  notice("bad", `${count(many, "delivery", "deliveries")} failed again`, [
    h("a", { href: "#/failures", onclick: close }, "Failures"),
    ` shows ${many === 1 ? "its cause" : "the causes"}.`,
  ]);
