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

// The counts from the status, shown beside a page's name and beside the button of the collapsed menu.
const Counted = {
  failures: ["failedDeliveries"],
  "access/incidents": ["openIncidents"],
  menu: ["failedDeliveries", "openIncidents"],
};

/** The navigation: on the left, or behind a button at the top of a small screen. */
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

/** Shows the number of failed deliveries and open incidents. A count of 0 is hidden. */
export function showCounts(status) {
  for (const element of document.querySelectorAll("[data-count]")) {
    const many = Counted[element.dataset.count].reduce((sum, name) => sum + status[name], 0);
    element.hidden = many === 0;
    element.textContent = number(many);
  }
}

/** Marks the page of the current route, or of its parent route. */
export function markCurrent(pattern) {
  const path = pattern === "access/:step" ? "access" : (pattern ?? "none").split("/:")[0];
  openMenu(false);
  for (const link of document.querySelectorAll(".rail [data-path]")) {
    if (link.dataset.path === path) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

// The router uses the part after the #, so the browser cannot jump to an anchor itself.
function skip(event) {
  event.preventDefault();
  document.getElementById("content").focus();
}
