import { h } from "../shared/dom.js";
import { chart } from "../shared/chart.js";
import { live } from "../shared/live.js";
import { card, cardBody, empty, segments, timeOf } from "../shared/parts.js";
import { table } from "../shared/table.js";
import { count, day, decimalsOf, dollars, number, roundDollars, roundUp } from "../shared/format.js";
import { call } from "./session.js";

const Ranges = [7, 30, 90];
const DayMs = 86_400_000;

const columnsOf = (decimals) => [
  { title: "When", class: "nowrap", draw: ({ createdAt }) => timeOf(createdAt) },
  { title: "Action", class: "long", draw: ({ action }) => action },
  { title: "Model", class: "long", draw: ({ provider, model }) => `${provider} · ${model}` },
  { title: "Customer", class: "long", isNamed: true, draw: ({ customerId }) => customerId ?? "" },
  {
    title: "Credits",
    class: "end number",
    draw: ({ credits, outcome }) =>
      outcome === "charged" ? number(credits) : h("span", { class: "badge failed" }, "not enough"),
  },
  {
    title: "Cost",
    class: "end number",
    draw: ({ cost, outcome }) => h("span", { class: outcome === "charged" ? null : "quiet" }, dollars(cost, decimals)),
  },
];

/** The totals of the user's runs. */
export function usageSection(signal) {
  let days = 30;
  const body = live(signal, load, draw);
  return {
    refresh: body.refresh,
    element: h(
      "section",
      { class: "stack", "aria-labelledby": "usage-title" },
      h(
        "div",
        { class: "row between" },
        h("h2", { id: "usage-title" }, "Usage"),
        segments(
          "Time",
          Ranges.map((many) => [many, `${many} days`]),
          days,
          choose,
        ),
      ),
      body,
    ),
  };

  function choose(many) {
    days = many;
    body.refresh();
  }

  /** Reads the usage since the first of the days, in UTC, and adds the days without runs. */
  async function load() {
    const dates = Array.from({ length: days }, (_, index) => dateOf(Date.now() - (days - 1 - index) * DayMs));
    return { dates, ...(await call("GET", "me/usage", { query: { since: `${dates[0]}T00:00:00Z` }, signal })) };
  }
}

const dateOf = (time) => new Date(time).toISOString().slice(0, 10);

const draw = ({ dates, total, byProvider, byDay, recent }) => [
  h("div", { class: "columns even" }, byDayChart(dates, byDay, total), providers(byProvider, total)),
  card(
    "Recent runs",
    null,
    recent.length === 0
      ? empty("No run yet", "The snippet above records the first one.")
      : table("Recent runs", columnsOf(decimalsOf(recent.map(({ cost }) => cost))), recent),
  ),
];

function byDayChart(dates, byDay, total) {
  const sums = new Map(byDay.map(({ day: date, total: sum }) => [date, sum]));
  return chart({
    title: "Total cost",
    value: dollars(total.cost),
    kind: "bars",
    points: dates.map((date) => ({ at: date, cost: sums.get(date)?.cost ?? 0 })),
    series: [{ name: "cost", tone: "accent", of: ({ cost }) => cost, format: dollars }],
    scale: { top: roundUp, text: (top) => `${roundDollars(top)} per day` },
    isEmpty: total.runs === 0,
    emptyText: "No run took credits in this time.",
    label: (date) => day(`${date}T12:00:00`),
  });
}

function providers(byProvider, total) {
  const costs = byProvider.map(({ total: sum }) => sum.cost);
  const most = Math.max(...costs, 0);
  const decimals = decimalsOf(costs);
  return card(
    "By provider",
    h(
      "span",
      { class: "quiet small number" },
      [`${count(total.runs, "run")}, ${count(total.credits, "credit")}`, notCharged(total)].filter(Boolean).join(", "),
    ),
    byProvider.length === 0
      ? empty("No run yet")
      : cardBody(
          ...byProvider.map(({ provider, total: sum }) =>
            meter(provider, sum, dollars(sum.cost, decimals), most === 0 ? 0 : sum.cost / most),
          ),
        ),
  );
}

/** Runs that could not be paid are counted separately. They are in neither the costs nor the credits. */
const notCharged = ({ insufficient }) => insufficient > 0 && `${number(insufficient)} not charged`;

function meter(name, sum, cost, share) {
  const fill = h("div", { class: "fill" });
  fill.style.setProperty("--share", `${Math.round(share * 100)}%`);
  return h(
    "div",
    { class: "meter" },
    h(
      "div",
      { class: "row between" },
      h("span", { class: "strong" }, name),
      h(
        "span",
        { class: "number" },
        [cost, count(sum.runs, "run"), notCharged(sum)].filter(Boolean).join(" · "),
      ),
    ),
    h("div", { class: "track", "aria-hidden": "true" }, fill),
  );
}
