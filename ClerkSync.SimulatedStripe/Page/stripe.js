import { createCall } from "../simulated/key.js";

/** Calls the API. Parameters are named as in a form, such as "items[0][price]". Null parameters are left out. */
export const call = createCall(
  "Stripe",
  (body) => new URLSearchParams(Object.entries(body).filter(([, value]) => value !== null)),
  ({ error }) => error?.message,
);

const Dates = new Intl.DateTimeFormat("en-US", { dateStyle: "medium" });

/** Stripe's times are in seconds. */
export const dateOf = (seconds) => Dates.format(new Date(seconds * 1000));

/** Stripe's amounts are in the currency's smallest unit. */
export function money(amount, currency) {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

/** "$20.00 a month". */
export function priceText({ unit_amount: amount, currency, recurring }, quantity = 1) {
  const { interval, interval_count: many } = recurring;
  return `${money(amount * quantity, currency)} ${many === 1 ? `a ${interval}` : `every ${many} ${interval}s`}`;
}

export const nameOf = ({ name, email, id }) => name || email || id;
