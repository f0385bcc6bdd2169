import { h } from "../shared/dom.js";
import { openForm } from "./form.js";
import { call, nameOf } from "./stripe.js";

const Behaviors = [
  ["void", "void: nothing is owed"],
  ["keep_as_draft", "keep_as_draft: it is billed later"],
  ["mark_uncollectible", "mark_uncollectible: it is written off"],
];

/** Pauses the collection of payments. The subscription stays active. */
export function openPause(page, customer, subscription) {
  const who = nameOf(customer);
  const behavior = h(
    "select",
    { autofocus: true },
    Behaviors.map(([value, text]) => h("option", { value }, text)),
  );
  openForm(
    `Pause the collection for ${who}`,
    "Pause",
    [h("label", { class: "field" }, "What happens to the invoices", behavior)],
    () =>
      page.change(
        () => change(subscription, { "pause_collection[behavior]": behavior.value }),
        (paused) => `The collection for ${who} is paused (${paused.pause_collection.behavior}).`,
      ),
  );
}

export const resume = (page, customer, subscription) =>
  page.change(
    () => change(subscription, { pause_collection: "" }),
    () => `The collection for ${nameOf(customer)} is resumed.`,
  );

const change = (subscription, parameters) => call("POST", `/v1/subscriptions/${subscription.id}`, parameters);
