import { h } from "../shared/dom.js";

export const Outcomes = ["applied", "stale", "ignored", "rejected", "failed"];
const Times = [
  ["", "Any time"],
  ["30m", "Last 30 minutes"],
  ["24h", "Last day"],
  ["7d", "Last week"],
];
const TypingPause = 300;

/** The members of a filter, as the routes take them. */
export const FilterNames = ["q", "outcome", "type", "since", "clerkId", "cause", "failed"];

/** The fields of a filter. `changed` gets the new filter. */
export function filterFields(filter, changed) {
  const search = h("input", {
    type: "search",
    placeholder: "msg_… or user_…",
    title: "A whole id. For a delivery, the first twelve characters of the id are enough.",
    value: filter.q,
    autocomplete: "off",
    spellcheck: "false",
  });
  const type = h("input", {
    placeholder: "user.created",
    value: filter.type,
    autocomplete: "off",
    spellcheck: "false",
  });
  const outcome = choice(filter.outcome, [["", "Any outcome"], ...Outcomes.map((name) => [name, name])]);
  // A time that another page has put into the URL remains a choice.
  const times = Times.some(([value]) => value === (filter.since ?? ""))
    ? Times
    : [...Times, [filter.since, filter.since]];
  const since = choice(filter.since, times);
  let typing;
  for (const input of [search, type]) {
    input.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(apply, TypingPause);
    });
  }
  for (const select of [outcome, since]) select.addEventListener("change", apply);
  return h(
    "form",
    { class: "filters", role: "search", onsubmit: (event) => (event.preventDefault(), apply()) },
    field("Delivery or Clerk id", search),
    field("Outcome", outcome),
    field("Type", type),
    field("Arrived", since),
  );

  function apply() {
    clearTimeout(typing);
    changed({ q: search.value.trim(), outcome: outcome.value, type: type.value.trim(), since: since.value });
  }
}

const field = (text, control) => h("label", { class: "field" }, text, control);

const choice = (chosen, options) =>
  h(
    "select",
    {},
    options.map(([value, text]) => h("option", { value, selected: value === (chosen ?? "") }, text)),
  );
