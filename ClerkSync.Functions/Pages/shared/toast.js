import { logBug } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

const ShownForMs = 6000;
const ProblemShownForMs = 12_000;
const MostShown = 3;

/**
 * Shows the result of an action. Screen readers read it, because .toasts is a live region. An open dialog has its own
 * region, because content outside it is neither read nor in front. The toast stays while the pointer or the focus is on
 * it. Its button dismisses it, and so does Esc while it has the focus.
 */
export function toast(text, kind = "good") {
  const region = document.querySelector("dialog[open] .toasts") ?? document.querySelector("body > .toasts");
  let timer;
  let isUnderPointer = false;
  const element = h(
    "div",
    {
      class: "toast",
      onpointerenter: () => point(true),
      onpointerleave: () => point(false),
      onfocusin: pause,
      onfocusout: start,
      onkeydown: escape,
    },
    icon(kind === "good" ? "check" : "warning"),
    h("span", {}, text),
    h("button", { type: "button", class: "plain icon-button", "aria-label": "Dismiss", onclick: remove }, icon("close")),
  );
  region.append(element);
  for (const old of [...region.children].slice(0, -MostShown)) {
    if (!old.matches(":hover, :focus-within")) old.remove();
  }
  start();

  // After a tap, :hover stays true on a touch screen.
  function point(isUnder) {
    isUnderPointer = isUnder;
    start();
  }

  function start() {
    pause();
    if (isUnderPointer || element.matches(":focus-within")) return;
    timer = setTimeout(remove, kind === "good" ? ShownForMs : ProblemShownForMs);
  }

  function pause() {
    clearTimeout(timer);
  }

  function escape(event) {
    if (event.key !== "Escape") return;
    // Keeps the dialog open.
    event.preventDefault();
    remove();
  }

  function remove() {
    pause();
    const wasFocused = element.contains(document.activeElement);
    element.remove();
    const around = region.closest("dialog")?.querySelector(".content") ?? document.querySelector("main");
    if (wasFocused) around.focus({ preventScroll: true });
  }
}

/** Shows why an action failed. Null means no problem. */
export function toastProblem(problem) {
  if (!problem) return;
  logBug(problem);
  if (problem.name !== "AbortError") toast(problem.message, "bad");
}

/**
 * Runs an action, and shows its result or why it failed. `done` is a text, null, or a function that returns the toast's
 * parameters for the result, or a promise of them. In a form, `showProblem` receives the problem, or null when there is
 * none.
 */
export async function act(done, work, refresh, showProblem = toastProblem) {
  try {
    const answer = await work();
    showProblem(null);
    if (typeof done === "function") toast(...(await done(answer)));
    else if (done) toast(done);
  } catch (problem) {
    showProblem(problem);
  }
  await refresh?.();
}
