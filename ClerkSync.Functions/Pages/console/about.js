import { h } from "../shared/dom.js";
import { breakable, code, shortId } from "../shared/parts.js";
import { linkTo } from "./router.js";

/** An object of Clerk's. A user leads to their page. */
export const aboutLink = (clerkId, text = code(clerkId)) =>
  clerkId.startsWith("user_") ? h("a", { href: linkTo(`people/${encodeURIComponent(clerkId)}`) }, text) : text;

/** The same by the email or name of the user's row; by the id when `person` is absent or has neither. */
export function personLink(clerkId, person) {
  const name = person?.email ?? person?.name;
  return aboutLink(clerkId, name ? h("span", { title: clerkId }, breakable(name)) : shortId(clerkId));
}
