import { h } from "../shared/dom.js";
import { chart } from "../shared/chart.js";
import { live } from "../shared/live.js";
import { clock, duration, number, withZone } from "../shared/format.js";
import { segments } from "../shared/parts.js";
import { Outcomes } from "./filter.js";
import { call } from "./functions.js";

const Windows = [
  ["1h", "Last hour"],
  ["24h", "Last day"],
];

/** The last hour or day. */
export function charts(signal) {
  let chosen = "1h";
  const load = () => call("GET", "ops/charts", { query: { window: chosen }, signal });
  const body = live(signal, load, draw, 15_000);
  return h(
    "section",
    { class: "stack", "aria-labelledby": "charts-title" },
    h(
      "div",
      { class: "row between" },
      h("h2", { id: "charts-title" }, withZone("Over time")),
      segments("Time", Windows, chosen, choose),
    ),
    body,
  );

  function choose(name) {
    chosen = name;
    body.refresh();
  }
}

const draw = ({ points, drift, incidents }) => [
  h(
    "div",
    { class: "charts" },
    outcomes(points),
    lag(points),
    differences(points, drift),
    openIncidents(points, incidents),
  ),
];

function outcomes(points) {
  const total = points.reduce((all, point) => all + Outcomes.reduce((sum, name) => sum + point[name], 0), 0);
  return chart({
    title: "Deliveries",
    value: number(total),
    kind: "bars",
    points,
    series: Outcomes.map((name) => ({ name, tone: name, of: (point) => point[name], format: number })),
    sum: true,
    isEmpty: total === 0,
    emptyText: "Nothing arrived in this time.",
  });
}

function lag(points) {
  const known = points.filter((point) => point.lagP99Ms !== null);
  const worst = Math.max(...known.map((point) => point.lagP99Ms));
  return chart({
    title: "Lag behind Clerk",
    value: known.length ? duration(worst) : "–",
    note: known.length ? "worst p99" : null,
    kind: "lines",
    points,
    series: [
      { name: "p99", tone: "stale", of: (point) => point.lagP99Ms, format: duration, isFilled: true },
      { name: "p50", tone: "ink", of: (point) => point.lagP50Ms, format: duration },
    ],
    isEmpty: known.length === 0,
    emptyText: "Nothing was applied in this time.",
  });
}

const differences = (points, drift) =>
  observed(
    "Rows that differ",
    "failed",
    points,
    drift,
    (one) => one.differences,
    "Nothing was compared with Clerk yet.",
  );

const openIncidents = (points, incidents) =>
  observed("Open access incidents", "rejected", points, incidents, (one) => one.open, "Access was not checked yet.");

/** Something that is looked at now and then: between two looks the value of the first one holds. */
function observed(title, tone, points, observations, valueOf, emptyText) {
  const end = (index) => (points[index + 1] ? new Date(points[index + 1].at) : Infinity);
  const last = observations.at(-1);
  const held = points.map(({ at }, index) => {
    const known = observations.findLast((one) => new Date(one.at) < end(index));
    return { at, value: known ? valueOf(known) : null };
  });
  return chart({
    title,
    value: last ? number(valueOf(last)) : "–",
    note: last ? `as of ${clock(last.at)}` : null,
    kind: "lines",
    points: held,
    series: [
      { name: title.toLowerCase(), tone, of: ({ value }) => value, format: number, isFilled: true, isStepped: true },
    ],
    isEmpty: observations.length === 0,
    emptyText,
  });
}
