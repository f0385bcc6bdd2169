import { h } from "../../shared/dom.js";
import { icon } from "../../shared/icons.js";
import { cardBody, codeBlock } from "../../shared/parts.js";
import { sourceOf } from "./choices.js";
import { mapTable } from "./source.js";
import { nextLink } from "./steps.js";

/**
 * Shows how users are matched with Stripe customers. Clerk users contain the id of their customer, so no choice is
 * needed.
 */
export const customers = ({ status }) => [
  h("h2", {}, "Identity mapping"),
  h(
    "div",
    { class: "card" },
    h(
      "div",
      { class: "body stack" },
      sourceOf(status) === "postgres" ? byColumn() : automatic(),
      h(
        "p",
        { class: "soft" },
        "ClerkSync never matches by email: two people can share one, and an email can change owner.",
      ),
      h("div", {}, nextLink("customers")),
    ),
  ),
];

const automatic = () => [
  h(
    "div",
    { class: "card good" },
    cardBody(
      h("h3", { class: "row good" }, icon("check"), "Customer matching is automatic"),
      h("p", { class: "soft" }, "Matched automatically for Clerk"),
    ),
  ),
  h(
    "p",
    { class: "soft" },
    "Each user names their Stripe customer in a metadata field, which you choose in the next step.",
  ),
];

const byColumn = () => [
  h(
    "p",
    {},
    "Each row has the Clerk id in the column of ",
    h("code", {}, "--key"),
    ", and the Stripe customer id in the column of ",
    h("code", {}, "--customer"),
    ":",
  ),
  codeBlock(mapTable(), "command"),
];
