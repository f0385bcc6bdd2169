import { logBug } from "../shared/api.js";
import { h } from "../shared/dom.js";
import { glyph } from "../shared/icons.js";
import { themeButton } from "../shared/theme.js";
import { onLocked, redeemLink } from "./key.js";
import { unlockCard } from "./unlock.js";

/**
 * Shows the page of a service: what `draw` makes of the answer of `load`. Without the key there is nothing to see but
 * the form for it. The signal that `draw` gets is aborted when the page is locked.
 */
export function startPage({ service, text, load, draw }) {
  const content = document.getElementById("content");
  let unlocked = new AbortController();
  redeemLink().finally(open);

  async function open() {
    unlocked.abort();
    unlocked = new AbortController();
    const { signal } = unlocked;
    onLocked(() => {
      unlocked.abort();
      content.replaceChildren(header(service, text), unlockCard(service, open));
    });
    try {
      const answer = await load();
      content.replaceChildren(header(service, text), draw(answer, signal));
    } catch (problem) {
      logBug(problem);
      if (problem.status !== 401) content.replaceChildren(header(service, text), h("p", {}, problem.message));
    }
  }
}

const header = (service, text) =>
  h(
    "header",
    { class: "row between account-head" },
    h(
      "div",
      { class: "row profile" },
      glyph("unknown", "ink key-glyph"),
      h("div", {}, h("h1", {}, `Simulated ${service}`), h("p", { class: "quiet" }, text)),
    ),
    themeButton(),
  );
