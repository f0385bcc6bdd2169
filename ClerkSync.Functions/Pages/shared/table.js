import { h } from "./dom.js";

/**
 * A table that becomes a list of small blocks on a phone. Its roles are explicit, because a browser forgets them when the
 * layout changes.
 * A column is {title, draw, class, isNamed}. On a phone, the class "wide" gives a cell a whole line, and "number" or
 * isNamed shows the column's title.
 */
export function table(label, columns, items, rowOf = (item) => drawRow(columns, item)) {
  return h(
    "div",
    { class: "table-wrap reflow" },
    h(
      "table",
      { role: "table", "aria-label": label },
      h(
        "thead",
        { role: "rowgroup" },
        h(
          "tr",
          { role: "row" },
          columns.map(({ title, class: kind }) =>
            h("th", { role: "columnheader", scope: "col", class: kind?.includes("end") ? "end" : null }, title),
          ),
        ),
      ),
      h("tbody", { role: "rowgroup" }, items.map(rowOf)),
    ),
  );
}

export const drawRow = (columns, item, kind) =>
  h(
    "tr",
    { role: "row", class: kind },
    columns.map(({ title, draw, class: cellKind, isNamed }) =>
      h(
        "td",
        { role: "cell", class: cellKind, "data-label": isNamed || cellKind?.includes("number") ? title : null },
        draw(item),
      ),
    ),
  );
