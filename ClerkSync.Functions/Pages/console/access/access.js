import { h } from "../../shared/dom.js";
import { live } from "../../shared/live.js";
import { call } from "../functions.js";
import { customers } from "./customers.js";
import { fields } from "./fields.js";
import { source } from "./source.js";
import { Steps, isDone, stepRail } from "./steps.js";
import { stripe } from "./stripe.js";

const Views = { source, stripe, customers, fields };

/** The set-up of access parity, step by step. */
export const access = ({ params: { step }, signal }) => [
  h(
    "header",
    { class: "page-head" },
    h(
      "div",
      {},
      h("h1", {}, "Access"),
      h("p", {}, "Does what people may use match what they pay for? ClerkSync reads Clerk and never writes metadata."),
    ),
  ),
  live(
    signal,
    () => call("GET", "ops/access/status", { signal }),
    (status, refresh) => draw(step ?? firstOpen(status), status, refresh, signal),
  ),
];

const firstOpen = (status) => Steps.find(({ name }) => !isDone(name, status))?.name ?? "source";

const draw = (step, status, refresh, signal) =>
  h(
    "div",
    { class: "steps" },
    stepRail(step, status),
    h("div", { class: "stack" }, (Views[step] ?? source)({ status, refresh, signal })),
  );
