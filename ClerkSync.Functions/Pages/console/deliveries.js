import { h, redraw } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { button, commands, pageHead, tag } from "../shared/parts.js";
import { deliveryList } from "./delivery-list.js";
import { FilterNames, filterFields } from "./filter.js";
import { openReplay } from "./replay.js";
import { replaceQuery } from "./router.js";
import { filterCommands } from "./terminal.js";

/** The delivery log, live. The filter stands in the address. */
export function deliveries({ query, signal }) {
  let filter = Object.fromEntries(FilterNames.map((name) => [name, query[name]]).filter(([, value]) => value));
  const chip = h("div", { class: "row" });
  const terminal = h("div");
  const list = deliveryList(signal, filter);
  const pause = button("", togglePause);
  let isPaused = false;
  drawPause();
  drawFilter();
  return [
    pageHead("Deliveries", "Every verified webhook, newest first.", h("div", { class: "row" }, list.state, pause)),
    filterFields(filter, (given) => change({ ...filter, ...given })),
    chip,
    h("section", { class: "card", "aria-label": "Deliveries" }, list.element),
    terminal,
  ];

  function change(given) {
    filter = Object.fromEntries(Object.entries(given).filter(([, value]) => value));
    replaceQuery("deliveries", filter);
    drawFilter();
    list.restart(filter);
  }

  function togglePause() {
    isPaused = !isPaused;
    list.pause(isPaused);
    drawPause();
  }

  function drawPause() {
    pause.replaceChildren(icon(isPaused ? "play" : "pause"), isPaused ? "Resume" : "Pause");
  }

  /** A link sets `failed`, and no field shows it. */
  function drawFilter() {
    redraw(
      chip,
      filter.failed && [
        tag("failed or rejected"),
        button(icon("close"), () => change({ ...filter, failed: null }), {
          class: "plain icon-button",
          "aria-label": "Remove failed",
        }),
        button("Replay all of these", replayAll),
      ],
    );
    redraw(terminal, commands(filterCommands(["deliveries"], "GET", "ops/deliveries", filter)));
  }

  function replayAll() {
    openReplay({ filter, group: list.countForReplay(), done: () => list.restart(filter) });
  }
}
