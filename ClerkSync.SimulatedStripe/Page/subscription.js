import { dateOf } from "./stripe.js";

const Ended = ["canceled", "incomplete_expired"];

export const isLive = ({ status }) => !Ended.includes(status);

export const itemOf = (subscription) => subscription.items.data[0];

export const periodEndOf = (subscription) => itemOf(subscription).current_period_end;

/** When the subscription will end, in seconds; null when no end is scheduled. */
export const endOf = (subscription) =>
  subscription.cancel_at ?? (subscription.cancel_at_period_end ? periodEndOf(subscription) : null);

/** Describes the next event of a subscription. */
export function nextOf(subscription) {
  const { status, pause_collection: pause } = subscription;
  const end = endOf(subscription);
  const periodEnd = dateOf(periodEndOf(subscription));
  if (!isLive(subscription)) return `ended on ${dateOf(subscription.ended_at)}`;
  if (end) return `ends on ${dateOf(end)}`;
  if (pause) return "is not billed until it is resumed";
  switch (status) {
    case "trialing":
      return `the trial ends on ${periodEnd}`;
    case "active":
      return `renews on ${periodEnd}`;
    case "past_due":
      return "the last payment failed";
    case "incomplete":
      return "the first payment failed";
    case "paused":
      return "waits for a payment method";
    default:
      return `its period ends on ${periodEnd}`;
  }
}

/** The elapsed fraction of the subscription's period, from 0 to 1. */
export function elapsedOf(subscription, now) {
  const { current_period_start: start, current_period_end: end } = itemOf(subscription);
  return Math.min(1, Math.max(0, (now - start) / (end - start)));
}
