import { h, redraw } from "../shared/dom.js";
import { problemNotice, repeat } from "../shared/live.js";
import { Problem } from "../shared/api.js";
import { empty } from "../shared/parts.js";
import { applyBranding, header } from "./branding.js";
import { keysCard } from "./keys.js";
import { planCards } from "./plan.js";
import { profile } from "./profile.js";
import { call, createAccountApi, startSession } from "./session.js";
import { snippetCard } from "./snippet.js";
import { usageSection } from "./usage.js";

const RefreshEveryMs = 5000;
const BarredEveryMs = 30_000;

const content = document.getElementById("content");
let shown = new AbortController();
let shownProblem = null;

start();

async function start() {
  drawLoading({});
  const config = await readConfig();
  applyBranding(config);
  if (!shownProblem) drawLoading(config);
  startSession(
    config,
    () => show(config),
    (problem) => drawProblem(config, problem),
  );
  await show(config);
}

/** Shows the account. Replaces what was shown before, because a token may arrive late. */
async function show(config) {
  shown.abort();
  shown = new AbortController();
  const { signal } = shown;
  try {
    draw(config, await call("GET", "me", { signal }), signal);
  } catch (problem) {
    if (!signal.aborted) drawProblem(config, problem);
  }
}

function drawLoading(config) {
  content.replaceChildren(header(config, false), h("p", { class: "loading", role: "status" }, "Loading…"));
}

/** Reads the application's name, color and links. Without them the page still works. Retries during an outage. */
async function readConfig() {
  try {
    return await createAccountApi(() => ({}))("GET", "account/config.json");
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status !== 0) return {};
    drawOnce({}, problem);
    await new Promise((resolve) => setTimeout(resolve, RefreshEveryMs));
    return readConfig();
  }
}

function draw(config, me, signal) {
  const usage = usageSection(signal);
  const snippet = snippetCard(refreshAll);
  const who = h("div");
  const plan = planCards(config, me, signal, (changed) => {
    redraw(who, profile(changed));
    snippet.see(changed.credits);
  });
  const keys = keysCard(signal, snippet);
  shownProblem = null;
  content.replaceChildren(
    header(config, true),
    h("div", { class: "stack" }, who, plan.element, keys.element, snippet.element, usage.element),
  );

  repeat(signal, RefreshEveryMs, refreshAll);

  /** Also shows changes that a program has made elsewhere. Sends one request at a time. */
  async function refreshAll() {
    for (const part of [plan, keys, usage]) await part.refresh();
  }
}

/** Shows a problem. Retries if it can end by itself, such as an outage or a ban. */
function drawProblem(config, problem) {
  shown.abort();
  shown = new AbortController();
  if (problem.status !== 401) {
    repeat(shown.signal, problem.code === "user_barred" ? BarredEveryMs : RefreshEveryMs, () => show(config));
  }
  drawOnce(config, problem);
}

/** Draws a problem once and not after each attempt, so that a screen reader does not repeat it. */
function drawOnce(config, problem) {
  if (problem.message === shownProblem) return;
  shownProblem = problem.message;
  redraw(
    content,
    header(config, problem.status !== 401),
    h("div", { class: "stack" }, h("h1", { class: "hidden-text" }, "Your account"), problemBody(config, problem)),
  );
}

function problemBody(config, problem) {
  if (problem.code === "user_barred") {
    return h(
      "div",
      { class: "card" },
      empty(
        "This account is closed",
        `Your account is banned or was deleted. Ask the support of ${config.name ?? "the application"} why. ` +
          "If a ban is lifted, this page opens again by itself.",
      ),
    );
  }

  if (problem.status !== 401) return problemNotice(problem, () => show(config));
  return h(
    "div",
    { class: "card" },
    empty(
      "You are not signed in",
      config.signInUrl
        ? "Sign in, and come back to this page."
        : 'Open this page from your application, or with "Sign in as" on the page of the simulated Clerk.',
      config.signInUrl && h("a", { class: "button primary", href: config.signInUrl, target: "_top" }, "Sign in"),
    ),
  );
}
