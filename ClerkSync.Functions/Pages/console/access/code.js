import { h } from "../../shared/dom.js";
import { breakable } from "../../shared/parts.js";

const Words = {
  unreadable_value: "A value cannot be read",
  unsafe_grant: "Users can change their own access",
  deleted_user_still_billed: "Is deleted, but still pays",
  livemode_mismatch: "Test and live mode are mixed",
  unknown_customer: "Has access, but Stripe has no such customer",
  shared_customer: "Shares a customer with other accounts",
  duplicate_customer: "Another customer pays for this account",
  missing_stripe_id: "Names no Stripe customer",
  unknown_price: "Pays a price that is not mapped",
  two_live_subscriptions: "Pays for two subscriptions",
  stale_subscription: "Has access from a subscription whose period has ended",
  refunded_or_disputed: "Has access from a payment that was refunded or disputed",
  collection_paused: "Has access, but collection is paused",
  unpaid_trial: "Has access after a trial that was not paid",
  trial_expired_still_premium: "Has access after the end of the trial",
  access_not_paid: "Has access, but does not pay",
  paid_no_access: "Pays, but has no access",
  wrong_plan: "Has another plan than the paid one",
  trial_end_differs: "The end of the trial differs",
  entitlement_missing: "A feature that is paid for is missing",
  entitlement_extra: "Has a feature that is not paid for",
  database_plan_differs: "The plan in the database differs",
};

/**
 * Describes a code, and shows the code itself. A newer version of the functions may have codes that are unknown here.
 */
export const codeInWords = (word) =>
  h("span", { class: "word" }, Words[word] && [Words[word], " "], h("code", { class: "quiet" }, breakable(word)));
