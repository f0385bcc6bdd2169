import { h, redraw } from "../shared/dom.js";
import { button, card, cardBody, commands, notice, tag, zonedTimeOf } from "../shared/parts.js";
import { latest, problemNotice } from "../shared/live.js";
import { drawRow, table } from "../shared/table.js";
import { count, valueText } from "../shared/format.js";
import { call } from "./functions.js";
import { curl } from "./terminal.js";

const Columns = [
  { title: "Field", class: "strong nowrap", draw: ({ name, differs }) => [name, differs && " ", differs && tag("differs")] },
  { title: "Database", class: "wide long mono", isNamed: true, draw: (field) => drawValue(field, field.database) },
  { title: "Clerk", class: "wide long mono", isNamed: true, draw: (field) => drawValue(field, field.clerk) },
];

/** Shows a differing time in full, because it may differ by less than a second. */
const drawValue = ({ name, differs }, value) =>
  /_at$/i.test(name) && value && !differs ? zonedTimeOf(value) : valueText(value);

/**
 * Clerk's data beside the row. It costs a request to Clerk, so it waits for a click. `refresh` repeats the request if
 * it was made before. `outdate` marks that the row has changed since. `hasRow` says whether the user has a row,
 * `readRow` reads it again, and `repair` repairs it.
 */
export function clerkCard(path, signal, { hasRow, readRow, repair }) {
  const summary = h("div", { class: "tight", role: "status" });
  const comparison = h("div");
  const ask = button("Ask Clerk", show);
  const start = latest();
  let isAsked = false;
  let comparedAt = null;
  const element = card(
    "What Clerk says",
    ask,
    cardBody(
      h("p", { class: "soft" }, "Asks Clerk for this user and compares the row field by field. Changes nothing."),
      commands([["curl line", curl("GET", `${path}/clerk`)]]),
      summary,
    ),
    comparison,
  );
  return { element, refresh: () => isAsked && show(), outdate };

  function outdate() {
    if (!comparedAt) return;
    const text = ["Compared at ", zonedTimeOf(comparedAt), ". Ask Clerk again."];
    draw(notice("", "The row has changed since the comparison", text));
    comparedAt = null;
  }

  function draw(verdict, canRepair, ...rest) {
    redraw(summary, verdict, canRepair && h("div", {}, button("Repair this one", repair)));
    redraw(comparison, ...rest);
  }

  async function show() {
    isAsked = true;
    const isLatest = start();
    try {
      // Reads the row first, so that an earlier change is not mistaken for one after the comparison.
      await readRow();
      const answer = await call("GET", `${path}/clerk`, { signal });
      if (!isLatest()) return;
      // Without a row, every field would differ.
      const fields = answer.fields.map((field) => ({ ...field, differs: field.differs && hasRow() }));
      const different = fields.filter(({ differs }) => differs).length;
      const sorted = [...fields].sort((one, other) => other.differs - one.differs);
      comparedAt = new Date().toISOString();
      draw(
        verdict(different, hasRow(), comparedAt),
        different > 0 || !hasRow(),
        table("The row and Clerk", Columns, sorted, (field) =>
          drawRow(Columns, field, field.differs ? "differs" : null),
        ),
      );
    } catch (problem) {
      if (signal.aborted || !isLatest()) return;
      comparedAt = null;
      draw(describe(problem), problem.code === "unknown_to_clerk" && hasRow());
    }
  }
}

function verdict(different, hasRow, at) {
  const text = ["Compared at ", zonedTimeOf(at), "."];
  if (!hasRow) return notice("warn", "There is no row", text);
  return different === 0
    ? notice("good", "Nothing differs", text)
    : notice("warn", count(different, "field differs", "fields differ"), text);
}

const describe = (problem) =>
  problem.code === "unknown_to_clerk"
    ? notice("warn", "Clerk does not have this user", 'The user was deleted there. "Repair this one" deletes the row.')
    : problemNotice(problem);
