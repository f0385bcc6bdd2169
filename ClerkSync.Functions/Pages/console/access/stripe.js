import { h } from "../../shared/dom.js";
import { commands, notice } from "../../shared/parts.js";
import { cli, curl } from "../terminal.js";
import { connectionForm, findStripeMistake, keyCard } from "./connection.js";
import { nextLink } from "./steps.js";

/** The step that connects Stripe. */
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
  h("div", { class: "card" }, status.tested.stripe ? connected(status) : form(status, refresh)),
];

const connected = (status) =>
  h(
    "div",
    { class: "body stack" },
    keyCard("Stripe", true, status.tested.stripe, "ClerkSync writes nothing to Stripe."),
    h("div", {}, nextLink("stripe")),
  );

const form = (status, refresh) =>
  h(
    "div",
    { class: "body stack" },
    status.stripe.isConfigured
      ? [
          keyCard("Stripe", false, status.stripe.key, "The functions have this key. Paste it below to test it."),
          h("div", {}, nextLink("stripe")),
        ]
      : status.clerk.isConfigured &&
          notice(
            "",
            "Use a key of the same mode",
            `Clerk is configured with ${status.clerk.key}. A test key and a live key do not work together.`,
          ),
    connectionForm({
      service: "stripe",
      step: "stripe",
      serviceName: "Stripe",
      label: "Stripe secret or restricted key",
      placeholder: "rk_test_…",
      hint: "A restricted key with read access to customers, subscriptions, prices, products, charges, disputes and entitlements is enough.",
      check: findStripeMistake,
      isConfigured: status.stripe.isConfigured,
      refresh,
    }),
    commands([
      ["command", cli("access", "connect", "stripe")],
      ["curl line", `${curl("POST", "access/connection")} -H "content-type: application/json" -d @-`],
    ]),
  );
