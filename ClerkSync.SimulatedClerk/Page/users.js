import { logBug } from "../shared/api.js";
import { h, redraw } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { confirmDialog } from "../shared/dialog.js";
import { badge, breakable, button, card, code, empty, shortId } from "../shared/parts.js";
import { latest } from "../shared/live.js";
import { drawRow, table } from "../shared/table.js";
import { count } from "../shared/format.js";
import { act } from "../shared/toast.js";
import { call, emailOf, nameOf, shownOf } from "./clerk.js";
import { openEdit } from "./edit-user.js";
import { openSignIn } from "./sign-in.js";

const Shown = 50;

/** The users, each with its row in Postgres. */
export function usersCard(page) {
  const input = h("input", {
    type: "search",
    autocomplete: "off",
    placeholder: "Name, email or id",
    "aria-label": "Find users",
  });
  const total = h("span", { class: "quiet small number" });
  const body = h("div");
  const versions = new Map();
  let shown;
  const start = latest();
  const search = h(
    "form",
    { role: "search", class: "row", onsubmit: find },
    input,
    h("button", { class: "icon-button", "aria-label": "Find" }, icon("search")),
  );
  return { element: card("Users", h("div", { class: "row" }, total, search), body), refresh };

  function find(event) {
    event.preventDefault();
    return refresh();
  }

  async function refresh() {
    const isLatest = start();
    const sought = input.value.trim();
    const query = sought ? `&query=${encodeURIComponent(sought)}` : "";
    try {
      const [users, { total_count: all }] = await Promise.all([
        call("GET", `/v1/users?limit=${Shown}${query}`),
        call("GET", `/v1/users/count?${query}`),
      ]);
      const rows = page.hasRows ? await findRows(users) : null;
      if (!isLatest()) return;
      const state = JSON.stringify([users, rows, all, sought]);
      if (state === shown) return;
      shown = state;
      total.textContent = shownOf(users.length, all);
      redraw(body, users.length === 0 ? nobody(sought) : draw(users, rows));
    } catch (problem) {
      logBug(problem);
      if (isLatest() && problem.status !== 401) total.textContent = problem.message;
    }
  }

  function draw(users, rows) {
    const columns = [
      { title: "User", class: "wide long", draw: personOf },
      { title: "Clerk id", class: "wide", draw: ({ id }) => shortId(id) },
      ...(rows ? [{ title: "Row in Postgres", class: "wide long", draw: (user) => rowOf(user, rows[user.id]) }] : []),
      { title: "Actions", class: "wide end", draw: actions },
    ];
    return table("Users", columns, users, (user) =>
      drawRow(columns, user, rows && hasLanded(user.id, rows[user.id]) ? "new" : null),
    );
  }

  /** Whether the row has changed since it was last drawn, because its webhook was processed. */
  function hasLanded(id, row) {
    const version = JSON.stringify(row ?? null);
    const isNew = versions.has(id) && versions.get(id) !== version;
    versions.set(id, version);
    return isNew;
  }

  function actions(user) {
    const who = emailOf(user) || user.id;
    const change = user.banned ? "unban" : "ban";
    const control = (text, work, more) =>
      button(text, work, { "aria-label": `${text}: ${who}`, "data-focus": `${text} ${user.id}`, ...more });
    return h(
      "div",
      { class: "actions" },
      control("Sign in as", () => openSignIn(user, page)),
      control("Edit", () => openEdit(user, refresh)),
      control(user.banned ? "Unban" : "Ban", () =>
        act(`${who} is ${change}ned.`, () => call("POST", `/v1/users/${user.id}/${change}`), refresh),
      ),
      control("Delete", () => remove(user, who), { class: "danger" }),
    );
  }

  async function remove(user, who) {
    if (
      await confirmDialog(
        `Delete ${who}?`,
        "Clerk never reuses an id, so this is final. The row is deleted when the webhook arrives.",
        "Delete",
      )
    ) {
      await act(`${who} is deleted.`, () => call("DELETE", `/v1/users/${user.id}`), refresh);
    }
  }
}

const nobody = (sought) =>
  sought
    ? empty("No user was found", `No name, email or id contains “${sought}”.`)
    : empty("No user yet", "Create one with the form above.");

const personOf = (user) => [
  h(
    "div",
    { class: "row strong" },
    nameOf(user) || emailOf(user) || "–",
    user.banned && badge("banned"),
    user.locked && badge("locked"),
  ),
  nameOf(user) && h("div", { class: "quiet" }, breakable(emailOf(user))),
];

/** The rows by id; empty while Postgres is down. */
async function findRows(users) {
  const ids = users.map(({ id }) => `id=${encodeURIComponent(id)}`).join("&");
  try {
    return users.length === 0 ? {} : await call("GET", `/simulate/rows?${ids}`);
  } catch (problem) {
    logBug(problem);
    return null;
  }
}

function rowOf(user, row) {
  if (!row) return h("span", { class: "quiet small" }, "not there");
  const differences = differencesOf(user, row);
  return h(
    "span",
    { class: "row small" },
    badge(differences.length === 0 ? "there" : "differs"),
    differences.length > 0 && h("span", {}, `in ${differences.join(" and ")}`),
    h("span", {}, breakable(row.email ?? "no email")),
    code(row.plan),
    h("span", { class: "quiet" }, count(row.credits, "credit")),
  );
}

/** The fields in which the row differs from Clerk, because a webhook has not arrived. */
function differencesOf(user, row) {
  const isOtherEmail = (row.primary_email ?? "") !== emailOf(user);
  const isOtherName = nameOf(row) !== nameOf(user);
  return [isOtherEmail && "email", isOtherName && "name"].filter(Boolean);
}
