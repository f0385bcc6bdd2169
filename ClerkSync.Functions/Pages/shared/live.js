import { logBug } from "./api.js";
import { h, redraw } from "./dom.js";
import { button, notice } from "./parts.js";

/**
 * A part of a page that loads itself, says when it cannot, and loads again every so often while the page is visible.
 * It is drawn anew only when the answer differs, so that a reader's place and selection stay.
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
      const text = JSON.stringify(answer);
      if (text !== shown) {
        shown = text;
        redraw(element, draw(answer, refresh));
      }
    } catch (problem) {
      if (signal.aborted || !isLatest()) return;
      shown = undefined;
      redraw(element, problemNotice(problem, refresh));
    }
    element.removeAttribute("aria-busy");
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

/** Calls again and again until the signal, one call at a time, and not while the page is hidden. */
export async function repeat(signal, everyMs, work) {
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, everyMs));
    if (!signal.aborted && document.visibilityState === "visible") await work();
  }
}

export function problemNotice(problem, retry) {
  logBug(problem);
  return problem.isMissingRoute
    ? notice("", "Not in this version", problem.message)
    : notice("bad", "That did not work", problem.message, retry && button("Try again", retry));
}
