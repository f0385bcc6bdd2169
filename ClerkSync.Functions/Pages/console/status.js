import { clock, count, withZone } from "../shared/format.js";

/**
 * The two sentences at the top, the more urgent one first. Green only if it is true: the last comparison read everything
 * and found no difference, no delivery failed, and the comparison is not old.
 */
export function describeStatus(status) {
  const { state, differences, failedDeliveries } = status;
  const compared = describeComparison(status);
  if (failedDeliveries > 0)
    return { glyph: "bad", sentence: [`${count(failedDeliveries, "delivery", "deliveries")} failed.`, compared] };
  const glyph = state === "in_sync" ? "good" : differences > 0 ? "bad" : "unknown";
  return { glyph, sentence: [compared, "No delivery failed."] };
}

function describeComparison({ state, checkedAt, differences, failedDeliveries }) {
  if (!checkedAt) return "Not compared with Clerk yet.";
  const at = withZone(clock(checkedAt));
  if (differences > 0) return `Not in sync: ${count(differences, "row differs", "rows differ")} from Clerk as of ${at}.`;
  if (state === "in_sync") return `In sync as of ${at}.`;
  if (failedDeliveries > 0) return `No row differed from Clerk at ${at}.`;
  return `Last compared with Clerk at ${at}, too long ago.`;
}
