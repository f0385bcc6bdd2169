import { h } from "../shared/dom.js";
import { number } from "../shared/format.js";
import { glyph, icon } from "../shared/icons.js";
import { button } from "../shared/parts.js";
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

// The members of the status that are counted beside a page's name, and beside the menu that hides the pages.
const Counted = {
  failures: ["failedDeliveries"],
  "access/incidents": ["openIncidents"],
  menu: ["failedDeliveries", "openIncidents"],
};

/** The navigation: at the left, or on a small screen behind a button at the top. */
export function drawRail(rail) {
  const menu = button([icon("menu"), h("span", {}, "Menu"), " ", counter("menu")], () => openMenu(!isMenuOpen()), {
    class: "menu",
    "aria-controls": "navigation",
    "aria-expanded": "false",
  });
  rail.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !isMenuOpen()) return;
    openMenu(false);
    menu.focus();
  });
  rail.before(h("a", { class: "skip", href: "#content", onclick: skip }, "Skip to the content"));
  rail.append(
    h("a", { class: "brand", href: "#/", "aria-label": "ClerkSync" }, glyph("good", "ink"), h("span", {}, "ClerkSync")),
    menu,
    h(
      "nav",
      { id: "navigation", "aria-label": "Console" },
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

const item = (path, text) =>
  h(
    "li",
    {},
    h("a", { href: `#/${path}`, "data-path": path, onclick: () => openMenu(false) }, h("span", {}, text), " ", counter(path)),
  );

const counter = (path) => path in Counted && h("span", { class: "counter", "data-count": path, hidden: true });

const menuButton = () => document.querySelector(".rail .menu");

const isMenuOpen = () => menuButton().getAttribute("aria-expanded") === "true";

const openMenu = (isOpen) => menuButton().setAttribute("aria-expanded", `${isOpen}`);

/** Shows how many deliveries are failed, and how many incidents are open; nothing for none. */
export function showCounts(status) {
  for (const element of document.querySelectorAll("[data-count]")) {
    const many = Counted[element.dataset.count].reduce((sum, name) => sum + status[name], 0);
    element.hidden = many === 0;
    element.textContent = number(many);
  }
}

/** Marks the page of a route; a page below it counts too. */
export function markCurrent(pattern) {
  const path = pattern === "access/:step" ? "access" : (pattern ?? "none").split("/:")[0];
  openMenu(false);
  for (const link of document.querySelectorAll(".rail [data-path]")) {
    if (link.dataset.path === path) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

// The # is the router's, so the browser cannot jump to an anchor itself.
function skip(event) {
  event.preventDefault();
  document.getElementById("content").focus();
}
