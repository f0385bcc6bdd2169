import { logBug } from "./api.js";
import { h, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { Zone, ago, clock, fullTime } from "./format.js";
import { toast } from "./toast.js";

const AgoEveryMs = 5000;

/** A point in time, with the full date as a tooltip. */
export const timeOf = (time, text = clock(time, true)) =>
  time ? h("time", { datetime: time, title: fullTime(time) }, text) : "–";

/** The same with the time zone, for places where no heading has it. */
export const zonedTimeOf = (time) => timeOf(time, time && `${clock(time, true)} ${Zone}`);

/** The time since then. The text is kept up to date. */
export function agoOf(time) {
  const element = timeOf(time, time && ago(time));
  if (time) element.dataset.ago = "";
  return element;
}

setInterval(() => {
  for (const element of document.querySelectorAll("time[data-ago]")) element.textContent = ago(element.dateTime);
}, AgoEveryMs);

export const badge = (word) => h("span", { class: `badge ${word}` }, word);

export const tag = (text) => h("span", { class: "badge plain-badge" }, text);

export const code = (text) => h("code", {}, text);

/** An id in a table, always on one line. */
export const shortId = (text) => h("code", { class: "id", title: text }, text);

/** Lets a long email break before the @, and a word such as internal_error after the underscore. */
export const breakable = (text, places = /(?=@)|(?<=_)/) =>
  text.split(places).flatMap((part, index) => (index > 0 ? [h("wbr"), part] : [part]));

/** The heading of a page with a sentence about it, and elements on the right. */
export const pageHead = (title, text, ...aside) =>
  h("header", { class: "page-head" }, h("div", {}, h("h1", {}, title), h("p", {}, text)), ...aside);

/** A card with a heading, and an element on the right. */
export const card = (title, aside, ...children) =>
  h("section", { class: "card" }, h("div", { class: "head" }, h("h2", {}, title), aside), ...children);

export const cardBody = (...children) => h("div", { class: "body tight" }, ...children);

export const empty = (title, text, ...more) =>
  h("div", { class: "empty" }, h("strong", {}, title), text && h("p", {}, text), ...more);

/** A message with its remedy. A kind is bad, warn, good or empty. */
export const notice = (kind, title, text, ...more) =>
  h(
    "div",
    { class: `notice ${kind}`, role: kind === "bad" ? "alert" : null },
    icon(kind === "good" ? "check" : kind === "bad" || kind === "warn" ? "warning" : "info"),
    h("div", {}, h("strong", {}, title), text && h("p", { class: "soft" }, text), ...more),
  );

/** The place in a form where `act` shows an error, and the function that shows it. */
export function problemPlace() {
  const element = h("div", { class: "problem" });
  return [
    element,
    (problem) => {
      if (problem) logBug(problem);
      redraw(element, problem && notice("bad", problem.message));
    },
  ];
}

export const button = (text, onclick, attributes = {}) => h("button", { type: "button", onclick, ...attributes }, text);

/** Buttons, one of which is pressed. Each of `options` is [value, text]; `choose` receives the value. */
export function segments(label, options, chosen, choose) {
  const buttons = options.map(([value, text]) =>
    button(text, () => {
      press(value);
      choose(value);
    }),
  );
  press(chosen);
  return h("div", { class: "segments", role: "group", "aria-label": label }, buttons);

  function press(pressed) {
    options.forEach(([value], index) => buttons[index].setAttribute("aria-pressed", `${value === pressed}`));
  }
}

/** A list of names and values. `kind` "dense" is for short values. */
export const facts = (pairs, kind = "") =>
  h(
    "dl",
    { class: `facts ${kind}` },
    pairs.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value ?? "–"))),
  );

/** Text with a copy button. A `kind` "long" can be scrolled, and "long unwrapped" keeps its lines. */
export function codeBlock(text, label, kind = "") {
  const copy = button(icon("copy"), () => copyText(text, label), {
    class: "plain icon-button",
    "aria-label": `Copy ${label}`,
  });
  return h(
    "div",
    { class: `code ${kind}` },
    h("pre", kind ? { tabindex: "0", role: "region", "aria-label": label } : {}, h("code", {}, text)),
    copy,
  );
}

async function copyText(text, label) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`Copied: ${label}.`);
  } catch {
    toast("The browser does not allow copying here. Select the text instead.", "bad");
  }
}

/** Shell commands, each as [label, line], and how to set the key for those with curl. */
export const codeLines = (lines) => [
  lines.map(([label, line]) => codeBlock(line, label)),
  lines.some(([, line]) => line.includes("x-functions-key: $KEY")) &&
    h("p", { class: "hint" }, "Before a curl line, set KEY to a function key of the app: ", code("KEY=…")),
];

/** The equivalent commands. */
export const commands = (lines) =>
  h(
    "details",
    { class: "commands" },
    h("summary", {}, "From a terminal"),
    h(
      "div",
      { class: "tight" },
      codeLines(lines),
    ),
  );
