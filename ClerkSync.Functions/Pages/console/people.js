import { h, redraw } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { breakable, code, commands, empty, pageHead, tag } from "../shared/parts.js";
import { latest, problemNotice } from "../shared/live.js";
import { table } from "../shared/table.js";
import { count } from "../shared/format.js";
import { aboutLink } from "./about.js";
import { call } from "./functions.js";
import { linkTo, replaceQuery } from "./router.js";
import { cli, curl } from "./terminal.js";

const MostFound = 20;

const Columns = [
  {
    title: "Name",
    class: "strong long",
    draw: (one) => [
      aboutLink(one.clerkId, one.name ?? one.email ?? one.clerkId),
      one.isDeleted && [" ", tag("deleted")],
    ],
  },
  { title: "Email", class: "long", draw: ({ email }) => breakable(email ?? "–") },
  { title: "Clerk id", class: "wide long", draw: ({ clerkId }) => code(clerkId) },
];

/** Finds a person by id, email or name. */
export function people({ query, signal }) {
  const input = h("input", {
    type: "search",
    name: "q",
    value: query.q,
    placeholder: "user_…, an email or a name",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": "Id, email or name",
  });
  const summary = h("p", { class: "quiet", role: "status" });
  const results = h("div", { class: "stack" });
  const start = latest();
  if (query.q) find();
  return [
    pageHead("People", "A user's row, where it came from, and what happened."),
    h(
      "form",
      { class: "form-row", role: "search", onsubmit: submit },
      h("div", { class: "field" }, input),
      h("button", { class: "primary" }, icon("search"), "Find"),
    ),
    summary,
    results,
  ];

  function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    replaceQuery("people", { q: text });
    if (text) find();
    else input.focus();
  }

  async function find() {
    const text = input.value.trim();
    const isLatest = start();
    summary.classList.remove("hidden-text");
    summary.textContent = "Searching…";
    try {
      const answer = await call("GET", "ops/people", { query: { q: text }, signal });
      if (!isLatest()) return;
      summary.textContent = describe(answer.people.length);
      // The card shows the same text, so only a screen reader needs it.
      summary.classList.toggle("hidden-text", answer.people.length === 0);
      redraw(results, draw(answer.people, text), terminal(text));
    } catch (problem) {
      if (signal.aborted || !isLatest()) return;
      summary.textContent = "";
      redraw(results, problemNotice(problem, find), terminal(text));
    }
  }
}

const describe = (found) =>
  found < MostFound
    ? `${count(found, "person", "people")} found.`
    : `The first ${MostFound} are shown. Type more of the name, or an id or an email.`;

const draw = (found, text) =>
  found.length === 0
    ? h("div", { class: "card" }, nobody(text))
    : h("section", { class: "card", "aria-label": "Found" }, table("Found", Columns, found));

/** For a user without a row, only payloads contain the email and the name, and they cannot be searched. */
const nobody = (text) =>
  empty(
    "No user found",
    "Type a whole id, a whole email or the beginning of a name.",
    h("p", {}, "A user whose first delivery failed has no row. Their deliveries are listed by id."),
    h(
      "div",
      { class: "row" },
      text.startsWith("user_") &&
        h("a", { class: "button", href: linkTo("deliveries", { q: text }) }, "Deliveries about this id"),
      h("a", { class: "button", href: linkTo("deliveries", FailedSignUps) }, "Failed sign-ups"),
      h("a", { class: "button", href: "#/failures" }, "All failures"),
    ),
  );

const FailedSignUps = { failed: "true", type: "user.created" };

/** The command takes an id or an email. Only the route finds names. */
const terminal = (text) =>
  commands([
    ...(/^user_|@/.test(text) ? [["command", cli("user", text)]] : []),
    ["curl line", curl("GET", "ops/people", { q: text })],
  ]);
