import { h } from "../shared/dom.js";
import { problemNotice } from "../shared/live.js";
import { Problem, createApi } from "../shared/api.js";
import { empty } from "../shared/parts.js";
import { applyBranding, header } from "./branding.js";
import { keysCard } from "./keys.js";
import { planCards } from "./plan.js";
import { profile } from "./profile.js";
import { call, startSession } from "./session.js";
import { snippetCard } from "./snippet.js";
import { usageSection } from "./usage.js";

const content = document.getElementById("content");
let shown = new AbortController();

start();

async function start() {
  const config = await readConfig();
  applyBranding(config);
  startSession(config, () => show(config));
  await show(config);
}

/** Shows the account, instead of what was shown before: a token may arrive late. */
async function show(config) {
  shown.abort();
  shown = new AbortController();
  try {
    draw(config, await call("GET", "me"));
  } catch (problem) {
    drawProblem(config, problem);
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

function draw(config, me) {
  const { signal } = shown;
  const usage = usageSection(signal);
  const snippet = snippetCard(() => refreshAll());
  const plan = planCards(config, me, signal);
  const keys = keysCard(signal, (key) => snippet.use(key));
  content.replaceChildren(
    header(config),
    h("div", { class: "stack" }, profile(me), plan.element, keys.element, snippet.element, usage.element),
  );

  function refreshAll() {
    plan.refresh();
    keys.refresh();
    usage.refresh();
  }
}

function drawProblem(config, problem) {
  const body =
    problem.status === 401
      ? h(
          "div",
          { class: "card" },
          empty(
            "You are not signed in",
            config.signInUrl
              ? "Sign in, and come back to this page."
              : 'Open this page from your application, or with "Sign in as" on the page of the simulated Clerk.',
            config.signInUrl && h("a", { class: "button primary", href: config.signInUrl, target: "_top" }, "Sign in"),
          ),
        )
      : problemNotice(problem, () => show(config));
  content.replaceChildren(
    header(config),
    h("div", { class: "stack" }, h("h1", { class: "hidden-text" }, "Your account"), body),
  );
}
