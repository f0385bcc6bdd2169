import { h } from "../../shared/dom.js";
import { live } from "../../shared/live.js";
import { cardBody, code, commands, empty, pageHead, tag, timeOf } from "../../shared/parts.js";
import { table } from "../../shared/table.js";
import { count, withZone } from "../../shared/format.js";
import { call } from "../functions.js";
import { linkTo } from "../router.js";
import { cli, curl } from "../terminal.js";
import { codeInWords } from "./code.js";

const Columns = [
  { title: withZone("At"), class: "nowrap", draw: ({ createdAt }) => timeOf(createdAt) },
  { title: "Step", draw: ({ step }) => tag(step) },
  { title: "Incident", class: "wide long", draw: ({ code: word }) => codeInWords(word) },
  {
    title: "Account",
    class: "wide long",
    draw: ({ clerkId }) => h("a", { href: linkTo("access/ledger", { account: clerkId }) }, code(clerkId)),
  },
  { title: "Why", class: "wide long", draw: ({ reason }) => reason },
];

/** The history of access: what it was, what it should have been, and why. It is read-only. */
export const ledger = ({ query: { account }, signal }) => [
  pageHead(
    "Access ledger",
    account
      ? ["Of ", code(account), ". ", h("a", { href: "#/access/ledger" }, "Show everyone")]
      : "Every step of every incident. Entries cannot be changed or deleted.",
  ),
  commands([
    ["command", account ? cli("access", "ledger", account) : cli("access", "ledger")],
    ["curl line", curl("GET", "ops/access/ledger", { account })],
  ]),
  live(signal, () => call("GET", "ops/access/ledger", { query: { account }, signal }), draw, 10_000),
];

const draw = ({ entries, next }) =>
  h(
    "section",
    { class: "card", "aria-label": "Ledger" },
    entries.length === 0
      ? empty("Nothing has happened yet", "The first check writes the first entries.")
      : table("Ledger", Columns, entries),
    next &&
      cardBody(
        h(
          "p",
          { class: "quiet" },
          `The newest ${count(entries.length, "step")}. For older ones add after=${next} to the curl line.`,
        ),
      ),
  );
