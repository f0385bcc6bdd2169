import { h } from "../shared/dom.js";
import { agoOf } from "../shared/parts.js";

/** The history, newest first. Only links to our own pages are shown. */
export const timeline = (entries) =>
  h(
    "ol",
    { class: "timeline" },
    entries.map(({ at, kind, text, link }) =>
      h(
        "li",
        { class: kind },
        h("span", {}, link?.startsWith("#/") ? h("a", { href: link }, text) : text),
        h("span", { class: "small quiet nowrap" }, agoOf(at)),
      ),
    ),
  );
