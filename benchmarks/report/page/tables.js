"use strict";
// Tables that sort by their headers and keep the lines their suite's filters let through.

/** The number a cell begins with: 26400 of "26,400", 95 of "95 %", 3 of "3 of 40"; null if it begins with none. */
function leadingNumber(text) {
  const found = text.replaceAll(",", "").match(/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?/i);
  return found ? Number(found[0]) : null;
}

/** Order of two values: numbers and texts upwards, what is missing last whatever the direction. */
function compareValues(a, b, direction) {
  if (a === null || b === null) return (a === null) - (b === null);
  const order = typeof a === "string" ? a.localeCompare(b, "en", { numeric: true }) : a - b;
  return direction * order;
}

class SortedTable {
  /**
   * @param {HTMLTableElement} table
   * @param {{values: Array, estimator: string, n: number, task?: string, element: function(): Element}[]} lines
   * @param {number} limit how many lines are shown before "Show more"
   */
  constructor(table, lines, limit = Infinity) {
    Object.assign(this, { table, lines, limit, shown: limit, column: null, direction: 1, keep: () => true });
    this.headers = [...table.tHead.rows[0].cells];
    this.headers.forEach((header, column) =>
      header.querySelector("button").addEventListener("click", () => this.sort(column)));
  }

  /** A table whose lines are in the page already. */
  static of(table) {
    const text = [...table.tHead.rows[0].cells].map((header) => "text" in header.dataset);
    const lines = [...table.tBodies[0].rows].map((row) => ({
      values: [...row.cells].map((cell, i) => (text[i] ? cell.textContent : leadingNumber(cell.textContent))),
      estimator: row.dataset.estimator,
      n: Number(row.dataset.n),
      data: row.dataset,
      element: () => row,
    }));
    return new SortedTable(table, lines);
  }

  /** Sort by a column, upwards; the other way round if it is sorted by it already. */
  sort(column) {
    this.direction = this.column === column ? -this.direction : 1;
    this.column = column;
    this.headers.forEach((header, i) => header.setAttribute(
      "aria-sort", i !== column ? "none" : this.direction > 0 ? "ascending" : "descending"));
    this.lines.sort((a, b) => compareValues(a.values[column], b.values[column], this.direction));
    this.render();
  }

  /** Keep the lines that pass; return how many do. */
  filter(keep) {
    this.keep = keep;
    this.shown = this.limit;
    return this.render();
  }

  more() {
    this.shown += this.limit;
    return this.render();
  }

  render() {
    const kept = this.lines.filter(this.keep);
    const elements = kept.slice(0, this.shown).map((line) => line.element());
    if (!elements.length) elements.push(this.nothing());
    this.table.tBodies[0].replaceChildren(...elements);
    return kept.length;
  }

  nothing() {
    const row = document.createElement("tr");
    const cell = row.appendChild(document.createElement("td"));
    cell.colSpan = this.headers.length;
    cell.className = "nothing";
    cell.textContent = "No line passes the filters.";
    return row;
  }
}
