import { h } from "../../shared/dom.js";
import { live } from "../../shared/live.js";
import { pageHead } from "../../shared/parts.js";
import { call } from "../functions.js";
import { tested } from "./connection.js";
import { customers } from "./customers.js";
import { fields } from "./fields.js";
import { source } from "./source.js";
import { Steps, isDone, stepRail } from "./steps.js";
import { stripe } from "./stripe.js";

const Views = { source, stripe, customers, fields };

/** The setup of access parity, step by step. */
export const access = ({ params: { step }, signal }) => [
  pageHead(
    "Access",
    "Does what people may use match what they pay for? ClerkSync reads Clerk and never writes metadata.",
  ),
  live(
    signal,
    () => readStatus(signal),
    (status, refresh) => draw(step ?? firstOpen(status), status, refresh, signal),
  ),
];

/** Reads the status and the mapping, and adds `tested`, the keys that were tested on this page. */
async function readStatus(signal) {
  const status = await call("GET", "ops/access/status", { signal });
  const mapping = status.isMapped ? await call("GET", "ops/access/mapping", { signal }) : null;
  return { ...status, mapping, tested: { ...tested } };
}

const firstOpen = (status) => Steps.find(({ name }) => !isDone(name, status))?.name ?? "source";

const draw = (step, status, refresh, signal) =>
  h(
    "div",
    { class: "steps" },
    stepRail(step, status),
    h("div", { class: "stack" }, (Views[step] ?? source)({ status, refresh, signal })),
  );
