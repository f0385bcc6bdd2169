import { h } from "../shared/dom.js";
import { chart } from "../shared/chart.js";
import { live } from "../shared/live.js";
import { clock, duration, number, roundDuration, roundUp, roundUpDuration, withZone } from "../shared/format.js";
import { segments } from "../shared/parts.js";
import { Outcomes } from "./filter.js";
import { call } from "./functions.js";

const Windows = [
  ["1h", "Last hour"],
  ["24h", "Last day"],
];

/** The charts of the last hour or day. */
export function charts(signal) {
  let chosen = "1h";
  const load = () => call("GET", "ops/charts", { query: { window: chosen }, signal });
  const body = live(signal, load, draw, 15_000);
  const element = h(
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
  return { element, refresh: body.refresh };

  function choose(name) {
    chosen = name;
    body.refresh();
  }
}

const draw = ({ points, bucketSeconds, drift, incidents }) => [
  h(
    "div",
    { class: "charts" },
    outcomes(points, bucketSeconds),
    lag(points, bucketSeconds),
    differences(points, drift),
    openIncidents(points, incidents),
  ),
];

/** Counts have no fractions. */
const countScale = (unit = "") => ({
  top: (most) => Math.max(1, roundUp(most)),
  text: (top) => `${number(top)}${unit}`,
});

const perBucket = (seconds) => (seconds === 60 ? " per minute" : ` per ${number(seconds / 60)} minutes`);

function outcomes(points, bucketSeconds) {
  const total = points.reduce((all, point) => all + Outcomes.reduce((sum, name) => sum + point[name], 0), 0);
  return chart({
    title: "Deliveries",
    value: number(total),
    kind: "bars",
    points,
    series: Outcomes.map((name) => ({ name, tone: name, of: (point) => point[name], format: number })),
    sum: true,
    scale: countScale(perBucket(bucketSeconds)),
    isEmpty: total === 0,
    emptyText: "Nothing arrived in this time.",
  });
}

function lag(points, bucketSeconds) {
  const known = points.filter((point) => point.lagP99Ms !== null);
  // Steps, because a slope between two minutes would show values that were never measured.
  const series = { format: duration, isStepped: true };
  const worst = Math.max(...known.map((point) => point.lagP99Ms));
  return chart({
    title: "Lag behind Clerk",
    value: known.length ? duration(worst) : "–",
    note: known.length ? `worst p99${perBucket(bucketSeconds)}` : null,
    kind: "lines",
    points,
    series: [
      { ...series, name: "p99", tone: "stale", of: (point) => point.lagP99Ms, isFilled: true, isWide: true },
      { ...series, name: "p50", tone: "ink", of: (point) => point.lagP50Ms },
    ],
    scale: { top: roundUpDuration, text: roundDuration },
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

/** A chart of occasional observations. Each value holds until the next observation. */
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
      {
        name: title.toLowerCase(),
        tone,
        of: ({ value }) => value,
        format: number,
        isFilled: true,
        isStepped: true,
        isZeroCalm: true,
      },
    ],
    scale: countScale(),
    isEmpty: observations.length === 0,
    emptyText,
  });
}
