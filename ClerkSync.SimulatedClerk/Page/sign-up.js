import { h } from "../shared/dom.js";
import { card, problemPlace } from "../shared/parts.js";
import { act } from "../shared/toast.js";
import { call } from "./clerk.js";

/** A form that creates a user. */
export function signUpCard(refresh) {
  const email = h("input", { type: "email", required: true, autocomplete: "off", placeholder: "ada@example.com" });
  const first = h("input", { autocomplete: "off" });
  const last = h("input", { autocomplete: "off" });
  const [problem, showProblem] = problemPlace();
  const form = h(
    "form",
    { class: "body tight", onsubmit: submit },
    h("label", { class: "field" }, "Email", email),
    h(
      "div",
      { class: "form-row" },
      h("label", { class: "field" }, "First name", first),
      h("label", { class: "field" }, "Last name", last),
    ),
    problem,
    h("div", {}, h("button", { class: "primary" }, "Sign up")),
  );
  return card("Sign up", null, form);

  function submit(event) {
    event.preventDefault();
    const body = {
      email_address: [email.value],
      first_name: first.value || null,
      last_name: last.value || null,
    };
    return act(
      `${email.value} has signed up.`,
      async () => {
        await call("POST", "/v1/users", body);
        form.reset();
      },
      refresh,
      showProblem,
    );
  }
}
