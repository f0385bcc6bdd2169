import { h } from "../shared/dom.js";
import { card } from "../shared/parts.js";
import { act } from "../shared/toast.js";
import { call } from "./clerk.js";

const Shares = [
  ["loss", "Lost", "never sent"],
  ["duplicates", "Twice", "sent twice"],
  ["reordering", "Late", "delayed, so that the order changes"],
];

/** The simulated faults of deliveries. */
export function faultsCard() {
  const body = h("div", { class: "body tight" });
  read();
  return card("Faults", null, body);

  async function read() {
    await act(null, async () => draw(await call("GET", "/simulate/settings")));
  }

  function change(settings) {
    act(null, async () => draw(await call("PATCH", "/simulate/settings", settings)));
  }

  function draw(settings) {
    if (!body.hasChildNodes()) body.append(...fields(settings, change));
    const problems = Shares.filter(([name]) => settings[name] > 0).map(
      ([name, , text]) => `${Math.round(settings[name] * 100)} % are ${text}`,
    );
    if (settings.delayMs > 0) problems.push(`each is delayed by ${settings.delayMs} ms`);
    const state = settings.endpointOn
      ? problems.join(", ") || "every message is delivered once and immediately"
      : "the endpoint is off: nothing is sent";
    body.querySelector("[role=status]").textContent = `Now: ${state}.`;
  }
}

function fields(settings, change) {
  const endpoint = h("input", { type: "checkbox", checked: settings.endpointOn });
  endpoint.addEventListener("change", () => change({ endpointOn: endpoint.checked }));
  const delay = h("input", { type: "number", min: 0, max: 600_000, step: 1, value: settings.delayMs });
  delay.addEventListener("change", () => delay.reportValidity() && change({ delayMs: delay.valueAsNumber || 0 }));
  return [
    ...Shares.map(([name, title]) => share(name, title, settings[name], change)),
    h("label", { class: "field" }, "Delay of every message, in ms", delay),
    h("label", { class: "check" }, endpoint, "The endpoint is on"),
    h("p", { class: "quiet small", role: "status" }),
  ];
}

function share(name, title, value, change) {
  const output = h("output", { class: "number quiet" }, `${Math.round(value * 100)} %`);
  const input = h("input", { type: "range", min: 0, max: 100, step: 5, value: Math.round(value * 100) });
  input.addEventListener("input", () => (output.textContent = `${input.value} %`));
  input.addEventListener("change", () => change({ [name]: input.valueAsNumber / 100 }));
  return h("label", { class: "slider" }, h("span", {}, title), input, output);
}
