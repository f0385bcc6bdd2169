import { svg } from "./dom.js";

const Paths = {
  check: "M3.5 8.5l3 3 6-7",
  copy: "M6 5.5h6.5v7.5H6zM3.5 10.5v-7.5h6",
  warning: "M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.2",
  info: "M8 14A6 6 0 108 2a6 6 0 000 12zM8 7.3v3.6M8 5v.2",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3l7.5 5L5 13z",
  refresh: "M13 8a5 5 0 11-1.6-3.7M13 2.5v3h-3",
  search: "M7 12A5 5 0 107 2a5 5 0 000 10zM10.7 10.7l3 3",
  theme: "M8 14A6 6 0 108 2a6 6 0 000 12zM8 2v12",
  close: "M4 4l8 8M12 4l-8 8",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  plus: "M8 3v10M3 8h10",
  lock: "M4 7.5h8v6H4zM5.5 7.5v-2a2.5 2.5 0 015 0v2",
};

/** A decorative icon. The text beside it, or the label of the button, has the meaning. */
export const icon = (name) =>
  svg(
    "svg",
    { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" },
    svg("path", {
      d: Paths[name],
      fill: "none",
      stroke: "currentColor",
      "stroke-width": "1.5",
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    }),
  );

const Marks = {
  good: "M19 25h26M19 39h26",
  bad: "M19 25h26M19 39h26M40 16L24 48",
  unknown: "M19 26q6.5-6 13 0t13 0M19 40q6.5-6 13 0t13 0",
};

/** The product's sign: equal, not equal, or approximately equal when the state is unknown. */
export const glyph = (state, kind = state) =>
  svg(
    "svg",
    { viewBox: "0 0 64 64", class: `glyph ${kind}`, "aria-hidden": "true" },
    svg("rect", { width: 64, height: 64, rx: 16 }),
    svg("path", { class: "stroke", d: Marks[state] }),
  );
