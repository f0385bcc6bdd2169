import { logBug } from "./api.js";
import { h, redraw } from "./dom.js";
import { button, notice } from "./parts.js";

/**
 * A part of a page that loads itself, says when it cannot, and loads again every so often while the page is visible.
 * It is drawn anew only when the answer or the problem differs, so that a reader's place and selection stay.
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
 * Makes the function that a request calls when it starts. What it returns says whether no other has started since: a slow
 * answer does not overwrite that of a later request.
 */
export function latest() {
  let last = 0;
  return () => {
    const mine = ++last;
    return () => mine === last;
  };
}

/**
 * Calls again and again until the signal, one call at a time, and not while the page is hidden. When the page becomes
 * visible again, it calls at once.
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
