import { call } from "./functions.js";
import { toast } from "../shared/toast.js";

const Names = { backfill: "The backfill", drift: "The comparison", repair: "The repair", access: "The access check" };
const Paths = { backfill: "ops/backfill", drift: "ops/drift", repair: "ops/repair", access: "ops/access/check" };

/** Starts a run and shows it, or what an access check has found. */
export async function startRun(kind) {
  try {
    const answer = await call("POST", Paths[kind]);
    announce(Names[kind], answer);
    location.hash = kind === "access" ? "#/access/incidents" : answer?.id ? `#/runs/${answer.id}` : "#/runs";
  } catch (problem) {
    toast(problem.message, "bad");
  }
}

/** Says what an answer says of a run. Functions of this version answer when it has ended, and do not name it. */
export function announce(name, answer) {
  if (answer?.isComplete === false) toast(`${name} is incomplete. ${answer.problem ?? Unread}`, "bad");
  else toast(answer?.id ? `${name} has started.` : `${name} has ended.`);
}

const Unread = "Not everything that Clerk counted was read. Run it again.";
