import { count } from "../shared/format.js";
import { h, newId } from "../shared/dom.js";
import { button, card } from "../shared/parts.js";
import { readObjects } from "./objects.js";
import { call, dateOf, nameOf } from "./stripe.js";
import { periodEndOf } from "./subscription.js";

const Day = 86_400;
const MostDays = 3650;
const MostSentences = 4;
const Weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", hour: "2-digit", minute: "2-digit" });

/** Stripe's clock, and buttons that advance it. */
export function clockCard(page) {
  const date = h("p", { class: "big-number" });
  const detail = h("p", { class: "quiet number" });
  const days = h("input", { type: "number", min: 1, max: MostDays, value: 7, required: true });
  const trial = button("To the end of the next trial", () => advance(firstTrialEnd(page.objects) - page.objects.now));
  const id = newId("advance");
  page.listeners.add(show);
  show(page.objects);
  return card(
    "Clock",
    null,
    h(
      "div",
      { class: "body stack" },
      h("div", {}, date, detail),
      h(
        "div",
        { class: "tight", role: "group", "aria-labelledby": id },
        h("h3", { id }, "Advance"),
        h(
          "div",
          { class: "row" },
          button("By a day", () => advance(Day)),
          button("By a month", () => advance(nextMonth(page.objects.now) - page.objects.now)),
          trial,
        ),
        h(
          "form",
          { class: "form-row", onsubmit: submit },
          h("label", { class: "field" }, "By days", days),
          h("button", {}, "Advance"),
        ),
      ),
      h("p", { class: "hint" }, "Only Stripe's time moves. Trials end and renewals are charged, in their order."),
    ),
  );

  function submit(event) {
    event.preventDefault();
    return advance(days.valueAsNumber * Day);
  }

  function show(objects) {
    const ahead = Math.round((objects.now - Date.now() / 1000) / Day);
    date.textContent = dateOf(objects.now);
    const lead = ahead > 0 ? `, ${count(ahead, "day")} ahead of this machine` : "";
    detail.textContent = `${Weekday.format(objects.now * 1000)}${lead}`;
    trial.disabled = firstTrialEnd(objects) === null;
  }

  function advance(seconds) {
    const before = page.objects;
    return page.change(
      async () => {
        await call("POST", "/v1/simulate/advance", { seconds });
        return readObjects();
      },
      (after) => [`It is ${dateOf(after.now)} now.`, ...describe(before, after)].join(" "),
    );
  }
}

/** Describes how the subscriptions changed while the clock advanced. */
function describe(before, after) {
  const sentences = after.subscriptions.flatMap((subscription) => {
    const old = before.subscriptions.find(({ id }) => id === subscription.id);
    const who = nameOf(after.customers.find(({ id }) => id === subscription.customer) ?? { id: subscription.customer });
    if (!old) return [];
    if (old.status !== subscription.status) return [`${who} was ${old.status} and is ${subscription.status}.`];
    if (periodEndOf(old) === periodEndOf(subscription)) return [];
    return [subscription.pause_collection ? `${who} was not billed.` : `${who} paid for another period.`];
  });
  const left = sentences.length - MostSentences;
  return left > 0 ? [...sentences.slice(0, MostSentences), `${count(left, "more subscription")} changed.`] : sentences;
}

/** The end of the trial that ends first; null without a trial. A test clock has its own time. */
function firstTrialEnd({ subscriptions }) {
  const ends = subscriptions
    .filter(({ status, test_clock: testClock }) => status === "trialing" && !testClock)
    .map(({ trial_end: end }) => end);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** The same day of the next month, or its last day. */
function nextMonth(now) {
  const at = new Date(now * 1000);
  const day = at.getUTCDate();
  at.setUTCMonth(at.getUTCMonth() + 1);
  if (at.getUTCDate() !== day) at.setUTCDate(0);
  return at / 1000;
}
