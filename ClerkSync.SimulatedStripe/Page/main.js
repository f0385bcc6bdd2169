import { logBug } from "../shared/api.js";
import { h } from "../shared/dom.js";
import { latest, repeat } from "../shared/live.js";
import { act } from "../shared/toast.js";
import { startPage } from "../simulated/start.js";
import { changesCard } from "./changes.js";
import { clockCard } from "./clock.js";
import { customersCard } from "./customers.js";
import { readObjects } from "./objects.js";
import { call } from "./stripe.js";

const RefreshEveryMs = 2000;

startPage({
  service: "Stripe",
  text: "No real money is charged here. Each action is a request to Stripe's API, and your code sees its effects as with Stripe.",
  load: () => Promise.all([call("GET", "/v1/simulate/page"), readObjects()]),
  draw,
});

function draw([{ check_command: checkCommand }, objects], signal) {
  const changes = changesCard(checkCommand);
  // Shared by the cards and dialogs: the latest objects, the listeners for updates, and the function that makes a change.
  const page = { objects, listeners: new Set(), change };
  const clock = clockCard(page);
  const customers = customersCard(page);
  const start = latest();
  repeat(signal, RefreshEveryMs, refresh);
  return h(
    "div",
    { class: "stack" },
    h("div", { class: "columns even" }, clock, changes.element),
    customers.element,
  );

  /** Makes a change, and shows the sentence that `describe` returns for its result. */
  function change(work, describe) {
    return act(
      (answer) => {
        const sentence = describe(answer);
        changes.add(sentence, answer.now ?? page.objects.now);
        return [sentence];
      },
      work,
      refresh,
    );
  }

  async function refresh() {
    const isLatest = start();
    try {
      const read = await readObjects();
      if (!isLatest()) return;
      page.objects = read;
      page.listeners.forEach((listener) => listener(read));
    } catch (problem) {
      logBug(problem);
      if (isLatest() && problem.status !== 401) customers.showProblem(problem);
    }
  }
}
