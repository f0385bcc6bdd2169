import { h } from "../shared/dom.js";
import { openForm } from "./form.js";
import { productOf } from "./objects.js";
import { call, dateOf, nameOf, priceText } from "./stripe.js";
import { itemOf, periodEndOf } from "./subscription.js";

const MostTrialDays = 730;

/** Starts a subscription. */
export function openBuy(page, customer) {
  const who = nameOf(customer);
  const price = priceSelect(page.objects, () => true);
  const trial = h("input", { type: "number", min: 0, max: MostTrialDays, value: 0, required: true });
  openForm(
    `${who} buys`,
    "Buy",
    [h("label", { class: "field" }, "Price", price), h("label", { class: "field" }, "Days of trial", trial)],
    () =>
      page.change(
        () =>
          call("POST", "/v1/subscriptions", {
            customer: customer.id,
            "items[0][price]": price.value,
            trial_period_days: trial.valueAsNumber || null,
          }),
        (subscription) => `${who} ${boughtText(page.objects, subscription)}`,
      ),
  );
}

/** Gives a subscription another price. */
export function openChange(page, customer, subscription) {
  const who = nameOf(customer);
  const { id: item, price: old, quantity } = itemOf(subscription);
  const price = priceSelect(page.objects, ({ id }) => id !== old.id);
  openForm(
    `Another price for ${who}`,
    "Change",
    [
      h("p", { class: "soft" }, `Now: ${productOf(page.objects, old)}, ${priceText(old, quantity)}.`),
      h("label", { class: "field" }, "Price", price),
    ],
    () =>
      page.change(
        () =>
          call("POST", `/v1/subscriptions/${subscription.id}`, {
            "items[0][id]": item,
            "items[0][price]": price.value,
            "items[0][quantity]": quantity,
          }),
        (changed) => {
          const { price: next } = itemOf(changed);
          const verb = next.unit_amount > old.unit_amount ? "upgraded" : "downgraded";
          const products = `from ${productOf(page.objects, old)} to ${productOf(page.objects, next)}`;
          return `${who} ${verb} ${products}, ${priceText(next, quantity)}.`;
        },
      ),
  );
}

function boughtText(objects, subscription) {
  const { price, quantity } = itemOf(subscription);
  const what = `${productOf(objects, price)}, ${priceText(price, quantity)}`;
  switch (subscription.status) {
    case "trialing":
      return `tries ${what}, until ${dateOf(periodEndOf(subscription))}.`;
    case "active":
      return `bought ${what}.`;
    default:
      return `wants ${what}, but the first payment failed: ${subscription.status}.`;
  }
}

function priceSelect(objects, isOffered) {
  const offered = objects.prices.filter((price) => price.active && isOffered(price));
  return h(
    "select",
    { required: true, autofocus: true },
    offered.map((price) => h("option", { value: price.id }, `${productOf(objects, price)}, ${priceText(price)}`)),
  );
}
