import { h } from "../../shared/dom.js";
import { live } from "../../shared/live.js";
import { pageHead } from "../../shared/parts.js";
import { call } from "../functions.js";
import { connections } from "./connection.js";
import { customers } from "./customers.js";
import { fields } from "./fields.js";
import { source } from "./source.js";
import { Steps, isDone, stepRail } from "./steps.js";
import { stripe } from "./stripe.js";

const Views = { source, stripe, customers, fields };

/** The set-up of access parity, step by step. */
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

/** Without the route of the status, only what this page has connected and what is mapped is known. */
async function readStatus(signal) {
  const [status, mapping] = await Promise.all([find("ops/access/status", signal), find("ops/access/mapping", signal)]);
  return {
    ...connections,
    source: mapping?.users.table ? "postgres" : "clerk",
    mapped: mapping !== null,
    ...status,
    mapping,
  };
}

const find = (path, signal) =>
  call("GET", path, { signal }).catch((problem) => (problem.status === 404 ? null : Promise.reject(problem)));

const firstOpen = (status) => Steps.find(({ name }) => !isDone(name, status))?.name ?? "source";

const draw = (step, status, refresh, signal) =>
  h(
    "div",
    { class: "steps" },
    stepRail(step, status),
    h("div", { class: "stack" }, (Views[step] ?? source)({ status, refresh, signal })),
  );
