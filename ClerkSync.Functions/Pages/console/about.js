import { h } from "../shared/dom.js";
import { breakable, code, shortId } from "../shared/parts.js";
import { linkTo } from "./router.js";

/** Links to one of Clerk's objects. For a user, it links to the user's page. */
export const aboutLink = (clerkId, text = code(clerkId)) =>
  clerkId.startsWith("user_") ? h("a", { href: linkTo(`people/${encodeURIComponent(clerkId)}`) }, text) : text;

/** Shows the email or name of the user's row; the id when `person` is absent or has neither. */
export function personLink(clerkId, person) {
  const name = person?.email ?? person?.name;
  return aboutLink(clerkId, name ? h("span", { title: clerkId }, breakable(name)) : shortId(clerkId));
}
