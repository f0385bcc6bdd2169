import { number } from "../shared/format.js";
import { h, redraw } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { badge, breakable, button, card, empty, shortId } from "../shared/parts.js";
import { drawRow, table } from "../shared/table.js";
import { openCancel } from "./cancel.js";
import { openNewCustomer } from "./new-customer.js";
import { MostRead, chargesOf, disputeOf, productOf } from "./objects.js";
import { openPause, resume } from "./pause.js";
import { openPayments } from "./payments.js";
import { openBuy, openChange } from "./prices.js";
import { nameOf, priceText } from "./stripe.js";
import { elapsedOf, isLive, itemOf, nextOf } from "./subscription.js";

const Shown = 50;
const Denied = ["refunded", "disputed", "dispute lost"];

/** The customers with their subscriptions. */
export function customersCard(page) {
  const input = h("input", {
    type: "search",
    autocomplete: "off",
    placeholder: "Name, email or id",
    "aria-label": "Find customers",
    oninput: () => show(page.objects),
  });
  const count = h("span", { class: "quiet small number" });
  const body = h("div");
  const versions = new Map();
  let shown;
  const search = h("form", { role: "search", onsubmit: (event) => event.preventDefault() }, input);
  const create = button([icon("plus"), "New customer"], () => openNewCustomer(page), { class: "primary" });
  const columns = [
    { title: "Customer", class: "wide long", draw: personOf },
    { title: "Pays for", class: "long", draw: purchaseOf },
    { title: "Status", class: "wide", draw: statusOf },
    { title: "Actions", class: "wide end", draw: actions },
  ];
  page.listeners.add(show);
  show(page.objects);
  return {
    element: card("Customers", h("div", { class: "row" }, count, search, create), body),
    showProblem: (problem) => (count.textContent = problem.message),
  };

  function show(objects) {
    const found = objects.customers.filter(({ name, email, id }) =>
      [name, email, id].some((text) => text?.toLowerCase().includes(input.value.trim().toLowerCase())),
    );
    const total = objects.customers.length;
    const all = `${total < MostRead ? "" : "the newest "}${number(total)}`;
    count.textContent = `${number(Math.min(found.length, Shown))} of ${all}`;
    const rows = found.slice(0, Shown).flatMap((customer) => rowsOf(objects, customer));
    const state = JSON.stringify(rows);
    if (state === shown) return;
    shown = state;
    redraw(body, rows.length === 0 ? empty(total === 0 ? "No customer yet" : "No customer was found") : draw(rows));
  }

  function draw(rows) {
    return table("Customers", columns, rows, (row) => drawRow(columns, row, hasChanged(row) ? "new" : null));
  }

  /** Whether the row differs from what was last drawn, beyond the passing of time. */
  function hasChanged({ customer, subscription, marks }) {
    const key = subscription?.id ?? customer.id;
    const version = JSON.stringify([customer, subscription, marks]);
    const isNew = versions.has(key) && versions.get(key) !== version;
    versions.set(key, version);
    return isNew;
  }

  function actions({ customer, subscription }) {
    const who = nameOf(customer);
    const control = (text, open, more) =>
      button(text, () => open(page, customer, subscription), {
        "aria-label": `${text}: ${who}`,
        "data-focus": `${text} ${subscription?.id ?? customer.id}`,
        ...more,
      });
    return h(
      "div",
      { class: "actions" },
      control("Buy", openBuy),
      subscription &&
        isLive(subscription) && [
          control("Change", openChange, { "aria-label": `Change price: ${who}` }),
          subscription.pause_collection ? control("Resume", resume) : control("Pause", openPause),
        ],
      control("Payments", openPayments),
      subscription && isLive(subscription) && control("Cancel", openCancel, { class: "danger" }),
    );
  }
}

/** A row for each subscription that has not ended; without one, a row for the last that ended, or for the customer. */
function rowsOf(objects, customer) {
  const all = objects.subscriptions.filter((subscription) => subscription.customer === customer.id);
  const live = all.filter(isLive);
  return (live.length > 0 ? live : [all[0] ?? null]).map((subscription) => ({
    customer,
    subscription,
    product: subscription && productOf(objects, itemOf(subscription).price),
    elapsed: subscription && Math.round(100 * elapsedOf(subscription, objects.now)),
    marks: marksOf(objects, customer),
  }));
}

/** Labels for the outcome of the latest payment. */
function marksOf(objects, customer) {
  const [charge] = chargesOf(objects, customer);
  if (!charge) return [];
  const dispute = disputeOf(objects, charge)?.status;
  return [
    charge.refunded ? "refunded" : charge.amount_refunded > 0 && "refunded in part",
    dispute === "lost" ? "dispute lost" : dispute === "won" ? "dispute won" : dispute && "disputed",
  ].filter(Boolean);
}

const personOf = ({ customer }) => [
  h("div", { class: "strong" }, nameOf(customer)),
  customer.name && customer.email && h("div", { class: "quiet" }, breakable(customer.email)),
  h("div", { class: "quiet" }, shortId(customer.id)),
];

function purchaseOf({ subscription, product }) {
  if (!subscription) return h("span", { class: "quiet" }, "Nothing");
  const { price, quantity } = itemOf(subscription);
  return h(
    "div",
    { class: isLive(subscription) ? null : "quiet" },
    h("div", { class: "strong" }, product),
    h("div", { class: "quiet nowrap" }, priceText(price, quantity)),
  );
}

function statusOf({ customer, subscription, elapsed, marks }) {
  if (!subscription) return null;
  const pause = subscription.pause_collection;
  return h(
    "div",
    { class: "period" },
    h(
      "div",
      { class: "row" },
      badge(subscription.status),
      pause && h("span", { class: "badge paused" }, `collection ${pause.behavior}`),
      marks.map((mark) => h("span", { class: Denied.includes(mark) ? "badge failed" : "badge" }, mark)),
      customer.test_clock && h("span", { class: "badge plain-badge" }, "test clock"),
    ),
    h("div", { class: "quiet small" }, nextOf(subscription)),
    isLive(subscription) && meter(`${elapsed}%`),
  );
}

function meter(share) {
  const fill = h("div", { class: "fill" });
  fill.style.setProperty("--share", share);
  return h("div", { class: "meter", "aria-hidden": "true" }, h("div", { class: "track" }, fill));
}
