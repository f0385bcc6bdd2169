import { h, redraw } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { code, commands, empty, pageHead, tag } from "../shared/parts.js";
import { problemNotice } from "../shared/live.js";
import { table } from "../shared/table.js";
import { aboutLink } from "./about.js";
import { call } from "./functions.js";
import { replaceQuery } from "./router.js";
import { cli, curl } from "./terminal.js";

const Columns = [
  {
    title: "Name",
    class: "strong",
    draw: (one) => aboutLink(one.clerkId, one.name ?? one.email ?? one.clerkId),
  },
  { title: "Email", draw: ({ email }) => email ?? "–" },
  { title: "Clerk id", class: "wide", draw: ({ clerkId }) => code(clerkId) },
  { title: "State", draw: ({ isDeleted }) => isDeleted && tag("deleted") },
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
  const results = h("div", { class: "stack" });
  if (query.q) find();
  return [
    pageHead("People", "The row of a user, and how it came to be."),
    h(
      "form",
      { class: "form-row", role: "search", onsubmit: submit },
      h("div", { class: "field" }, input),
      h("button", { class: "primary" }, icon("search"), "Find"),
    ),
    results,
  ];

  function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    replaceQuery("people", { q: text });
    if (text) find();
  }

  async function find() {
    const text = input.value.trim();
    try {
      const answer = await call("GET", "ops/people", { query: { q: text }, signal });
      redraw(results, draw(answer.people), terminal(text));
    } catch (problem) {
      if (!signal.aborted) redraw(results, problemNotice(problem, find), terminal(text));
    }
  }
}

const draw = (found) =>
  found.length === 0
    ? h(
        "div",
        { class: "card" },
        empty("Nobody found", "An id and an email must be whole; a name may be its beginning."),
      )
    : h("section", { class: "card", "aria-label": "Found" }, table("Found", Columns, found));

/** The verb takes an id or an email; a name is found by the route only. */
const terminal = (text) =>
  commands([
    ...(/^user_|@/.test(text) ? [["command", cli("user", text)]] : []),
    ["curl line", curl("GET", "ops/people", { q: text })],
  ]);
