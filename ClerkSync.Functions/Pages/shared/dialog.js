import { focusSuccessor, h, newId } from "./dom.js";
import { button, codeLines } from "./parts.js";

/** Opens a dialog, and removes it when it closes. The focus returns to its previous place, even if that was redrawn. */
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
    // Another page may have taken the focus.
    if (!opener.isConnected && document.activeElement === document.body) focusSuccessor(opener);
  });
  document.body.append(element);
  element.showModal();
  return element;
}

/** Closes every dialog as if it had been canceled. */
export function closeDialogs() {
  for (const element of document.querySelectorAll("dialog[open]")) element.close();
}

/** Asks before something is written. `lines` are the equivalent commands, each as [label, line]. */
export function confirmDialog(title, text, action, { isDangerous = true, lines = [] } = {}) {
  return new Promise((resolve) => {
    const element = openDialog(
      title,
      h("p", { class: "soft" }, text),
      lines.length > 0 &&
        h(
          "div",
          { class: "tight" },
          codeLines(lines),
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
