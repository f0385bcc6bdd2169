import { h, svg } from "./dom.js";
import { clock } from "./format.js";

const Height = 100;

// A few failures among thousands of deliveries must remain visible.
const LeastBar = 3;

/**
 * A chart of buckets of time. A series is {name, tone, of, format, isFilled, isStepped}; `of` returns null where nothing is known.
 * The pointer or the arrow keys choose a bucket, and the legend then shows its values. `label` names a bucket, and `note`
 * says what the value is.
 */
export function chart({ title, value, note, kind, points, series, sum, isEmpty, emptyText, label = clock }) {
  const legend = h("div", { class: "legend" });
  const cursor = svg("line", { class: "cursor", y1: 0, y2: Height, "vector-effect": "non-scaling-stroke" });
  const shapes = kind === "bars" ? bars(points, series) : lines(points, series);
  const drawing = svg(
    "svg",
    { viewBox: `0 0 ${points.length || 1} ${Height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("line", {
      class: "axis",
      x1: 0,
      x2: points.length,
      y1: Height,
      y2: Height,
      "vector-effect": "non-scaling-stroke",
    }),
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
    plot,
    axis(points, label),
    legend,
  );

  function rest() {
    chosen = null;
    plot.setAttribute("aria-valuenow", Math.max(0, points.length - 1));
    plot.setAttribute("aria-valuetext", isEmpty ? emptyText : [value, note].filter(Boolean).join(" "));
    if (isEmpty) legend.replaceChildren(h("span", {}, emptyText));
    else legend.replaceChildren(...series.map((one) => entry(one, sum ? total(one) : null)));
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

const entry = (one, value) =>
  h("span", { class: `tone-${one.tone}` }, h("i"), value === null ? one.name : `${one.name} ${textOf(one, value)}`);

function axis(points, label) {
  const [first, last] = [points[0], points.at(-1)];
  return h(
    "div",
    { class: "row between small quiet number" },
    h("span", {}, first ? label(first.at) : ""),
    h("span", {}, last ? label(last.at) : ""),
  );
}

/** Of values that are all 0 it is 1, so that they can be divided by it. */
const greatest = (values) => Math.max(0, ...values) || 1;

function bars(points, series) {
  const most = greatest(points.map((point) => series.reduce((all, one) => all + (one.of(point) ?? 0), 0)));
  return points.map((point, index) => {
    let top = Height;
    return series.map((one) => {
      const value = one.of(point) ?? 0;
      if (value === 0) return null;
      const height = Math.max(LeastBar, (value / most) * (Height - 4));
      top = Math.max(0, top - height);
      return svg("rect", { class: `tone-${one.tone}`, x: index + 0.14, y: top, width: 0.72, height });
    });
  });
}

function lines(points, series) {
  const most = greatest(points.flatMap((point) => series.map((one) => one.of(point) ?? 0)));
  const y = (value) => Height - (value / most) * (Height - 6);
  return series.map((one) =>
    runsOf(points, one).map((run) => {
      const spots = run.flatMap(([index, value]) => spotsOf(one, index, y(value)));
      // A single bucket is drawn as a short dash to make it visible.
      const path = spots.length === 1 ? `M${run[0][0] + 0.1} ${y(run[0][1])}h.8` : `M${spots.join("L")}`;
      const [first, last] = [spots[0], spots.at(-1)].map((spot) => spot.split(" ")[0]);
      const area = `M${first} ${Height}L${spots.join("L")}L${last} ${Height}Z`;
      return [
        one.isFilled && svg("path", { class: `area tone-${one.tone}`, d: area }),
        svg("path", { class: `line tone-${one.tone}`, d: path, "vector-effect": "non-scaling-stroke" }),
      ].filter(Boolean);
    }),
  );
}

/** A value that holds until the next one is a step, any other a point in the middle of its bucket. */
const spotsOf = ({ isStepped }, index, height) =>
  isStepped ? [`${index} ${height}`, `${index + 1} ${height}`] : [`${index + 0.5} ${height}`];

/** The stretches of buckets that have a value. Nothing is drawn where nothing is known. */
function runsOf(points, one) {
  const runs = [];
  points.forEach((point, index) => {
    const value = one.of(point);
    if (value === null || value === undefined) return;
    const last = runs.at(-1);
    if (last?.at(-1)[0] === index - 1) last.push([index, value]);
    else runs.push([[index, value]]);
  });
  return runs;
}
