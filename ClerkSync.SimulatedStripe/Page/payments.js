import { h, redraw } from "../shared/dom.js";
import { openDialog } from "../shared/dialog.js";
import { badge, button, codeBlock, empty } from "../shared/parts.js";
import { table } from "../shared/table.js";
import { CardParameter, cardSelect } from "./cards.js";
import { chargesOf, disputeOf } from "./objects.js";
import { call, dateOf, money, nameOf } from "./stripe.js";

const Open = ["needs_response", "under_review"];

/** A customer's payments with refunds and disputes, and the card for the next payment. */
export function openPayments(page, customer) {
  const who = nameOf(customer);
  const list = h("div", { class: "tight" });
  let shown;
  const card = cardSelect(customer.invoice_settings.default_payment_method ?? "");
  card.addEventListener("change", () =>
    page.change(
      () => call("POST", `/v1/customers/${customer.id}`, { [CardParameter]: card.value }),
      () => `${who} now has ${card.selectedOptions[0].text.toLowerCase()}.`,
    ),
  );
  const dialog = openDialog(
    `Payments of ${who}`,
    codeBlock(customer.id, "customer id"),
    h("label", { class: "field" }, "Pays next with", card),
    list,
    h(
      "div",
      { class: "buttons" },
      button("Close", () => dialog.close(), { class: "primary", autofocus: true }),
    ),
  );
  const columns = [
    { title: "Date", class: "nowrap", draw: ({ charge }) => dateOf(charge.created) },
    { title: "Amount", class: "number nowrap strong", draw: ({ charge }) => money(charge.amount, charge.currency) },
    { title: "Status", class: "wide", draw: statusOf },
    { title: "Actions", class: "wide end", draw: actions },
  ];
  page.listeners.add(show);
  dialog.addEventListener("close", () => page.listeners.delete(show));
  show(page.objects);

  function show(objects) {
    const payments = chargesOf(objects, customer).map((charge) => ({ charge, dispute: disputeOf(objects, charge) }));
    const state = JSON.stringify(payments);
    if (state === shown) return;
    shown = state;
    redraw(list, payments.length === 0 ? empty("No payment yet") : table("Payments", columns, payments));
  }

  function actions({ charge, dispute }) {
    if (!charge.paid) return null;
    const amount = money(charge.amount, charge.currency);
    const half = Math.floor(charge.amount / 2);
    return h(
      "div",
      { class: "actions" },
      !charge.refunded && [
        charge.amount_refunded === 0 &&
          control("Refund half", "refunds", { charge: charge.id, amount: half }, `${who} got half of ${amount} back.`),
        control("Refund", "refunds", { charge: charge.id }, `${who} got all of ${amount} back.`),
      ],
      !dispute &&
        control("Dispute", "simulate/disputes", { charge: charge.id }, `${who} disputes ${amount}.`, "danger"),
      dispute &&
        Open.includes(dispute.status) && [
          control("Win", `disputes/${dispute.id}`, Evidence, `${who} lost the dispute about ${amount}.`),
          control("Lose", `disputes/${dispute.id}/close`, {}, `${who} won the dispute about ${amount}.`, "danger"),
        ],
    );

    function control(text, path, parameters, sentence, kind) {
      const change = () =>
        page.change(
          () => call("POST", `/v1/${path}`, parameters),
          () => sentence,
        );
      return button(text, change, {
        class: kind,
        "aria-label": `${text}: ${amount} of ${dateOf(charge.created)}`,
        "data-focus": `${text} ${charge.id}`,
      });
    }
  }
}

// In Stripe's test mode, this evidence wins.
const Evidence = { "evidence[uncategorized_text]": "winning_evidence" };

const statusOf = ({ charge, dispute }) =>
  h(
    "div",
    { class: "row" },
    badge(charge.status),
    charge.amount_refunded > 0 &&
      h("span", { class: "badge" }, `${money(charge.amount_refunded, charge.currency)} refunded`),
    dispute && h("span", { class: dispute.status === "won" ? "badge" : "badge failed" }, `dispute ${dispute.status}`),
  );
