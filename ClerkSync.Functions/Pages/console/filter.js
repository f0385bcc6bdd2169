import { h } from "../shared/dom.js";

export const Outcomes = ["applied", "stale", "ignored", "rejected", "failed"];
const Times = [
  ["", "Any time"],
  ["30m", "Last 30 minutes"],
  ["24h", "Last day"],
  ["7d", "Last week"],
];
const TypingPause = 300;

// In a filter, this is not an outcome but `failed`.
const Unsuccessful = "failed or rejected";

/** The members of a filter, by the names of the query parameters. */
export const FilterNames = ["q", "outcome", "type", "since", "clerkId", "cause", "failed"];

/** The fields of a filter. `changed` receives the new filter. */
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
  const outcome = choice(
    filter.outcome ?? (filter.failed ? Unsuccessful : ""),
    [["", "Any outcome"], ...[Unsuccessful, ...Outcomes].map((name) => [name, name])],
  );
  // A time that another page has put into the URL stays available.
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
    const isUnsuccessful = outcome.value === Unsuccessful;
    changed({
      q: search.value.trim(),
      outcome: isUnsuccessful ? null : outcome.value,
      failed: isUnsuccessful ? "true" : null,
      type: type.value.trim(),
      since: since.value,
    });
  }
}

/** Describes what a filter selects, as the words after "deliveries". */
export const describeFilter = ({ failed, outcome, type, clerkId, q, since, cause }) =>
  [
    outcome ? `whose outcome is ${outcome}` : failed && `whose outcome is ${Unsuccessful}`,
    type && `of type ${type}`,
    clerkId && `about ${clerkId}`,
    q && `with or about the id ${q}`,
    since && `that arrived in the ${Times.find(([value]) => value === since)?.[1].toLowerCase() ?? `time since ${since}`}`,
    cause && `with the error "${cause}"`,
  ]
    .filter(Boolean)
    .join(", ");

const field = (text, control) => h("label", { class: "field" }, text, control);

const choice = (chosen, options) =>
  h(
    "select",
    {},
    options.map(([value, text]) => h("option", { value, selected: value === (chosen ?? "") }, text)),
  );
