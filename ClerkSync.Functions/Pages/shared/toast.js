import { h } from "./dom.js";
import { icon } from "./icons.js";

const ShownFor = 6000;

/** Says what was done. Screen readers read it, because #toasts is a live region. */
export function toast(text, kind = "good") {
  const element = h("div", { class: "toast" }, icon(kind === "good" ? "check" : "warning"), h("span", {}, text));
  document.getElementById("toasts").append(element);
  setTimeout(() => element.remove(), ShownFor);
}

/** Does something and says what was done, or why not. `done` is a text, makes one of the answer, or is null. */
export async function act(done, work, refresh) {
  try {
    const answer = await work();
    const text = typeof done === "function" ? done(answer) : done;
    if (text) toast(text);
  } catch (problem) {
    toast(problem.message, "bad");
  }
  await refresh?.();
}
