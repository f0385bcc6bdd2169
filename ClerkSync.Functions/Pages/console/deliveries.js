import { h, redraw } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { button, commands, pageHead, tag } from "../shared/parts.js";
import { deliveryList } from "./delivery-list.js";
import { FilterNames, filterFields } from "./filter.js";
import { openReplay } from "./replay.js";
import { replaceQuery } from "./router.js";
import { filterCommands } from "./terminal.js";

/** The live delivery log. The filter is part of the URL. */
export function deliveries({ query, signal }) {
  let filter = Object.fromEntries(FilterNames.map((name) => [name, query[name]]).filter(([, value]) => value));
  const about = h("span");
  const chips = h("div", { class: "row" });
  const terminal = h("div");
  const replay = button("Replay all of these", replayAll, { hidden: true });
  const list = deliveryList(signal, filter, (shown) => (replay.hidden = shown === 0));
  const pause = button("", togglePause);
  let isPaused = false;
  drawPause();
  drawFilter();
  return [
    pageHead("Deliveries", about, h("div", { class: "row" }, list.state, pause)),
    filterFields(filter, (given) => change({ ...filter, ...given })),
    chips,
    h("section", { class: "card", "aria-label": "Deliveries" }, list.element),
    terminal,
  ];

  function change(given) {
    // The user may leave the page while typing.
    if (signal.aborted) return;
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

  /** Shows filters that came from a link and have no field, so that they can be removed. */
  function drawFilter() {
    const which = Object.keys(filter).length > 0 ? "Verified webhooks that match the filter" : "All verified webhooks";
    about.textContent = `${which}, newest first.`;
    redraw(
      chips,
      Object.entries(Chips)
        .filter(([name]) => filter[name])
        .map(([name, textOf]) =>
          h(
            "span",
            { class: "row" },
            tag(textOf(filter[name])),
            button(icon("close"), () => change({ ...filter, [name]: null }), {
              class: "plain icon-button",
              "aria-label": `Remove the filter: ${textOf(filter[name])}`,
            }),
          ),
        ),
      areUnsuccessful(filter) && replay,
    );
    redraw(terminal, commands(filterCommands(["deliveries"], "GET", "ops/deliveries", filter)));
  }

  function replayAll() {
    openReplay({ filter: { ...filter, failed: "true" }, done: () => list.restart(filter) });
  }
}

const Chips = {
  cause: (cause) => `cause ${cause}`,
  clerkId: (clerkId) => `about ${clerkId}`,
};

/** Whether a filter selects only failed and rejected deliveries, which can be replayed. */
const areUnsuccessful = ({ failed, cause, outcome }) =>
  outcome ? ["failed", "rejected"].includes(outcome) : failed || cause;
