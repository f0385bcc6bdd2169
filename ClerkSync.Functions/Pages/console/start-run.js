import { h } from "../shared/dom.js";
import { toast, toastProblem } from "../shared/toast.js";
import { call } from "./functions.js";

/** The route that starts each kind of run. */
export const Paths = { backfill: "ops/backfill", drift: "ops/drift", repair: "ops/repair", access: "ops/access/check" };

/** Starts a run and opens its page. If a run of this kind is in progress, that run is shown instead. */
export async function startRun(kind) {
  try {
    const { id } = await call("POST", Paths[kind]);
    location.hash = `#/runs/${id}`;
  } catch (problem) {
    if (problem.code === "mapping_missing") toast(setupFirst(), "bad");
    else toastProblem(problem);
  }
}

const setupFirst = () => [
  "A check must know where your application stores access. ",
  h("a", { href: "#/access" }, "Set up"),
];
