import { logBug } from "../shared/api.js";
import { h, redraw } from "../shared/dom.js";
import { confirmDialog } from "../shared/dialog.js";
import { latest } from "../shared/live.js";
import { button, card, empty, problemPlace, shortId } from "../shared/parts.js";
import { table } from "../shared/table.js";
import { number } from "../shared/format.js";
import { act } from "../shared/toast.js";
import { call, shownOf } from "./clerk.js";
import { openMembers } from "./members.js";

const Shown = 50;

export function organizationsCard() {
  const name = h("input", {
    required: true,
    autocomplete: "off",
    placeholder: "Analytical Engines",
    "aria-label": "Name of the new organization",
  });
  const count = h("span", { class: "quiet small number" });
  const body = h("div");
  const [problem, showProblem] = problemPlace();
  let shown;
  const start = latest();
  const create = h("form", { class: "row", onsubmit: submit }, name, h("button", {}, "Create"));
  return { element: card("Organizations", h("div", { class: "row" }, count, create), problem, body), refresh };

  function submit(event) {
    event.preventDefault();
    return act(
      `${name.value} is created.`,
      async () => {
        await call("POST", "/v1/organizations", { name: name.value });
        name.value = "";
      },
      refresh,
      showProblem,
    );
  }

  async function refresh() {
    const isLatest = start();
    try {
      const { data, total_count: total } = await call("GET", `/v1/organizations?limit=${Shown}`);
      if (!isLatest()) return;
      const state = JSON.stringify([data, total]);
      if (state === shown) return;
      shown = state;
      count.textContent = shownOf(data.length, total);
      redraw(
        body,
        data.length === 0
          ? empty("No organization yet", "Create one, and add members to it.")
          : table("Organizations", Columns(refresh), data),
      );
    } catch (problem) {
      logBug(problem);
      if (isLatest() && problem.status !== 401) redraw(body, empty(problem.message));
    }
  }
}

const Columns = (refresh) => [
  { title: "Name", class: "strong long", draw: (one) => one.name },
  { title: "Clerk id", class: "wide", draw: ({ id }) => shortId(id) },
  { title: "Members", class: "number", draw: ({ members_count: many }) => number(many) },
  {
    title: "Actions",
    class: "wide end",
    draw: (one) =>
      h(
        "div",
        { class: "actions" },
        button("Members", () => openMembers(one, refresh), {
          "aria-label": `Members: ${one.name}`,
          "data-focus": `members ${one.id}`,
        }),
        button("Delete", () => remove(one, refresh), {
          class: "danger",
          "aria-label": `Delete: ${one.name}`,
          "data-focus": `delete ${one.id}`,
        }),
      ),
  },
];

async function remove(one, refresh) {
  if (await confirmDialog(`Delete ${one.name}?`, "Its memberships are deleted too, each with its event.", "Delete")) {
    await act(`${one.name} is deleted.`, () => call("DELETE", `/v1/organizations/${one.id}`), refresh);
  }
}
