import { logBug } from "../shared/api.js";
import { h, redraw } from "../shared/dom.js";
import { problemNotice, repeat } from "../shared/live.js";
import { badge, button, empty, shortId, timeOf } from "../shared/parts.js";
import { drawRow, table } from "../shared/table.js";
import { count, duration, withZone } from "../shared/format.js";
import { call } from "./functions.js";
import { personLink } from "./about.js";
import { linkTo } from "./router.js";

const PageSize = 50;
const PollEveryMs = 2000;

const Columns = [
  { title: withZone("Arrived"), class: "nowrap", draw: ({ receivedAt }) => timeOf(receivedAt) },
  {
    title: "Outcome",
    draw: ({ outcome, attempts }) => [
      badge(outcome),
      attempts > 1 && h("div", { class: "small quiet nowrap" }, count(attempts, "attempt")),
    ],
  },
  {
    title: "Event",
    class: "long",
    draw: ({ eventType, error }) => [
      h("span", { class: "nowrap" }, eventType ?? "–"),
      error && h("div", { class: "bad mono" }, error),
    ],
  },
  {
    title: "About",
    class: "wide long",
    draw: ({ clerkId, userClerkId, person }) => (userClerkId ?? clerkId) && personLink(userClerkId ?? clerkId, person),
  },
  {
    title: "Delivery",
    class: "wide long",
    draw: ({ svixId }) => h("a", { href: linkTo(`deliveries/${encodeURIComponent(svixId)}`) }, shortId(svixId)),
  },
  { title: "Lag", class: "end nowrap number quiet", draw: lagOf },
];

/** The rows of the log. New rows appear at the top unless the log is paused. `drawn` receives the number of rows. */
export function deliveryList(signal, firstFilter, drawn) {
  let filter = firstFilter;
  let isPaused = false;
  let generation = 0;
  let rows = new Map();
  let next = null;
  const element = h("div", { "aria-busy": "true" }, h("p", { class: "loading" }, "Loading…"));
  const state = h("span", { class: "row small quiet", role: "status" });
  const more = button("Show older ones", () => load(next));
  restart(filter);
  repeat(signal, PollEveryMs, poll);
  return { element, state, restart, pause };

  function pause(value) {
    isPaused = value;
    drawState();
    if (!isPaused) poll();
  }

  async function restart(given) {
    filter = given;
    generation++;
    rows = new Map();
    next = null;
    await load(null);
  }

  async function load(after) {
    const mine = generation;
    try {
      const page = await read({ after });
      if (mine !== generation) return;
      page.deliveries.forEach((delivery) => rows.set(delivery.svixId, delivery));
      next = page.next;
      draw(new Set());
    } catch (problem) {
      if (!signal.aborted && mine === generation)
        redraw(
          element,
          h(
            "div",
            { class: "body" },
            problemNotice(problem, () => restart(filter)),
          ),
        );
    }
    element.removeAttribute("aria-busy");
  }

  /** Reads only rows as new as the newest one, so that a poll costs the database very little. */
  async function poll() {
    if (isPaused) return;
    const mine = generation;
    const newest = rows.values().next().value;
    try {
      const page = await read({ since: newest?.receivedAt ?? filter.since });
      if (mine !== generation || isPaused) return;
      // There is more than one page, so showing this page would leave a gap.
      if (page.next && newest) return restart(filter);
      const fresh = page.deliveries.filter(
        (delivery) => rows.get(delivery.svixId)?.processedAt !== delivery.processedAt,
      );
      if (fresh.length === 0) return drawState();
      if (!newest) next = page.next;
      rows = new Map([...page.deliveries.map((delivery) => [delivery.svixId, delivery]), ...rows]);
      page.deliveries.forEach((delivery) => rows.set(delivery.svixId, delivery));
      draw(new Set(fresh.map(({ svixId }) => svixId)));
    } catch (problem) {
      logBug(problem);
      if (!signal.aborted) drawState(problem);
    }
  }

  /** Reads a page, and gives each delivery its `person` if there is a row. */
  async function read(part) {
    const query = { ...filter, limit: PageSize, people: "true", ...part };
    const page = await call("GET", "ops/deliveries", { query, signal });
    const people = new Map(page.people.map((person) => [person.clerkId, person]));
    const deliveries = page.deliveries.map((one) => ({ ...one, person: people.get(one.userClerkId) }));
    return { deliveries, next: page.next };
  }

  function draw(fresh) {
    drawState();
    drawn(rows.size);
    const row = (delivery) => drawRow(Columns, delivery, fresh.has(delivery.svixId) ? "new" : null);
    redraw(
      element,
      rows.size === 0
        ? nothing(filter)
        : table("Deliveries", Columns, [...rows.values()], row),
      next && h("div", { class: "body row" }, more),
    );
  }

  function drawState(problem) {
    const text = problem ? "Not live: the last request failed" : isPaused ? "Paused" : "Live";
    // Updating the live region every two seconds would make a screen reader repeat the same text.
    if (state.textContent === text) return;
    state.replaceChildren(...(problem || isPaused ? [] : [h("i", { class: "live-dot" })]), text);
  }
}

/** Says why the list is empty, according to the filter. */
const nothing = (filter) =>
  Object.keys(filter).length === 0
    ? empty("No delivery is in the log", "New deliveries appear here as they arrive.")
    : empty(
        "No delivery matches the filter",
        [
          filter.q && "The search is for a whole id, or at least the first twelve characters of a delivery's id.",
          filter.type && "A type must match exactly, such as user.created.",
          "New deliveries that match appear here as they arrive.",
        ]
          .filter(Boolean)
          .join(" "),
      );

function lagOf({ eventAt, processedAt, outcome }) {
  if (!eventAt || outcome !== "applied") return null;
  return duration(Math.max(0, new Date(processedAt) - new Date(eventAt)));
}
