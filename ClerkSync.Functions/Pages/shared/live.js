import { logBug } from "./api.js";
import { h, redraw } from "./dom.js";
import { button, notice } from "./parts.js";

/**
 * A part of a page that loads its data, shows errors, and reloads at an interval while the page is visible. It is
 * redrawn only when the data or the error changes, so that the reader's position and selection stay.
 */
export function live(signal, load, draw, everyMs) {
  let shown;
  const start = latest();
  const element = h("div", { class: "stack", "aria-busy": "true" }, h("p", { class: "loading" }, "Loading…"));

  async function refresh() {
    const isLatest = start();
    try {
      const answer = await load();
      if (signal.aborted || !isLatest()) return;
      show(JSON.stringify(answer), () => draw(answer, refresh));
    } catch (problem) {
      if (signal.aborted || !isLatest()) return;
      show(problem.message, () => problemNotice(problem, refresh));
    }
    element.removeAttribute("aria-busy");
  }

  function show(text, make) {
    if (text === shown) return;
    shown = text;
    redraw(element, make());
  }

  refresh();
  if (everyMs) repeat(signal, everyMs, refresh);
  return Object.assign(element, { refresh });
}

/**
 * Creates a function for requests to call when they start. It returns a check whether no later request has started, so
 * that a slow response does not overwrite that of a later request.
 */
export function latest() {
  let last = 0;
  return () => {
    const mine = ++last;
    return () => mine === last;
  };
}

/**
 * Repeats a call until the signal, one at a time, and not while the page is hidden. Calls immediately when the page
 * becomes visible again.
 */
export async function repeat(signal, everyMs, work) {
  while (!signal.aborted) {
    await pause(everyMs);
    if (!signal.aborted && document.visibilityState === "visible") await work();
  }
}

/** Waits for a time, or until the page is hidden or shown. */
function pause(everyMs) {
  return new Promise((resolve) => {
    const timer = setTimeout(end, everyMs);
    document.addEventListener("visibilitychange", end);

    function end() {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", end);
      resolve();
    }
  });
}

export function problemNotice(problem, retry) {
  logBug(problem);
  return problem.isMissingRoute
    ? notice("", "Not in this version", problem.message)
    : notice("bad", "That did not work", problem.message, retry && button("Try again", retry));
}
