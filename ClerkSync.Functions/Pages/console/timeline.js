import { h } from "../shared/dom.js";
import { agoOf } from "../shared/parts.js";

/** What happened, newest first. A link of another kind than our own pages is left out. */
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
