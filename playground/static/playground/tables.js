/** Tables: each column has a title and says what its cells show; a click on a title sorts by it. */

import { make } from "./dom.js";

/**
 * Columns are `{ title, cell, by?, isFalling?, isNumber?, isHead? }`: `cell` makes what a row shows, `by` what it is
 * sorted by, from the largest at first if it is falling.
 */
export function makeTable(columns, rows, { sorted = null } = {}) {
  const table = make("table");
  draw(table, { columns, rows, sorted, isUp: !sorted?.isFalling });
  return table;
}

function draw(table, { columns, rows, sorted, isUp }) {
  const order = sorted ? rows.toSorted((a, b) => (isUp ? 1 : -1) * compare(sorted.by(a), sorted.by(b))) : rows;
  const sort = (column) => {
    draw(table, { columns, rows, sorted: column, isUp: column === sorted ? !isUp : !column.isFalling });
    table.querySelector("[aria-sort] button").focus();
  };
  const titles = columns.map((column) =>
    makeTitle(column, column === sorted && (isUp ? "ascending" : "descending"), sort),
  );
  table.replaceChildren(
    make("thead", {}, make("tr", {}, titles)),
    make(
      "tbody",
      {},
      order.map((row) => makeRow(columns, row)),
    ),
  );
}

function makeTitle(column, direction, sort) {
  const { title, by, isNumber } = column;
  const content = by ? make("button", { type: "button", class: "quiet", onclick: () => sort(column) }, title) : title;
  return make("th", { scope: "col", class: isNumber && "number", "aria-sort": direction }, content);
}

function makeRow(columns, row) {
  return make(
    "tr",
    {},
    columns.map(({ cell, isNumber, isHead }) =>
      make(isHead ? "th" : "td", { scope: isHead && "row", class: isNumber && "number" }, cell(row)),
    ),
  );
}

function compare(a, b) {
  return typeof a === "string" ? a.localeCompare(b) : a - b;
}
