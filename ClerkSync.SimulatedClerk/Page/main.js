import { h } from "../shared/dom.js";
import { repeat } from "../shared/live.js";
import { startPage } from "../simulated/start.js";
import { call } from "./clerk.js";
import { deliveriesCard } from "./deliveries.js";
import { faultsCard } from "./faults.js";
import { organizationsCard } from "./organizations.js";
import { signUpCard } from "./sign-up.js";
import { usersCard } from "./users.js";

const RefreshEveryMs = 2000;

startPage({
  service: "Clerk",
  text: "No user here is real. Each change sends a signed event to your webhook endpoint, as Clerk does.",
  load: () => call("GET", "/simulate/page"),
  draw,
});

function draw(page, signal) {
  const cards = [usersCard(page), organizationsCard(), deliveriesCard()];
  const refresh = () => Promise.all(cards.map((card) => card.refresh()));
  refresh();
  repeat(signal, RefreshEveryMs, refresh);
  return h(
    "div",
    { class: "stack" },
    h("div", { class: "columns even" }, signUpCard(refresh), faultsCard()),
    cards.map(({ element }) => element),
  );
}
