import { logBug } from "../shared/api.js";
import { h } from "../shared/dom.js";
import { glyph } from "../shared/icons.js";
import { repeat } from "../shared/live.js";
import { themeButton } from "../shared/theme.js";
import { call, onLocked, redeemLink } from "./clerk.js";
import { deliveriesCard } from "./deliveries.js";
import { faultsCard } from "./faults.js";
import { organizationsCard } from "./organizations.js";
import { signUpCard } from "./sign-up.js";
import { unlockCard } from "./unlock.js";
import { usersCard } from "./users.js";

const RefreshEveryMs = 2000;

const content = document.getElementById("content");
let unlocked = new AbortController();

redeemLink().finally(open);

/** Without the key there is nothing to see. */
async function open() {
  unlocked.abort();
  unlocked = new AbortController();
  const { signal } = unlocked;
  onLocked(() => {
    unlocked.abort();
    content.replaceChildren(header(), unlockCard(open));
  });
  try {
    draw(await call("GET", "/simulate/page"), signal);
  } catch (problem) {
    logBug(problem);
    if (problem.status !== 401) content.replaceChildren(header(), h("p", {}, problem.message));
  }
}

function draw(page, signal) {
  const cards = [usersCard(page), organizationsCard(), deliveriesCard()];
  const refresh = () => Promise.all(cards.map((card) => card.refresh()));
  content.replaceChildren(
    header(),
    h(
      "div",
      { class: "stack" },
      h("div", { class: "columns even" }, signUpCard(refresh), faultsCard()),
      cards.map(({ element }) => element),
    ),
  );
  refresh();
  repeat(signal, RefreshEveryMs, refresh);
}

const header = () =>
  h(
    "header",
    { class: "row between account-head" },
    h(
      "div",
      { class: "row profile" },
      glyph("unknown", "ink key-glyph"),
      h(
        "div",
        {},
        h("h1", {}, "Simulated Clerk"),
        h(
          "p",
          { class: "quiet" },
          "Nobody here is real. What you do is sent to your webhook endpoint, signed, as Clerk sends it.",
        ),
      ),
    ),
    themeButton(),
  );
