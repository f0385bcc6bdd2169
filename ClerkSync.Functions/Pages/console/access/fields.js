import { h, redraw } from "../../shared/dom.js";
import { button, commands, empty, notice } from "../../shared/parts.js";
import { live } from "../../shared/live.js";
import { toast } from "../../shared/toast.js";
import { percent } from "../../shared/format.js";
import { call } from "../functions.js";
import { cli } from "../terminal.js";
import { choices, sourceOf } from "./choices.js";
import { priceTable } from "./prices.js";

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

/** Which fields say who may use what. */
export function fields({ status, signal }) {
  const load = async () => {
    const [sampled, mapping] = await Promise.all([
      call("GET", "ops/access/fields", { query: { source: sourceOf(status) }, signal }),
      call("GET", "ops/access/mapping", { signal }).catch((problem) =>
        problem.status === 404 ? null : Promise.reject(problem),
      ),
    ]);
    return { sampled, mapping };
  };
  return [
    h(
      "h2",
      {},
      sourceOf(status) === "postgres"
        ? "Which columns say who has paid access?"
        : "Which Clerk fields say who has paid access?",
    ),
    live(signal, load, (answer, refresh) => draw(answer, refresh)),
  ];
}

function draw({ sampled, mapping }, refresh) {
  if (sampled.fields.length === 0) return nothingFound(refresh);
  const users = mappingForm("users", sampled.fields, mapping?.users ?? {});
  const organizations = mappingForm("organizations", sampled.organizations ?? [], mapping?.organizations ?? {});
  const section = organizationSection(organizations, Boolean(mapping?.organizations));
  const message = h("div");
  const terminal = h("div", {}, mapCommand(users));
  users.element.addEventListener("change", () => redraw(terminal, mapCommand(users)));
  return h(
    "form",
    { class: "stack", onsubmit: save },
    h("p", { class: "soft" }, `The keys below were found on ${sampled.sampledUsers ?? "the newest"} recent users.`),
    h("div", { class: "card padded stack" }, users.element),
    priceTable(mapping?.users?.prices ?? {}, users.prices),
    section.element,
    message,
    h("div", { class: "row" }, h("button", { class: "primary" }, "Save and continue"), terminal),
  );

  async function save(event) {
    event.preventDefault();
    const body = {
      users: users.read(),
      organizations: section.isOn() ? organizations.read() : null,
      policies: mapping?.policies,
    };
    if (!body.users.plan && !body.users.premium) {
      return redraw(
        message,
        notice("bad", "Choose plan or premium", "Without one of them nothing says what people may use."),
      );
    }
    try {
      await call("PUT", "ops/access/mapping", { body });
      toast("The mapping is saved.");
      location.hash = "#/access/incidents";
    } catch (problem) {
      redraw(message, notice("bad", "It was not saved", problem.message));
    }
  }
}

const nothingFound = (refresh) =>
  h(
    "div",
    { class: "card" },
    empty(
      "No metadata keys were found on your Clerk users.",
      "Store the Stripe customer id in private_metadata.stripe_customer_id and the plan in public_metadata.plan of at least one user, then try again.",
      button("Try again", refresh),
    ),
  );

/** The dropdowns of users or organizations, with the sampled paths. */
function mappingForm(kind, sampled, mapping) {
  const selects = Choices.map((choice) => [
    choice,
    pathSelect(sampled, chosenPath(kind, choice, mapping), choice.isRequired),
  ]);
  const form = {
    kind,
    selects,
    prices: {},
    element: h(
      "div",
      { class: "columns" },
      selects.map(([{ title, hint }, select]) =>
        h("label", { class: "field" }, title, select, h("span", { class: "hint" }, hint)),
      ),
    ),
    read: () => ({
      ...mapping,
      ...Object.fromEntries(selects.map(([{ name }, select]) => [name, select.value || null])),
      prices: { ...mapping.prices, ...form.prices },
    }),
  };
  return form;
}

/** What an earlier step has chosen, else what is saved. */
const chosenPath = (kind, { name }, mapping) =>
  (kind === "users" && name === "customerId" && choices.customerId) || mapping[name];

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

function organizationSection(organizations, isOn) {
  const box = h("input", { type: "checkbox", checked: isOn });
  const body = h("div", { hidden: !isOn }, organizations.element);
  const setRequired = () => {
    body.hidden = !box.checked;
    organizations.selects[0][1].required = box.checked;
  };
  box.addEventListener("change", setRequired);
  setRequired();
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
}

const mapCommand = ({ selects }) =>
  commands([
    [
      "command",
      cli("access", "map", ...selects.flatMap(([{ option }, select]) => (select.value ? [option, select.value] : []))),
    ],
  ]);
