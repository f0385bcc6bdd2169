import { h, svg } from "./dom.js";
import { clock } from "./format.js";

const Height = 100;

// A few failures among thousands of deliveries must remain visible.
const LeastBar = 3;

/**
 * A chart of time buckets. A series is {name, tone, of, format, isFilled, isStepped, isWide, isZeroCalm}; `of` returns
 * null for an unknown value. A wide line is visible on both sides of a narrow one with the same values. A calm zero is
 * gray. The pointer or the arrow keys select a bucket, whose values the legend then shows. `label` names a bucket, and
 * `note` explains the value. `scale` is {top, text}: the smallest round value that is not below the maximum, and its
 * text with the unit.
 */
export function chart({ title, value, note, kind, points, series, sum, isEmpty, emptyText, scale, label = clock }) {
  const legend = h("div", { class: "legend" });
  const cursor = svg("line", { class: "cursor", y1: 0, y2: Height, "vector-effect": "non-scaling-stroke" });
  const most = kind === "bars" ? highestBar(points, series) : highestPoint(points, series);
  const top = most > 0 ? scale.top(most) : null;
  const shapes = kind === "bars" ? bars(points, series, top) : lines(points, series, top);
  const drawing = svg(
    "svg",
    { viewBox: `0 0 ${points.length || 1} ${Height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    level(points, Height, "axis"),
    top && level(points, 0, "axis top"),
    isEmpty ? null : shapes,
    cursor,
  );
  const plot = h(
    "div",
    {
      class: "plot",
      role: "slider",
      tabindex: "0",
      "aria-label": title,
      "aria-valuemin": 0,
      "aria-valuemax": Math.max(0, points.length - 1),
      onpointermove: ({ clientX }) => {
        const box = plot.getBoundingClientRect();
        choose(Math.floor(((clientX - box.left) / box.width) * points.length));
      },
      onpointerleave: rest,
      onblur: rest,
      onkeydown: (event) => {
        const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        choose((chosen ?? points.length - 1) + step);
      },
    },
    drawing,
  );
  let chosen = null;
  rest();
  return h(
    "figure",
    { class: "card chart" },
    h("figcaption", {}, h("h2", {}, title), h("span", { class: "value" }, value, note && h("small", {}, ` ${note}`))),
    h("div", { class: "scale small quiet number" }, top && scale.text(top)),
    plot,
    axis(points, label),
    legend,
  );

  function rest() {
    chosen = null;
    plot.setAttribute("aria-valuenow", Math.max(0, points.length - 1));
    plot.setAttribute("aria-valuetext", isEmpty ? emptyText : [value, note].filter(Boolean).join(" "));
    if (isEmpty) legend.replaceChildren(h("span", {}, emptyText));
    else legend.replaceChildren(...series.map((one) => entry(one, sum ? total(one) : null, one.of(points.at(-1)))));
  }

  function choose(index) {
    if (points.length === 0 || isEmpty) return;
    chosen = Math.min(points.length - 1, Math.max(0, index));
    const point = points[chosen];
    cursor.setAttribute("x1", chosen + 0.5);
    cursor.setAttribute("x2", chosen + 0.5);
    legend.replaceChildren(h("span", {}, label(point.at)), ...series.map((one) => entry(one, one.of(point) ?? null)));
    const texts = series.map((one) => `${one.name} ${textOf(one, one.of(point))}`);
    plot.setAttribute("aria-valuenow", chosen);
    plot.setAttribute("aria-valuetext", `${label(point.at)}: ${texts.join(", ")}`);
  }

  function total(one) {
    return points.reduce((all, point) => all + (one.of(point) ?? 0), 0);
  }
}

const textOf = (one, value) => (value === null || value === undefined ? "–" : one.format(value));

const toneOf = (one, value) => `tone-${one.isZeroCalm && value === 0 ? "calm" : one.tone}`;

/** `toned` is the value that determines the color of the entry. */
const entry = (one, value, toned = value) =>
  h("span", { class: toneOf(one, toned) }, h("i"), value === null ? one.name : `${one.name} ${textOf(one, value)}`);

const level = (points, y, kind) =>
  svg("line", { class: kind, x1: 0, x2: points.length, y1: y, y2: y, "vector-effect": "non-scaling-stroke" });

function axis(points, label) {
  const [first, last] = [points[0], points.at(-1)];
  return h(
    "div",
    { class: "row between small quiet number" },
    h("span", {}, first ? label(first.at) : ""),
    h("span", {}, last ? label(last.at) : ""),
  );
}

const highestBar = (points, series) =>
  Math.max(0, ...points.map((point) => series.reduce((all, one) => all + (one.of(point) ?? 0), 0)));

const highestPoint = (points, series) =>
  Math.max(0, ...points.flatMap((point) => series.map((one) => one.of(point) ?? 0)));

function bars(points, series, scaleTop) {
  return points.map((point, index) => {
    let top = Height;
    return series.map((one) => {
      const value = one.of(point) ?? 0;
      if (value === 0) return null;
      const height = Math.max(LeastBar, (value / scaleTop) * Height);
      top = Math.max(0, top - height);
      return svg("rect", { class: toneOf(one, value), x: index + 0.14, y: top, width: 0.72, height });
    });
  });
}

function lines(points, series, scaleTop) {
  const y = (value) => Height - (value / (scaleTop ?? 1)) * Height;
  return series.map((one) =>
    runsOf(points, one).map((run) => {
      const spots = run.flatMap(([index, value]) => spotsOf(one, index, y(value)));
      // A single bucket is drawn as a short dash, so that it is visible.
      const path = spots.length === 1 ? `M${run[0][0] + 0.1} ${y(run[0][1])}h.8` : `M${spots.join("L")}`;
      const [first, last] = [spots[0], spots.at(-1)].map((spot) => spot.split(" ")[0]);
      const area = `M${first} ${Height}L${spots.join("L")}L${last} ${Height}Z`;
      const tone = toneOf(one, run[0][1]);
      return [
        one.isFilled && svg("path", { class: `area ${tone}`, d: area }),
        svg("path", {
          class: `line ${one.isWide ? "wide " : ""}${tone}`,
          d: path,
          "vector-effect": "non-scaling-stroke",
        }),
      ].filter(Boolean);
    }),
  );
}

/** A value that holds until the next one is a step; any other value is a point in the middle of its bucket. */
const spotsOf = ({ isStepped }, index, height) =>
  isStepped ? [`${index} ${height}`, `${index + 1} ${height}`] : [`${index + 0.5} ${height}`];

/** Splits the buckets into runs with values of one tone. Unknown values are not drawn. */
function runsOf(points, one) {
  const runs = [];
  points.forEach((point, index) => {
    const value = one.of(point);
    if (value === null || value === undefined) return;
    const last = runs.at(-1);
    const isNext = last?.at(-1)[0] === index - 1 && toneOf(one, last.at(-1)[1]) === toneOf(one, value);
    if (isNext) last.push([index, value]);
    else runs.push([[index, value]]);
  });
  return runs;
}
