import { h, redraw } from "../shared/dom.js";
import { button, card, codeBlock, notice, segments } from "../shared/parts.js";
import { count } from "../shared/format.js";
import { logBug } from "../shared/api.js";
import { createAccountApi } from "./session.js";

const Run = { action: "generate", provider: "openai", model: "gpt-5", cost: 0.0125, customerId: "customer-1" };

const Languages = {
  curl: (url, key) => `curl -sS -w "\\n" -X POST ${url} \\
  -H "Authorization: Bearer ${key}" \\
  -H "Idempotency-Key: $(openssl rand -hex 16)" \\
  -H "Content-Type: application/json" \\
  -d '${JSON.stringify(Run)}'`,
  JavaScript: (url, key) => `// run.mjs: start it with "node run.mjs"
const response = await fetch("${url}", {
  method: "POST",
  headers: {
    Authorization: "Bearer ${key}",
    "Idempotency-Key": crypto.randomUUID(),
    "Content-Type": "application/json",
  },
  body: JSON.stringify(${JSON.stringify(Run, null, 2).replaceAll("\n", "\n  ")}),
});
console.log(response.status, await response.json());`,
  Python: (url, key) => `# pip install requests
import requests, uuid

response = requests.post(
    "${url}",
    headers={"Authorization": "Bearer ${key}", "Idempotency-Key": str(uuid.uuid4())},
    json=${JSON.stringify(Run).replaceAll(",", ", ").replaceAll(":", ": ")},
)
print(response.status_code, response.json())`,
};

/** Code that records a run. It contains a key that was just shown, until the page is closed or the key is revoked. */
export function snippetCard(recorded) {
  const url = new URL("../usage", document.baseURI).href;
  let key = null;
  let keyId = null;
  let hint = "";
  let language = "curl";
  let balance = null;
  const options = Object.keys(Languages).map((name) => [name, name]);
  const body = h("div", { class: "body tight" });
  const message = h("div");
  // The same button is kept while a request is in flight, so that it stays busy.
  const sender = h("div", {}, button("Send it from here", send, { class: "primary" }));
  draw();
  return {
    use,
    keep,
    see,
    element: card("Record a run", segments("Language", options, language, choose), body),
  };

  function use(given, id) {
    key = given;
    keyId = id;
    redraw(message);
    draw();
  }

  /** Removes the last result when the balance differs from the one in it. */
  function see(credits) {
    if (credits !== balance) redraw(message);
    balance = credits;
  }

  /** Removes the key from the snippet when it is not among the remaining keys. */
  function keep(keys) {
    if (key && !keys.some(({ id }) => id === keyId)) {
      key = null;
      redraw(message);
    }
    const first = keys.some((one) => one.canBeRevealed) ? "Reveal or generate" : "Generate";
    hint = `${first} a key above to fill it into this snippet.`;
    draw();
  }

  function choose(name) {
    language = name;
    redraw(message);
    draw();
  }

  function draw() {
    redraw(
      body,
      h(
        "p",
        { class: "soft" },
        "A run is recorded once per idempotency key and takes its credits. The ",
        h("code", {}, "customerId"),
        " is yours: it says for which of your customers the run was.",
      ),
      codeBlock(Languages[language](url, key ?? "YOUR_API_KEY"), "snippet", "long unwrapped"),
      key ? sender : h("p", { class: "hint" }, hint),
      message,
    );
  }

  async function send() {
    const headers = { authorization: `Bearer ${key}`, "idempotency-key": crypto.randomUUID() };
    const record = createAccountApi(() => headers);
    redraw(message);
    try {
      const run = await record("POST", "usage", { body: Run });
      balance = run.balance;
      redraw(
        message,
        notice("good", "Recorded", `It took ${count(run.credits, "credit")}. You have ${count(balance, "credit")} left.`),
      );
    } catch (problem) {
      logBug(problem);
      const title = problem.code === "insufficient_credits" ? "Recorded, but not charged" : "Not recorded";
      redraw(message, notice("bad", title, problem.message));
    }
    recorded();
  }
}
