import { h, redraw } from "../shared/dom.js";
import { openDialog } from "../shared/dialog.js";
import { latest } from "../shared/live.js";
import { button, empty, problemPlace } from "../shared/parts.js";
import { table } from "../shared/table.js";
import { number } from "../shared/format.js";
import { act } from "../shared/toast.js";
import { call, emailOf } from "./clerk.js";

const Shown = 500;
const Roles = ["org:admin", "org:member"];

/** The members of an organization and their roles. */
export function openMembers(organization, changed) {
  const path = `/v1/organizations/${organization.id}/memberships`;
  const list = h("div", { class: "tight" });
  const start = latest();
  const user = h("select", { required: true, autofocus: true });
  const role = roleSelect("org:member");
  const [problem, showProblem] = problemPlace();
  const form = h(
    "form",
    { class: "tight", onsubmit: add },
    h("label", { class: "field" }, "User", user),
    h(
      "div",
      { class: "form-row" },
      h("label", { class: "field" }, "Role", role),
      h("button", { class: "primary" }, "Add"),
    ),
    problem,
  );
  const adding = h("div", { class: "tight" }, form);
  const dialog = openDialog(
    `Members of ${organization.name}`,
    list,
    adding,
    h(
      "div",
      { class: "buttons" },
      button("Close", () => dialog.close()),
    ),
  );
  dialog.addEventListener("close", changed);
  refresh();

  function add(event) {
    event.preventDefault();
    return act(null, () => call("POST", path, { user_id: user.value, role: role.value }), refresh, showProblem);
  }

  function refresh() {
    return act(null, read);
  }

  async function read() {
    const isLatest = start();
    const [{ data, total_count: total }, users] = await Promise.all([
      call("GET", `${path}?limit=${Shown}`),
      call("GET", `/v1/users?limit=${Shown}`),
    ]);
    if (!isLatest()) return;
    const members = new Set(data.map((one) => one.public_user_data.user_id));
    redraw(
      list,
      data.length === 0 ? empty("No member yet") : table("Members", columns, data),
      data.length < total && h("p", { class: "quiet" }, `${data.length} of ${number(total)} are shown.`),
    );
    const others = users.filter(({ id }) => !members.has(id));
    const isCut = users.length === Shown;
    redraw(
      user,
      others.map((one) => h("option", { value: one.id }, emailOf(one) || one.id)),
    );
    redraw(
      adding,
      others.length > 0
        ? [isCut && h("p", { class: "quiet" }, `The newest ${Shown} users can be added here.`), form]
        : h("p", { class: "quiet" }, isCut ? `The newest ${Shown} users are members.` : "Every user is a member."),
    );
  }

  const columns = [
    { title: "User", class: "wide long", draw: ({ public_user_data: one }) => one.identifier ?? one.user_id },
    { title: "Role", draw: (one) => memberRole(one) },
    {
      title: "Actions",
      class: "end",
      draw: ({ public_user_data: one }) =>
        h(
          "div",
          { class: "actions" },
          button("Remove", () => act(null, () => call("DELETE", `${path}/${one.user_id}`), refresh), {
            class: "danger",
            "aria-label": `Remove: ${one.identifier ?? one.user_id}`,
          }),
        ),
    },
  ];

  function memberRole({ role: chosen, public_user_data: one }) {
    const select = roleSelect(chosen);
    select.setAttribute("aria-label", `Role of ${one.identifier ?? one.user_id}`);
    select.addEventListener("change", () =>
      act(null, () => call("PATCH", `${path}/${one.user_id}`, { role: select.value }), refresh),
    );
    return select;
  }
}

const roleSelect = (chosen) =>
  h(
    "select",
    {},
    Roles.map((name) => h("option", { value: name, selected: name === chosen }, name)),
  );
