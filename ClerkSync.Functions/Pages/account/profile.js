import { h } from "../shared/dom.js";
import { day } from "../shared/format.js";

/** The signed-in user. */
export function profile(me) {
  const name = [me.firstName, me.lastName].filter(Boolean).join(" ");
  const title = name || me.email || me.clerkId;
  return h(
    "section",
    { class: "row profile" },
    h("span", { class: "avatar", "aria-hidden": "true" }, initials(title)),
    h(
      "div",
      {},
      h("h1", {}, title),
      h(
        "p",
        { class: "quiet" },
        [name && me.email, userType(me), `account since ${day(me.createdAt)}, ${new Date(me.createdAt).getFullYear()}`]
          .filter(Boolean)
          .join(" · "),
      ),
      me.organization &&
        h(
          "p",
          { class: "quiet" },
          `You work in ${nameOf(me.organization)}. Plan, credits, keys and usage on this page are yours.`,
        ),
    ),
  );
}

const initials = (name) =>
  name
    .split(/[\s@]+/)
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");

/** `organization` is null for a personal account. */
function userType({ organization }) {
  if (organization === undefined) return null;
  if (organization === null) return "Personal account";
  const role = organization.role?.replace(/^org:/, "");
  return `${role ? role[0].toUpperCase() + role.slice(1) : "Member"} of ${nameOf(organization)}`;
}

const nameOf = ({ name, slug, id }) => name ?? slug ?? id;
