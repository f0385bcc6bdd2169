import { h, redraw } from "../shared/dom.js";
import { button, card, commands, notice, tag } from "../shared/parts.js";
import { problemNotice } from "../shared/live.js";
import { drawRow, table } from "../shared/table.js";
import { count, valueText } from "../shared/format.js";
import { call } from "./functions.js";
import { curl } from "./terminal.js";

const Columns = [
  { title: "Field", class: "strong", draw: ({ name, differs }) => [name, differs && " ", differs && tag("differs")] },
  { title: "Database", class: "wide mono", draw: ({ database }) => valueText(database) },
  { title: "Clerk", class: "wide mono", draw: ({ clerk }) => valueText(clerk) },
];

/** Clerk's own answer beside the row. It costs a request to Clerk, so it waits for a click. */
export function clerkCard(path, signal) {
  const body = h("div", { class: "stack" });
  const ask = button("Ask Clerk", show);
  return card(
    "What Clerk says",
    ask,
    h(
      "div",
      { class: "body tight" },
      h("p", { class: "soft" }, "Asks Clerk for this user and compares field by field."),
      commands([["curl line", curl("GET", `${path}/clerk`)]]),
    ),
    body,
  );

  async function show() {
    ask.disabled = true;
    try {
      const { fields } = await call("GET", `${path}/clerk`, { signal });
      const different = fields.filter(({ differs }) => differs).length;
      const sorted = [...fields].sort((one, other) => other.differs - one.differs);
      redraw(
        body,
        h(
          "div",
          { class: "body" },
          different === 0
            ? notice("good", "Nothing differs")
            : notice("warn", `${count(different, "field differs", "fields differ")}`),
        ),
        table("The row and Clerk", Columns, sorted, (field) =>
          drawRow(Columns, field, field.differs ? "differs" : null),
        ),
      );
    } catch (problem) {
      redraw(body, h("div", { class: "body" }, describe(problem)));
    }
    ask.disabled = false;
  }
}

const describe = (problem) =>
  problem.code === "unknown_to_clerk"
    ? notice(
        "warn",
        "Clerk does not know this user",
        "It was deleted there, or belongs to another Clerk instance. A repair removes the row.",
      )
    : problemNotice(problem);
