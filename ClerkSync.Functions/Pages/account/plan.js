import { h } from "../shared/dom.js";
import { live } from "../shared/live.js";
import { button, card, cardBody, empty, notice, timeOf } from "../shared/parts.js";
import { table } from "../shared/table.js";
import { count, number } from "../shared/format.js";
import { call } from "./session.js";

const PageSize = 8;
const MostShown = 500;

const Columns = [
  { title: "When", class: "nowrap", draw: ({ createdAt }) => timeOf(createdAt) },
  { title: "What", class: "wide long", draw: ({ reason }) => describe(reason) },
  {
    title: "Credits",
    class: "end number strong",
    draw: ({ delta }) =>
      h("span", { class: delta > 0 ? "good" : null }, `${delta > 0 ? "+" : "−"}${number(Math.abs(delta))}`),
  },
  { title: "Balance", class: "end number", draw: ({ balanceAfter }) => number(balanceAfter) },
];

/**
 * The plan with its features, and the credits with their history. `me` is the account as just read, and `changed`
 * receives it whenever it differs.
 */
export function planCards(config, me, signal, changed) {
  let read = me;
  const summary = live(
    signal,
    load,
    (account) => {
      changed(account);
      return drawSummary(config, account);
    },
  );
  const history = creditHistory(signal);
  return {
    element: h("div", { class: "stack" }, summary, history),
    refresh: async () => {
      await summary.refresh();
      await history.refresh();
    },
  };

  async function load() {
    const account = read ?? (await call("GET", "me", { signal }));
    read = null;
    return account;
  }
}

/** Describes ClerkSync's own reasons. The application's reasons are shown unchanged. */
function describe(reason) {
  if (reason === "opening") return "Opening balance";
  const [, kind, name] = reason.match(/^(usage|plan):(.+)$/) ?? [];
  if (kind === "usage") return `Run of ${name}`;
  return kind === "plan" ? `Change to the plan ${name}` : reason;
}

const drawSummary = (config, { plan, plans, actions, credits }) =>
  h(
    "div",
    { class: "columns even" },
    card(
      "Plan",
      config.upgradeUrl && h("a", { class: "button", href: config.upgradeUrl, target: "_top" }, "Change plan"),
      cardBody(h("p", { class: "big-number plan-name" }, plan), ladder(plans, plan), prices(actions)),
    ),
    card(
      "Credits",
      null,
      cardBody(
        h("p", { class: "big-number" }, number(credits)),
        h("p", { class: "quiet" }, worth(credits, actions)),
        credits < leastPrice(actions) && outOfCredits(config),
      ),
    ),
  );

/** Describes how many runs the credits suffice for. */
function worth(credits, actions = {}) {
  const [action, price] = Object.entries(actions).find(([, cost]) => cost > 0) ?? [];
  return action
    ? `Enough for ${count(Math.floor(credits / price), "run")} of ${action}.`
    : "A run takes one credit, unless the application says otherwise.";
}

/** The lowest price of a run. Without configured prices, a run costs one credit. */
function leastPrice(actions = {}) {
  const costs = Object.values(actions).filter((cost) => cost > 0);
  return costs.length === 0 ? 1 : Math.min(...costs);
}

const outOfCredits = ({ upgradeUrl }) =>
  notice(
    "warn",
    "You are out of credits",
    `Runs are recorded, but not charged. ${upgradeUrl ? "Change the plan" : "Ask the application's support"} to get more.`,
    upgradeUrl && h("a", { class: "button", href: upgradeUrl, target: "_top" }, "Get credits"),
  );

/** The plans from lowest to highest, with the user's plan marked. */
const ladder = (plans, plan) =>
  plans?.includes(plan) &&
  h(
    "ol",
    { class: "row plain-list", "aria-label": "Plans" },
    plans.map((name) =>
      h(
        "li",
        { class: name === plan ? "badge applied" : "badge plain-badge", "aria-current": name === plan ? "true" : null },
        name,
      ),
    ),
  );

function prices(actions = {}) {
  const list = Object.entries(actions);
  return list.length === 0
    ? null
    : h(
        "p",
        { class: "quiet" },
        "What a run takes: ",
        list.map(([name, cost]) => `${name} ${count(cost, "credit")}`).join(", "),
        ".",
      );
}

function creditHistory(signal) {
  let limit = PageSize;
  return live(signal, () => call("GET", "me/credits", { query: { limit }, signal }), draw);

  function draw({ transactions, next }, refresh) {
    return card(
      "Credit history",
      null,
      transactions.length === 0
        ? empty("No change yet", "Credits that you get and use are listed here.")
        : table("Credit history", Columns, transactions),
      next &&
        h(
          "div",
          { class: "body" },
          limit < MostShown
            ? button("Show more", () => showMore(refresh), { "data-focus": "more" })
            : h("p", { class: "hint" }, `The newest ${number(MostShown)} are shown.`),
        ),
    );
  }

  function showMore(refresh) {
    limit = Math.min(MostShown, limit + PageSize);
    refresh();
  }
}
