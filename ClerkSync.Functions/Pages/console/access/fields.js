import { logBug } from "../../shared/api.js";
import { confirmDialog } from "../../shared/dialog.js";
import { h, redraw } from "../../shared/dom.js";
import { button, codeBlock, commands, notice } from "../../shared/parts.js";
import { live } from "../../shared/live.js";
import { toast } from "../../shared/toast.js";
import { number, percent } from "../../shared/format.js";
import { call } from "../functions.js";
import { cli } from "../terminal.js";
import { sourceOf } from "./choices.js";
import { priceTable } from "./prices.js";
import { mapTable } from "./source.js";
import { nextLink } from "./steps.js";

const Choices = [
  {
    name: "customerId",
    option: "--customer",
    title: "Stripe customer id",
    hint: "Required. The id begins with cus_.",
    isRequired: true,
  },
  { name: "plan", option: "--plan", title: "Plan", hint: "The plan's name. Plan or premium is required." },
  { name: "premium", option: "--premium", title: "Premium", hint: "True, 1, yes, on, premium or active." },
  {
    name: "trialEnd",
    option: "--trial-end",
    title: "Trial end",
    hint: "A date, or seconds or milliseconds since 1970.",
  },
  {
    name: "entitlements",
    option: "--entitlements",
    title: "Entitlements",
    hint: 'An object such as {"exports": true}.',
  },
];

/** Chooses the fields that store what people may use. */
export function fields({ status, signal }) {
  const isTable = sourceOf(status) === "postgres";
  return [
    h("h2", {}, isTable ? "Which columns say who has paid access?" : "Which Clerk fields say who has paid access?"),
    isTable && status.source !== "postgres"
      ? h(
          "div",
          { class: "card padded stack" },
          h("p", {}, "Map your table from a terminal:"),
          codeBlock(mapTable(), "command"),
          h("div", {}, nextLink("fields")),
        )
      : live(
          signal,
          () => Promise.all([sample({}, signal), sample({ organizations: "true" }, signal), propose(status, signal)]),
          ([users, organizations, proposed], refresh) =>
            draw(users, organizations, { proposed, mapping: status.mapping }, refresh),
        ),
  ];
}

/** Reads the prices that are not mapped, with proposed plans. Without them the mapping can still be typed. */
async function propose({ stripe }, signal) {
  if (!stripe.isConfigured) return [];
  try {
    const { prices } = await call("GET", "ops/access/prices", { signal });
    // An empty plan would mean an add-on.
    return prices.filter(({ plan }) => plan);
  } catch (problem) {
    logBug(problem);
    return [];
  }
}

const sample = (query, signal) => call("GET", "ops/access/fields", { query, signal });

function draw(sampledUsers, sampledOrganizations, { proposed, mapping }, refresh) {
  const users = mappingForm(sampledUsers, mapping?.users ?? {}, proposed);
  const organizations = mappingForm(sampledOrganizations, mapping?.organizations ?? {}, []);
  const section = organizationSection(organizations, Boolean(mapping?.organizations), [
    describeSample(sampledOrganizations, refresh),
    organizations.element,
    organizations.prices,
  ]);
  const message = h("div");
  const terminal = h("div");
  const form = h(
    "form",
    { class: "stack", onsubmit: save, onchange: drawCommands },
    describeSample(sampledUsers, refresh),
    h("div", { class: "card padded" }, users.element),
    users.prices,
    section.element,
    message,
    h("div", { class: "row" }, h("button", { class: "primary" }, "Save and continue"), terminal),
  );
  drawCommands();
  // Without fields there is nothing to choose from.
  return sampledUsers.fields.length > 0 || mapping ? form : describeSample(sampledUsers, refresh);

  function drawCommands() {
    redraw(terminal, commands(mapLines(users, section.isOn() ? organizations : null)));
  }

  async function save(event) {
    event.preventDefault();
    const body = { ...mapping, users: users.read(), organizations: section.isOn() ? organizations.read() : null };
    if (!body.users.plan && !body.users.premium) {
      return redraw(
        message,
        notice("bad", "Choose plan or premium", "Without one of them, ClerkSync cannot know what people may use."),
      );
    }
    const text = "This stores the mapping in the database in place of the previous one. Later checks use it.";
    const lines = mapLines(users, section.isOn() ? organizations : null);
    if (!(await confirmDialog("Save the mapping?", text, "Save", { isDangerous: false, lines }))) return;
    try {
      await call("PUT", "ops/access/mapping", { body });
      toast("The mapping is saved.");
      location.hash = "#/access/incidents";
    } catch (problem) {
      logBug(problem);
      redraw(message, notice("bad", "The mapping was not saved", problem.message));
    }
  }
}

/** Says how many accounts were read, or why there are no fields. */
function describeSample({ accounts, sampled, problem }, refresh) {
  if (!problem)
    return h("p", { class: "soft" }, `These keys were found on the ${number(sampled)} ${accounts} with metadata that changed last.`);
  const [title, ...text] = problem.split(/(?<=\.) /);
  return notice("warn", title, text.join(" "), button("Try again", refresh));
}

/** The selects for the paths of users or organizations, and the plans of their prices. */
function mappingForm(sampled, mapping, proposed) {
  const selects = Choices.map((choice) => [
    choice,
    pathSelect(sampled.fields, mapping[choice.name], choice.isRequired),
  ]);
  const prices = {};
  return {
    selects,
    element: h(
      "div",
      { class: "columns" },
      selects.map(([{ title, hint }, select]) =>
        h("label", { class: "field" }, title, select, h("span", { class: "hint" }, hint)),
      ),
    ),
    prices: priceTable(mapping.prices ?? {}, proposed, prices),
    // Values that the form does not show stay unchanged.
    read: () => ({
      ...mapping,
      ...Object.fromEntries(selects.map(([{ name }, select]) => [name, select.value || null])),
      prices,
    }),
  };
}

function pathSelect(sampled, chosen, isRequired) {
  const paths = sampled.map(({ path, share, types }) => [
    path,
    `${path} · ${percent(share ?? 0)} · ${(types ?? []).join(", ")}`,
  ]);
  if (chosen && !paths.some(([path]) => path === chosen)) paths.unshift([chosen, chosen]);
  return h(
    "select",
    { required: isRequired },
    h("option", { value: "" }, isRequired ? "Choose a field" : "Not used"),
    paths.map(([path, text]) => h("option", { value: path, selected: path === chosen }, text)),
  );
}

function organizationSection({ selects }, isOn, content) {
  const box = h("input", { type: "checkbox", checked: isOn });
  const body = h("div", { class: "stack" }, content);
  box.addEventListener("change", show);
  show();
  return {
    isOn: () => box.checked,
    element: h(
      "fieldset",
      { class: "card padded stack" },
      h("legend", { class: "hidden-text" }, "Organizations"),
      h(
        "label",
        { class: "check" },
        box,
        h(
          "span",
          {},
          h("strong", {}, "Organizations pay too"),
          h("span", { class: "hint" }, " Check the metadata of organizations as well."),
        ),
      ),
      body,
    ),
  };

  function show() {
    body.hidden = !box.checked;
    selects[0][1].required = box.checked;
  }
}

/** The command lines that save the mapping. Users are mapped first. */
const mapLines = (users, organizations) => [
  ["command", mapCommand(users)],
  ...(organizations ? [["command for organizations", mapCommand(organizations, "--organizations")]] : []),
];

function mapCommand({ read }, ...words) {
  const { prices, ...paths } = read();
  const options = Choices.flatMap(({ name, option }) => (paths[name] ? [option, paths[name]] : []));
  const pairs = Object.entries(prices).map(([price, plan]) => `${price}=${plan}`);
  return cli("access", "map", ...words, ...options, ...(pairs.length > 0 ? ["--price", ...pairs] : []));
}
