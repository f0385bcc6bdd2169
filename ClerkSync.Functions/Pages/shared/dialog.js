import { focusSuccessor, h, newId } from "./dom.js";
import { button, codeBlock } from "./parts.js";

/** Opens a dialog and removes it when it closes. The focus goes back to where it was, also when that was drawn anew. */
export function openDialog(title, ...children) {
  const opener = document.activeElement;
  const id = newId("dialog");
  const element = h(
    "dialog",
    { "aria-labelledby": id },
    h("div", { class: "content", tabindex: "-1" }, h("h2", { id }, title), ...children),
    h("div", { class: "toasts", role: "status" }),
  );
  element.addEventListener("close", () => {
    element.remove();
    if (!opener.isConnected) focusSuccessor(opener);
  });
  document.body.append(element);
  element.showModal();
  return element;
}

/** Asks before something is written. `lines` are the commands that do the same, each as [label, line]. */
export function confirmDialog(title, text, action, { isDangerous = true, lines = [] } = {}) {
  return new Promise((resolve) => {
    const element = openDialog(
      title,
      h("p", { class: "soft" }, text),
      lines.length > 0 &&
        h(
          "div",
          { class: "tight" },
          lines.map(([label, line]) => codeBlock(line, label)),
        ),
      h(
        "div",
        { class: "buttons" },
        button("Cancel", () => element.close(), { autofocus: true }),
        button(action, () => element.close("yes"), { class: isDangerous ? "danger" : "primary" }),
      ),
    );
    element.addEventListener("close", () => resolve(element.returnValue === "yes"));
  });
}
