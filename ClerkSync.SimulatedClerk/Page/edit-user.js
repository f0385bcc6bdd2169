import { h } from "../shared/dom.js";
import { openDialog } from "../shared/dialog.js";
import { button, problemPlace } from "../shared/parts.js";
import { act } from "../shared/toast.js";
import { call, emailOf } from "./clerk.js";

/** Changes a user's name and email, each with its own event. */
export function openEdit(user, refresh) {
  const email = h("input", {
    type: "email",
    value: emailOf(user),
    required: emailOf(user) !== "",
    autocomplete: "off",
    autofocus: true,
  });
  const first = h("input", { value: user.first_name ?? "", autocomplete: "off" });
  const last = h("input", { value: user.last_name ?? "", autocomplete: "off" });
  const [problem, showProblem] = problemPlace();
  const dialog = openDialog(
    "Edit the user",
    h(
      "form",
      { class: "tight", onsubmit: submit },
      h("label", { class: "field" }, "Email", email),
      h("label", { class: "field" }, "First name", first),
      h("label", { class: "field" }, "Last name", last),
      problem,
      h(
        "div",
        { class: "buttons" },
        button("Cancel", () => dialog.close()),
        h("button", { class: "primary" }, "Save"),
      ),
    ),
  );

  function submit(event) {
    event.preventDefault();
    return act("Saved.", save, refresh, showProblem);
  }

  async function save() {
    const names = { first_name: first.value || null, last_name: last.value || null };
    if (names.first_name !== user.first_name || names.last_name !== user.last_name) {
      await call("PATCH", `/v1/users/${user.id}`, names);
    }
    if (email.value !== emailOf(user)) {
      await call("POST", "/v1/email_addresses", {
        user_id: user.id,
        email_address: email.value,
        verified: true,
        primary: true,
      });
      if (user.primary_email_address_id) await call("DELETE", `/v1/email_addresses/${user.primary_email_address_id}`);
    }
    dialog.close();
  }
}
