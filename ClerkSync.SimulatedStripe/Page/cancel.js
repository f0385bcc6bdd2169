import { h } from "../shared/dom.js";
import { openDialog } from "../shared/dialog.js";
import { button } from "../shared/parts.js";
import { call, dateOf, nameOf } from "./stripe.js";
import { endOf, periodEndOf } from "./subscription.js";

const Kept = { cancel_at_period_end: false, cancel_at: "" };

/** Cancels a subscription now or at the end of its period, or undoes a scheduled cancellation. */
export function openCancel(page, customer, subscription) {
  const who = nameOf(customer);
  const path = `/v1/subscriptions/${subscription.id}`;
  const end = endOf(subscription);
  const periodEnd = dateOf(periodEndOf(subscription));
  const dialog = openDialog(
    `Cancel the subscription of ${who}`,
    h("p", { class: "soft" }, end ? `It ends on ${dateOf(end)}.` : `Its period ends on ${periodEnd}.`),
    h(
      "div",
      { class: "buttons" },
      button("Close", () => dialog.close(), { autofocus: true }),
      choice("Cancel now", "danger", "DELETE", null, `The subscription of ${who} has ended.`),
      end
        ? choice("Keep it", "primary", "POST", Kept, `${who} stays subscribed.`)
        : choice(
            "Cancel at the end of the period",
            "primary",
            "POST",
            { cancel_at_period_end: true },
            `The subscription of ${who} ends on ${periodEnd}.`,
          ),
    ),
  );

  function choice(text, kind, method, parameters, sentence) {
    return button(
      text,
      () => {
        dialog.close();
        page.change(
          () => call(method, path, parameters),
          () => sentence,
        );
      },
      { class: kind },
    );
  }
}
