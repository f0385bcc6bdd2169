import { h } from "../shared/dom.js";
import { themeButton } from "../shared/theme.js";

const Hex = /^#[0-9a-f]{6}$/i;

/** The application's name and color. The text on the color is black or white, whichever can be read better. */
export function applyBranding({ name, color }) {
  if (name) document.title = `Your account · ${name}`;
  if (!Hex.test(color ?? "")) return;
  const style = document.documentElement.style;
  style.setProperty("--accent", color);
  style.setProperty("--on-accent", luminance(color) > 0.36 ? "#15181b" : "#ffffff");
}

/** The application's name, the ways out of the page, and the theme. `isSignedIn` offers to sign out. */
export function header({ name, origins, signOutUrl }, isSignedIn) {
  const back = findBack(origins ?? []);
  return h(
    "header",
    { class: "row between account-head" },
    h(
      "span",
      { class: "brand" },
      name && h("span", { class: "monogram", "aria-hidden": "true" }, name[0]),
      h("span", {}, name ?? "Your account"),
    ),
    h(
      "div",
      { class: "actions" },
      back && h("a", { class: "button", href: back, onclick: closeTab }, "Back"),
      isSignedIn && signOutUrl && h("a", { class: "button", href: signOutUrl, target: "_top" }, "Sign out"),
      themeButton(),
    ),
  );
}

/**
 * The page that led here, if it is the front end's or one that may hand over a token: no other page should look like part
 * of the application. In a frame the page around it is the way out.
 */
function findBack(origins) {
  if (!document.referrer || window.parent !== window) return null;
  const { origin, href } = new URL(document.referrer);
  return origins.includes(origin) || (origin === location.origin && href !== location.href) ? href : null;
}

/** A page that has opened this one in a new tab is still there: going to it must not leave two of them. */
function closeTab(event) {
  const { opener } = window;
  if (!opener || opener.closed || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  opener.focus();
  window.close();
}

/** Source: WCAG 2.2, relative luminance. */
function luminance(color) {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
