import { logBug } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

const ShownFor = 6000;

/**
 * Says what was done. Screen readers read it, because .toasts is a live region. An open dialog has its own: what is
 * outside it is neither read nor in front.
 */
export function toast(text, kind = "good") {
  const region = document.querySelector("dialog[open] .toasts") ?? document.querySelector("body > .toasts");
  const element = h(
    "div",
    { class: "toast" },
    icon(kind === "good" ? "check" : "warning"),
    h("span", {}, text),
    h("button", { type: "button", class: "plain icon-button", "aria-label": "Dismiss", onclick: remove }, icon("close")),
  );
  region.append(element);
  setTimeout(remove, ShownFor);

  function remove() {
    element.remove();
  }
}

/** Says why something did not work. */
export function toastProblem(problem) {
  logBug(problem);
  if (problem.name !== "AbortError") toast(problem.message, "bad");
}

/**
 * Does something and says what was done, or why not. `done` is a text, null, or a function that returns the parameters of
 * the toast for the answer, or a promise of them.
 */
export async function act(done, work, refresh) {
  try {
    const answer = await work();
    if (typeof done === "function") toast(...(await done(answer)));
    else if (done) toast(done);
  } catch (problem) {
    toastProblem(problem);
  }
  await refresh?.();
}
