import { icon } from "./icons.js";
import { button } from "./parts.js";
import { readStored, store } from "./storage.js";

const Stored = "clerksync-theme";
const Themes = ["system", "light", "dark"];

/** A button that switches between the system's theme, light and dark. */
export function themeButton() {
  const known = readStored("localStorage", Stored);
  let theme = Themes.includes(known) ? known : "system";
  const element = button(icon("theme"), () => apply(Themes[(Themes.indexOf(theme) + 1) % Themes.length]), {
    class: "plain icon-button",
  });
  apply(theme);
  return element;

  function apply(chosen) {
    theme = chosen;
    store("localStorage", Stored, theme);
    document.documentElement.dataset.theme = theme;
    element.setAttribute("aria-label", `Theme: ${theme}`);
    element.title = `Theme: ${theme}`;
  }
}
