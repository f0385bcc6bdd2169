import { h } from "../shared/dom.js";
import { code } from "../shared/parts.js";
import { linkTo } from "./router.js";

/** An object of Clerk's. A user leads to their page. */
export const aboutLink = (clerkId, text = code(clerkId)) =>
  clerkId.startsWith("user_") ? h("a", { href: linkTo(`people/${encodeURIComponent(clerkId)}`) }, text) : text;
