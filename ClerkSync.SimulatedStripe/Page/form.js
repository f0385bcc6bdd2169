import { h } from "../shared/dom.js";
import { openDialog } from "../shared/dialog.js";
import { button } from "../shared/parts.js";

/** A dialog with a form. It closes before `submit` is called. */
export function openForm(title, action, fields, submit) {
  const dialog = openDialog(
    title,
    h(
      "form",
      {
        class: "tight",
        onsubmit: (event) => {
          event.preventDefault();
          dialog.close();
          submit();
        },
      },
      fields,
      h(
        "div",
        { class: "buttons" },
        button("Close", () => dialog.close()),
        h("button", { class: "primary" }, action),
      ),
    ),
  );
}
