import { h } from "../shared/dom.js";
import { themeButton } from "../shared/theme.js";

const Hex = /^#[0-9a-f]{6}$/i;

/** Applies the application's name and color. The text on the color is black or white, whichever has more contrast. */
export function applyBranding({ name, color }) {
  if (name) document.title = `Your account · ${name}`;
  if (!Hex.test(color ?? "")) return;
  const style = document.documentElement.style;
  style.setProperty("--accent", color);
  style.setProperty("--on-accent", luminance(color) > 0.36 ? "#15181b" : "#ffffff");
}

/**
 * The application's name, the links to leave the page, and the theme button. `isSignedIn` adds the link to sign out.
 */
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
 * Finds the page that led here, if it belongs to the front end or to an origin that may hand over a token. Any other
 * page must not look like part of the application. In a frame, the embedding page is the way back.
 */
function findBack(origins) {
  if (!document.referrer || window.parent !== window) return null;
  const { origin, href } = new URL(document.referrer);
  return origins.includes(origin) || (origin === location.origin && href !== location.href) ? href : null;
}

/**
 * If the other page has opened this one in a new tab, closes the tab instead of opening the other page a second time.
 */
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
