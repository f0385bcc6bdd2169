import { h, redraw } from "../shared/dom.js";
import { button, card, cardBody, commands, notice, tag } from "../shared/parts.js";
import { latest, problemNotice } from "../shared/live.js";
import { drawRow, table } from "../shared/table.js";
import { count, valueText } from "../shared/format.js";
import { call } from "./functions.js";
import { curl } from "./terminal.js";

const Columns = [
  { title: "Field", class: "strong", draw: ({ name, differs }) => [name, differs && " ", differs && tag("differs")] },
  { title: "Database", class: "wide mono", isNamed: true, draw: ({ database }) => valueText(database) },
  { title: "Clerk", class: "wide mono", isNamed: true, draw: ({ clerk }) => valueText(clerk) },
];

/**
 * Clerk's own answer beside the row. It costs a request to Clerk, so it waits for a click. `refresh` asks again if it was
 * asked before. `hasRow` says whether the user has a row.
 */
export function clerkCard(path, signal, hasRow) {
  const body = h("div", { class: "stack" });
  const ask = button("Ask Clerk", show);
  const start = latest();
  let isAsked = false;
  const element = card(
    "What Clerk says",
    ask,
    cardBody(
      h("p", { class: "soft" }, "Asks Clerk for this user and compares the row field by field. Changes nothing."),
      commands([["curl line", curl("GET", `${path}/clerk`)]]),
    ),
    body,
  );
  return { element, refresh: () => isAsked && show() };

  async function show() {
    isAsked = true;
    const isLatest = start();
    try {
      const { fields } = await call("GET", `${path}/clerk`, { signal });
      if (!isLatest()) return;
      const different = fields.filter(({ differs }) => differs).length;
      const sorted = [...fields].sort((one, other) => other.differs - one.differs);
      redraw(
        body,
        h(
          "div",
          { class: "body", role: "status" },
          verdict(different, hasRow()),
        ),
        table("The row and Clerk", Columns, sorted, (field) =>
          drawRow(Columns, field, field.differs ? "differs" : null),
        ),
      );
    } catch (problem) {
      if (signal.aborted || !isLatest()) return;
      redraw(body, h("div", { class: "body" }, describe(problem)));
    }
  }
}

function verdict(different, hasRow) {
  if (!hasRow) return notice("warn", "There is no row");
  return different === 0
    ? notice("good", "Nothing differs")
    : notice("warn", count(different, "field differs", "fields differ"));
}

const describe = (problem) =>
  problem.code === "unknown_to_clerk"
    ? notice("warn", "Clerk does not know this user", 'The user was deleted there. "Repair this one" deletes the row.')
    : problemNotice(problem);
