import { logBug } from "../shared/api.js";
import { h } from "../shared/dom.js";
import { glyph } from "../shared/icons.js";
import { themeButton } from "../shared/theme.js";
import { onLocked, redeemLink } from "./key.js";
import { unlockCard } from "./unlock.js";

/**
 * Shows the page of a service: what `draw` creates from the result of `load`. Without the key, only the form for the key
 * is shown. The signal that `draw` receives is aborted when the page is locked.
 */
export function startPage({ service, text, load, draw }) {
  const content = document.getElementById("content");
  let unlocked = new AbortController();
  redeemLink().then(open, () => open());

  async function open(isLinkUsed = false) {
    unlocked.abort();
    unlocked = new AbortController();
    const { signal } = unlocked;
    onLocked((key) => {
      unlocked.abort();
      content.replaceChildren(header(service, text), unlockCard(service, whyLocked(isLinkUsed, key), open));
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

/** Why the page is locked; null before the first attempt to unlock it. */
const whyLocked = (isLinkUsed, key) =>
  isLinkUsed
    ? "This link was used before, or a newer one has replaced it."
    : key && "The secret key is wrong. Each data folder has its own.";

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
