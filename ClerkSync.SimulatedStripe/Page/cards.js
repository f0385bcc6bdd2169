import { h } from "../shared/dom.js";

// Stripe's test cards.
const Cards = [
  ["pm_card_visa", "A card that pays"],
  ["pm_card_chargeCustomerFail", "A card that is declined"],
  ["pm_card_createDispute", "A card that pays, and disputes"],
  ["", "No card"],
];

/** The parameter that sets a customer's card. */
export const CardParameter = "invoice_settings[default_payment_method]";

/** Chooses a customer's card. */
export const cardSelect = (chosen) =>
  h(
    "select",
    {},
    Cards.map(([value, text]) => h("option", { value, selected: value === chosen }, text)),
  );
