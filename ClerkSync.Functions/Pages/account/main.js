import { h, redraw } from "../shared/dom.js";
import { problemNotice, repeat } from "../shared/live.js";
import { Problem, createApi } from "../shared/api.js";
import { empty } from "../shared/parts.js";
import { applyBranding, header } from "./branding.js";
import { keysCard } from "./keys.js";
import { planCards } from "./plan.js";
import { profile } from "./profile.js";
import { call, startSession } from "./session.js";
import { snippetCard } from "./snippet.js";
import { usageSection } from "./usage.js";

const RefreshEveryMs = 5000;

const content = document.getElementById("content");
let shown = new AbortController();

start();

async function start() {
  const config = await readConfig();
  applyBranding(config);
  startSession(
    config,
    () => show(config),
    (problem) => drawProblem(config, problem),
  );
  await show(config);
}

/** Shows the account, instead of what was shown before: a token may arrive late. */
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

/** Name, color and links of the application. Without them the page still works. */
async function readConfig() {
  try {
    return await createApi(new URL("../", document.baseURI), () => ({}))("GET", "account/config.json");
  } catch (problem) {
    if (problem instanceof Problem) return {};
    throw problem;
  }
}

function draw(config, me, signal) {
  const usage = usageSection(signal);
  const snippet = snippetCard(refreshAll);
  const who = h("div");
  const plan = planCards(config, me, signal, (changed) => redraw(who, profile(changed)));
  const keys = keysCard(signal, snippet);
  content.replaceChildren(
    header(config, true),
    h("div", { class: "stack" }, who, plan.element, keys.element, snippet.element, usage.element),
  );

  repeat(signal, RefreshEveryMs, refreshAll);

  /** What a program did elsewhere is seen too. One request at a time. */
  async function refreshAll() {
    for (const part of [plan, keys, usage]) await part.refresh();
  }
}

function drawProblem(config, problem) {
  shown.abort();
  content.replaceChildren(
    header(config, problem.status !== 401),
    h("div", { class: "stack" }, h("h1", { class: "hidden-text" }, "Your account"), problemBody(config, problem)),
  );
}

function problemBody(config, problem) {
  if (problem.code === "user_barred") {
    return h("div", { class: "card" }, empty("This account is closed", "The user is banned or deleted."));
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
