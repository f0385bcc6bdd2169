import { call } from "./functions.js";
import { toast } from "../shared/toast.js";

const Names = { backfill: "The backfill", drift: "The comparison", repair: "The repair", access: "The access check" };
const Paths = { backfill: "ops/backfill", drift: "ops/drift", repair: "ops/repair", access: "ops/access/check" };

/** Starts a run and shows it. */
export async function startRun(kind, query) {
  try {
    const answer = await call("POST", Paths[kind], { query });
    // Older versions of the functions answer after the run has ended, and without its id.
    toast(answer?.id ? `${Names[kind]} has started.` : `${Names[kind]} has ended.`);
    location.hash = answer?.id ? `#/runs/${answer.id}` : "#/runs";
  } catch (problem) {
    toast(problem.message, "bad");
  }
}
