import { h } from "../shared/dom.js";
import { glyph } from "../shared/icons.js";
import { themeButton } from "../shared/theme.js";

const Groups = [
  [
    "Mirror",
    [
      ["", "Overview"],
      ["failures", "Failures"],
      ["deliveries", "Deliveries"],
      ["people", "People"],
      ["runs", "Runs"],
    ],
  ],
  [
    "Access",
    [
      ["access", "Set up"],
      ["access/incidents", "Incidents"],
      ["access/ledger", "Ledger"],
    ],
  ],
];

/** The navigation: at the left, or at the top of a small screen. */
export function drawRail(rail) {
  rail.before(h("a", { class: "skip", href: "#content", onclick: skip }, "Skip to the content"));
  rail.append(
    h("a", { class: "brand", href: "#/", "aria-label": "ClerkSync" }, glyph("good", "ink"), h("span", {}, "ClerkSync")),
    h(
      "nav",
      { "aria-label": "Console" },
      Groups.map(([name, links]) =>
        h(
          "div",
          {},
          h("p", { class: "group" }, name),
          h(
            "ul",
            {},
            links.map(([path, text]) => item(path, text)),
          ),
        ),
      ),
    ),
    h(
      "div",
      { class: "foot row between" },
      h("span", { class: "foot-text small quiet" }, location.host),
      themeButton(),
    ),
  );
}

const item = (path, text) => h("li", {}, h("a", { href: `#/${path}`, "data-path": path }, h("span", {}, text)));

/** Marks the page of a route; a page below it counts too. */
export function markCurrent(pattern) {
  const path = pattern === "access/:step" ? "access" : (pattern ?? "none").split("/:")[0];
  for (const link of document.querySelectorAll(".rail [data-path]")) {
    if (link.dataset.path === path) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest", inline: "center" });
    } else link.removeAttribute("aria-current");
  }
}

// The # is the router's, so the browser cannot jump to an anchor itself.
function skip(event) {
  event.preventDefault();
  document.getElementById("content").focus();
}
