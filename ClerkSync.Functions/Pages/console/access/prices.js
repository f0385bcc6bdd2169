import { h } from "../../shared/dom.js";
import { button } from "../../shared/parts.js";
import { icon } from "../../shared/icons.js";

/** The plans of Stripe's prices: mapped prices first, then proposed ones. `prices` is updated while the user types. */
export function priceTable(known, proposed, prices) {
  const rows = h("div", { class: "tight" });
  const entries = [...Object.entries(known), ...proposed.map(({ price, plan }) => [price, plan])];
  (entries.length > 0 ? entries : [["", ""]]).forEach(([price, plan]) => add(price, plan));
  return h(
    "fieldset",
    { class: "card padded stack" },
    h("legend", { class: "hidden-text" }, "Prices"),
    h(
      "div",
      {},
      h("h3", {}, "The plans of your Stripe prices"),
      h(
        "p",
        { class: "hint" },
        proposed.length > 0
          ? "A lookup key, a price or a product, and the plan that it stands for. For a price that is not mapped yet, the plan that its name suggests is filled in. An add-on has no plan."
          : "A lookup key, a price or a product, and the plan that it stands for. An add-on has no plan.",
      ),
    ),
    rows,
    h(
      "div",
      {},
      button([icon("plus"), "Another price"], () => add("", "").focus()),
    ),
  );

  function add(price, plan) {
    const name = h("input", { value: price, placeholder: "pro_monthly", spellcheck: "false" });
    const value = h("input", { value: plan, placeholder: "pro", spellcheck: "false" });
    rows.append(
      h(
        "div",
        { class: "form-row" },
        h("label", { class: "field" }, "Price", name),
        h("label", { class: "field" }, "Plan", value),
      ),
    );
    for (const input of [name, value]) input.addEventListener("input", read);
    read();
    return name;
  }

  function read() {
    for (const price of Object.keys(prices)) delete prices[price];
    for (const row of rows.children) {
      const [price, plan] = [...row.querySelectorAll("input")].map((input) => input.value.trim());
      if (price) prices[price] = plan;
    }
  }
}
