import { h } from "../../shared/dom.js";
import { sourceOf } from "./choices.js";

/** The steps of the setup. In the left rail, `hint` marks a step that needs no action. */
export const Steps = [
  { name: "source", title: "Access-state source" },
  { name: "stripe", title: "Stripe" },
  {
    name: "customers",
    title: "Identity mapping",
    hint: (status) => (sourceOf(status) === "postgres" ? null : "Matched automatically"),
  },
  { name: "fields", title: "Access mapping" },
];

/** Whether a step is done, according to the status of the functions. */
export function isDone(name, status) {
  switch (name) {
    case "source":
      return status.clerk.isConfigured || status.source === "postgres";
    case "stripe":
      return status.stripe.isConfigured;
    case "customers":
    case "fields":
      return status.isMapped;
    default:
      return false;
  }
}

/** The steps, shown on the left, or at the top of a small screen. */
export const stepRail = (current, status) =>
  h(
    "ol",
    { "aria-label": "Steps" },
    Steps.map(({ name, title, hint }) =>
      h(
        "li",
        {},
        h(
          "a",
          {
            href: `#/access/${name}`,
            class: name !== current && isDone(name, status) ? "done" : null,
            "aria-current": name === current ? "step" : null,
          },
          h("span", {}, title),
          hint?.(status) && h("span", { class: "hint" }, hint(status)),
        ),
      ),
    ),
  );

/** The link to the next step. */
export function nextLink(name, text = "Continue") {
  const next = Steps[Steps.findIndex((step) => step.name === name) + 1];
  return h("a", { class: "button primary", href: next ? `#/access/${next.name}` : "#/access/incidents" }, text);
}
