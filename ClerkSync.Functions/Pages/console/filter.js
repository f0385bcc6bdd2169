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
export const FilterNames = ["outcome", "type", "since", "clerkId", "failed"];

/** The fields of a filter. `changed` gets the new filter. */
export function filterFields(filter, changed) {
  const clerkId = h("input", {
    type: "search",
    placeholder: "user_…",
    value: filter.clerkId,
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
  for (const input of [clerkId, type]) {
    input.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(apply, TypingPause);
    });
  }
  for (const select of [outcome, since]) select.addEventListener("change", apply);
  return h(
    "form",
    { class: "filters", role: "search", onsubmit: (event) => (event.preventDefault(), apply()) },
    field("Clerk id", clerkId),
    field("Outcome", outcome),
    field("Type", type),
    field("Arrived", since),
  );

  function apply() {
    clearTimeout(typing);
    changed({
      clerkId: clerkId.value.trim(),
      outcome: outcome.value,
      type: type.value.trim(),
      since: since.value,
    });
  }
}

const field = (text, control) => h("label", { class: "field" }, text, control);

const choice = (chosen, options) =>
  h(
    "select",
    {},
    options.map(([value, text]) => h("option", { value, selected: value === (chosen ?? "") }, text)),
  );
