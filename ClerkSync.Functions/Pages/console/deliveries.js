import { h, redraw } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { button, commands, tag } from "../shared/parts.js";
import { deliveryList } from "./delivery-list.js";
import { FilterNames, filterFields } from "./filter.js";
import { openReplay } from "./replay.js";
import { replaceQuery } from "./router.js";
import { filterCommands } from "./terminal.js";

/** The delivery log, live. The filter stands in the address. */
export function deliveries({ query, signal }) {
  let filter = Object.fromEntries(FilterNames.map((name) => [name, query[name]]).filter(([, value]) => value));
  const chips = h("div", { class: "row" });
  const terminal = h("div");
  const list = deliveryList(signal, filter);
  const pause = button("", togglePause);
  let isPaused = false;
  drawPause();
  drawFilter();
  return [
    h(
      "header",
      { class: "page-head" },
      h("div", {}, h("h1", {}, "Deliveries"), h("p", {}, "Every verified webhook, newest first.")),
      h("div", { class: "row" }, list.state, pause),
    ),
    filterFields(filter, (given) => change({ ...filter, ...given })),
    chips,
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

  /** What a link has set and the fields do not show: it can be taken away. */
  function drawFilter() {
    const set = ["cause", "clerkId", "failed"].filter((name) => filter[name]);
    redraw(
      chips,
      set.map((name) =>
        h(
          "span",
          { class: "row" },
          tag(name === "failed" ? "failed or rejected" : `${Names[name]} ${filter[name]}`),
          button(icon("close"), () => change({ ...filter, [name]: null }), {
            class: "plain icon-button",
            "aria-label": `Remove ${name}`,
          }),
        ),
      ),
      filter.failed && button("Replay all of these", replayAll),
    );
    redraw(terminal, commands(filterCommands(["deliveries"], "GET", "ops/deliveries", filter)));
  }

  function replayAll() {
    openReplay({ filter, group: list.countForReplay(), done: () => list.restart(filter) });
  }
}

const Names = { cause: "cause", clerkId: "about" };
