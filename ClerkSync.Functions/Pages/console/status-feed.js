import { logBug } from "../shared/api.js";
import { repeat } from "../shared/live.js";
import { call } from "./functions.js";

const EveryMs = 5000;

const listeners = new Set();
let current = null;

/** The last answer of the status, or a new one when there is none or the last request failed. */
export const readStatus = () => current ?? refreshStatus();

/** Reads the status now. One answer serves the navigation and the page, each of which `onStatus` calls. */
export function refreshStatus() {
  const mine = call("GET", "ops/status");
  current = mine;
  mine.then(
    (status) => tell(mine, status),
    (problem) => {
      logBug(problem);
      tell(mine, null);
      if (current === mine) current = null;
    },
  );
  return mine;
}

/** Calls a function with each status until the signal, and with null after a failure. */
export function onStatus(signal, listener) {
  listeners.add(listener);
  signal.addEventListener("abort", () => listeners.delete(listener));
}

/** Reads the status again and again while `isWanted`. */
export const pollStatus = (isWanted) =>
  repeat(new AbortController().signal, EveryMs, async () => {
    if (isWanted()) await refreshStatus().catch(() => {});
  });

/** Whether the functions reject the remembered key. A page itself reports any other problem. */
export async function isKeyRejected() {
  try {
    await refreshStatus();
    return false;
  } catch (problem) {
    return problem.status === 401;
  }
}

/** An answer that a later request has overtaken is dropped. */
function tell(request, status) {
  if (request === current) listeners.forEach((listener) => listener(status));
}
