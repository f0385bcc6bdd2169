import { clock, count } from "../shared/format.js";

/**
 * The sentence at the top. Green only if it is true: the last comparison read everything and found no difference, no
 * delivery failed, and the comparison is not old.
 */
export function describeStatus({ state, checkedAt, differences, failedDeliveries }) {
  const failed = `${count(failedDeliveries, "delivery", "deliveries")} failed.`;
  if (!checkedAt) return { glyph: "unknown", sentence: ["Not yet compared with all of Clerk.", failed] };
  const at = clock(checkedAt);
  const counts = `${count(differences, "row differs", "rows differ")}, ${failed}`;
  switch (state) {
    case "in_sync":
      return { glyph: "good", sentence: [`In sync as of ${at}.`, counts] };
    case "differs":
      return { glyph: "bad", sentence: [`Not in sync as of ${at}.`, counts] };
    default:
      return { glyph: "unknown", sentence: [`Last compared with Clerk at ${at}, too long ago.`, counts] };
  }
}
