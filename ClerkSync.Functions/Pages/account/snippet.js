import { h, redraw } from "../shared/dom.js";
import { button, card, codeBlock, notice, segments } from "../shared/parts.js";
import { count } from "../shared/format.js";
import { createApi, logBug } from "../shared/api.js";

const Run = { action: "generate", provider: "openai", model: "gpt-5", cost: 0.0125, customerId: "customer-1" };

const Languages = {
  curl: (url, key) => `curl -w "\\n" -X POST ${url} \\
  -H "Authorization: Bearer ${key}" \\
  -H "Idempotency-Key: $(openssl rand -hex 16)" \\
  -H "Content-Type: application/json" \\
  -d '${JSON.stringify(Run)}'`,
  JavaScript: (url, key) => `const response = await fetch("${url}", {
  method: "POST",
  headers: {
    Authorization: "Bearer ${key}",
    "Idempotency-Key": crypto.randomUUID(),
    "Content-Type": "application/json",
  },
  body: JSON.stringify(${JSON.stringify(Run, null, 2).replaceAll("\n", "\n  ")}),
});
console.log(response.status, await response.json());`,
  Python: (url, key) => `import requests, uuid

response = requests.post(
    "${url}",
    headers={"Authorization": "Bearer ${key}", "Idempotency-Key": str(uuid.uuid4())},
    json=${JSON.stringify(Run).replaceAll(",", ", ").replaceAll(":", ": ")},
)
print(response.status_code, response.json())`,
};

/**
 * How a program records a run. A key that was just shown stands in it; it is forgotten with the page, or when it
 * is revoked.
 */
export function snippetCard(recorded) {
  const url = new URL("../usage", document.baseURI).href;
  let key = null;
  let keyId = null;
  let hint = "";
  let language = "curl";
  const options = Object.keys(Languages).map((name) => [name, name]);
  const body = h("div", { class: "body tight" });
  const message = h("div");
  draw();
  return {
    use,
    keep,
    element: card("Record a run", segments("Language", options, language, choose), body),
  };

  function use(given, id) {
    key = given;
    keyId = id;
    draw();
  }

  /** Forgets the key when it is not among those that are left. */
  function keep(keys) {
    if (!keys.some(({ id }) => id === keyId)) key = null;
    const first = keys.some((one) => one.canBeRevealed) ? "Reveal or generate" : "Generate";
    hint = `${first} a key above to fill it into this snippet.`;
    draw();
  }

  function choose(name) {
    language = name;
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
      codeBlock(Languages[language](url, key ?? "YOUR_API_KEY"), "snippet"),
      key
        ? h("div", {}, button("Send it from here", send, { class: "primary", "data-focus": "send" }))
        : h("p", { class: "hint" }, hint),
      message,
    );
  }

  async function send() {
    const headers = { authorization: `Bearer ${key}`, "idempotency-key": crypto.randomUUID() };
    const record = createApi(new URL("../", document.baseURI), () => headers);
    try {
      const { credits, balance } = await record("POST", "usage", { body: Run });
      redraw(
        message,
        notice("good", "Recorded", `It took ${count(credits, "credit")}. You have ${count(balance, "credit")} left.`),
      );
    } catch (problem) {
      logBug(problem);
      const title = problem.code === "insufficient_credits" ? "Recorded, but not charged" : "Not recorded";
      redraw(message, notice("bad", title, problem.message));
    }
    recorded();
  }
}
