import { h } from "../shared/dom.js";
import { CardParameter, cardSelect } from "./cards.js";
import { openForm } from "./form.js";
import { call, nameOf } from "./stripe.js";

export function openNewCustomer(page) {
  const name = h("input", { autocomplete: "off", autofocus: true });
  const email = h("input", { type: "email", autocomplete: "off", placeholder: "ada@example.com", required: true });
  const method = cardSelect("pm_card_visa");
  openForm(
    "New customer",
    "Create",
    [
      h("label", { class: "field" }, "Name", name),
      h("label", { class: "field" }, "Email", email),
      h("label", { class: "field" }, "Card", method),
    ],
    () =>
      page.change(
        () =>
          call("POST", "/v1/customers", {
            name: name.value || null,
            email: email.value,
            [CardParameter]: method.value || null,
          }),
        (customer) => `${nameOf(customer)} is a customer.`,
      ),
  );
}
