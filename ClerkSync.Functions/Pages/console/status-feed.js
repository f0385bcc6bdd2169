import { logBug } from "../shared/api.js";
import { repeat } from "../shared/live.js";
import { call } from "./functions.js";

const EveryMs = 5000;

const listeners = new Set();
let current = null;

/** Returns the latest status, or requests it when there is none or the last request failed. */
export const readStatus = () => current ?? refreshStatus();

/** Requests the status now. The navigation and the page share one response: both receive it through `onStatus`. */
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

/** Polls the status while `isWanted`. */
export const pollStatus = (isWanted) =>
  repeat(new AbortController().signal, EveryMs, async () => {
    if (isWanted()) await refreshStatus().catch(() => {});
  });

/** Whether the functions reject the stored key. The page itself reports other problems. */
export async function isKeyRejected() {
  try {
    await refreshStatus();
    return false;
  } catch (problem) {
    return problem.status === 401;
  }
}

/** Ignores a response if a later request has been sent. */
function tell(request, status) {
  if (request === current) listeners.forEach((listener) => listener(status));
}
