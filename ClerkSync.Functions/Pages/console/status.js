import { clock, count, withZone } from "../shared/format.js";

/**
 * The sentences at the top, most urgent first, each as {text, link}. The status is green only if the last comparison
 * was complete, recent and without differences, no delivery failed, and no access incident is open. `runLink` links to
 * the comparison that found the differences.
 */
export function describeStatus(status, runLink) {
  const { state, differences, failedDeliveries, openIncidents } = status;
  const rows = { text: describeComparison(status), link: differences > 0 ? runLink : null };
  const sentences = [
    failedDeliveries > 0 && { text: `${count(failedDeliveries, "delivery", "deliveries")} failed.`, link: "#/failures" },
    differences > 0 && rows,
    openIncidents > 0 && {
      text: `${count(openIncidents, "access incident is", "access incidents are")} open.`,
      link: "#/access/incidents",
    },
    !(differences > 0) && rows,
    failedDeliveries === 0 && { text: "No delivery failed." },
  ].filter(Boolean);
  const sign = failedDeliveries > 0 || differences > 0 ? "bad" : state === "in_sync" ? "good" : "unknown";
  return { sign, tone: sign === "good" && openIncidents > 0 ? "warn" : sign, sentences };
}

function describeComparison({ state, checkedAt, differences, failedDeliveries }) {
  if (!checkedAt) return "Not compared with Clerk yet.";
  const at = withZone(clock(checkedAt));
  if (differences > 0) return `Not in sync: ${count(differences, "row differs", "rows differ")} from Clerk as of ${at}.`;
  if (state === "in_sync") return `In sync as of ${at}.`;
  if (failedDeliveries > 0) return `No row differed from Clerk at ${at}.`;
  return `Last compared with Clerk at ${at}, too long ago.`;
}
