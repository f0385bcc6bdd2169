import { h } from "../../shared/dom.js";
import { icon } from "../../shared/icons.js";
import { cardBody, commands, notice } from "../../shared/parts.js";
import { cli } from "../terminal.js";
import { connectionForm, findStripeMistake } from "./connection.js";
import { nextLink } from "./steps.js";

/** Connects Stripe. */
export const stripe = ({ status, refresh }) => [
  h(
    "div",
    { class: "tight" },
    h("h2", {}, "Stripe"),
    h(
      "p",
      { class: "soft" },
      "What people pay for. ClerkSync reads subscriptions, prices, products, refunds and disputes, and writes nothing to Stripe.",
    ),
  ),
  h("div", { class: "card" }, status.stripe?.connected ? connected(status) : form(status, refresh)),
];

const connected = (status) =>
  h(
    "div",
    { class: "body stack" },
    h(
      "div",
      { class: "card good" },
      cardBody(
        h("h3", { class: "row good" }, icon("check"), "Stripe connected"),
        h("p", { class: "soft" }, h("code", {}, status.stripe.label)),
      ),
    ),
    h("div", {}, nextLink("stripe")),
  );

const form = (status, refresh) =>
  h(
    "div",
    { class: "body stack" },
    status.clerk?.label &&
      notice(
        "",
        "Take a key of the same mode",
        `Clerk is connected with ${status.clerk.label}. A test key and a live key cannot be compared.`,
      ),
    connectionForm({
      service: "stripe",
      step: "stripe",
      serviceName: "Stripe",
      label: "Stripe secret or restricted key",
      placeholder: "rk_test_…",
      hint: "A restricted key with read access to customers, subscriptions, prices, products, charges, disputes and entitlements is enough.",
      check: findStripeMistake,
      refresh,
    }),
    commands([["command", cli("access", "connect", "stripe")]]),
  );
