import { logBug } from "../shared/api.js";
import { h, redraw } from "../shared/dom.js";
import { openDialog } from "../shared/dialog.js";
import { latest } from "../shared/live.js";
import { badge, breakable, button, card, code, codeBlock, empty, shortId, timeOf } from "../shared/parts.js";
import { table } from "../shared/table.js";
import { clock, count } from "../shared/format.js";
import { act } from "../shared/toast.js";
import { call } from "./clerk.js";

const Shown = 50;

/** The deliveries to the endpoint and its responses. */
export function deliveriesCard() {
  const body = h("div");
  let shown;
  const start = latest();
  const retry = button("Retry waiting, failed and skipped", () =>
    act(
      ({ retried }) => [
        retried === 0
          ? "No delivery waits, has failed or was skipped."
          : `Retried ${count(retried, "delivery", "deliveries")}.`,
      ],
      () => call("POST", "/simulate/deliveries/retry-now"),
      refresh,
    ),
  );
  const columns = [
    { title: "Time", class: "nowrap", draw: ({ message }) => timeOf(new Date(message.createdAt).toISOString()) },
    { title: "Event", draw: ({ message }) => breakable(message.type, /(?<=\.)/) },
    { title: "About", class: "wide", draw: ({ message }) => shortId(message.objectId) },
    {
      title: "Status",
      draw: ({ status, attempts, nextAttemptAt }) => [
        badge(status),
        attempts.length > 0 &&
          nextAttemptAt &&
          h("div", { class: "quiet small" }, `again at ${clock(nextAttemptAt, true)}`),
      ],
    },
    { title: "Answer", class: "wide long", draw: answerOf },
    { title: "Actions", class: "wide end", draw: actions },
  ];
  return { element: card("Deliveries", retry, body), refresh };

  async function refresh() {
    const isLatest = start();
    try {
      const deliveries = await call("GET", `/simulate/deliveries?limit=${Shown}`);
      if (!isLatest()) return;
      const state = JSON.stringify(deliveries);
      if (state === shown) return;
      shown = state;
      redraw(
        body,
        deliveries.length === 0
          ? empty("Nothing was sent yet", "Each change above sends its event.")
          : table("Deliveries", columns, deliveries),
        deliveries.length === Shown && h("p", { class: "body quiet" }, `The newest ${Shown} are shown.`),
      );
    } catch (problem) {
      logBug(problem);
      if (isLatest() && problem.status !== 401) redraw(body, empty(problem.message));
    }
  }

  function actions({ message, attempts }) {
    return h(
      "div",
      { class: "actions" },
      button("Payload", () => showPayload(message, attempts.at(-1)), {
        "aria-label": `Payload: ${message.id}`,
        "data-focus": `payload ${message.id}`,
      }),
      button(
        "Send again",
        () =>
          act(`${message.id} is sent again.`, () => call("POST", `/simulate/deliveries/${message.id}/resend`), refresh),
        {
          "aria-label": `Send again: ${message.id}`,
          "data-focus": `send ${message.id}`,
        },
      ),
    );
  }
}

function answerOf({ status, attempts }) {
  const last = attempts.at(-1);
  if (!last) return status === "skipped" && h("span", { class: "quiet small" }, "The endpoint was off");
  const many = attempts.length > 1 ? `, attempt ${attempts.length}` : "";
  return h(
    "span",
    { class: "small" },
    h("span", { class: last.status >= 200 && last.status < 300 ? null : "bad" }, `${last.status ?? "no answer"}`),
    h("span", { class: "quiet" }, ` ${last.durationMs} ms${many}`),
    h("div", {}, code(breakable(wordOf(last.answer)))),
  );
}

/** The outcome in a response of ClerkSync. Any other response is shown unchanged. */
function wordOf(answer) {
  try {
    const read = JSON.parse(answer);
    return read.outcome ?? read.code ?? answer;
  } catch {
    return answer;
  }
}

function showPayload(message, attempt) {
  const dialog = openDialog(
    message.type,
    codeBlock(message.id, "svix-id"),
    codeBlock(JSON.stringify(JSON.parse(message.body), null, 2), "payload", "long"),
    attempt?.answer && h("h3", {}, "Last answer"),
    attempt?.answer && codeBlock(attempt.answer, "answer", "long"),
    h(
      "div",
      { class: "buttons" },
      button("Close", () => dialog.close(), { class: "primary" }),
    ),
  );
}
