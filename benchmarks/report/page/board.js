"use strict";
// One board of the page: its filters, its table, and the figure of seconds against error, in which published errors are lines.

const CONFIG = { displayModeBar: false, doubleClick: "reset" };
const HEIGHT = 400; // of the figure in pixels
const APART = 14; // pixels between the names of two published lines

class BoardView {
  constructor(section) {
    this.section = section;
    this.data = DATA.boards[Number(section.dataset.board)];
    this.hidden = new Set();
    this.near = false;
    this.tables = [...section.querySelectorAll("table.lines, table.limits")].map(SortedTable.of);
    this.plot = section.querySelector(".plot");
    for (const form of section.querySelectorAll("form")) form.addEventListener("submit", (event) => event.preventDefault());
    this.field("text").addEventListener("input", () => this.filter());
    for (const name of ["kind", "part", "n"]) this.field(name).addEventListener("change", () => this.filter());
    this.filter();
  }

  field(name) {
    return this.section.querySelector(`[name=${name}]`);
  }

  /** Whether the filters let a line through; a limit has no part and no kind. */
  passes({ estimator, n, part, kind }) {
    const wanted = (name, value) => !this.field(name).value || value === undefined || this.field(name).value === String(value);
    return estimator.toLowerCase().includes(this.field("text").value.trim().toLowerCase())
      && wanted("n", n) && wanted("part", part) && wanted("kind", kind);
  }

  filter() {
    const kept = this.tables.map((table) => table.filter((line) => this.passes({ ...line.data, n: line.n })));
    this.hideColumns();
    this.section.querySelector("output[name=shown]").value = `${kept[0]} of ${this.tables[0].lines.length} lines`;
    this.draw();
  }

  /** Hide the columns that the filters make the same in all lines, and those without any entry. */
  hideColumns() {
    const { tHead, tBodies } = this.tables[0].table, rows = [...tBodies[0].rows];
    const names = [...tHead.rows[0].cells].map((cell) => cell.dataset.column);
    names.forEach((name, i) => {
      const fixed = { tasks: this.field("part").value, n: this.field("n").value }[name];
      const useless = Boolean(fixed) || rows.every((row) => row.cells[i]?.textContent === "-");
      for (const row of [tHead.rows[0], ...rows]) if (row.cells[i]) row.cells[i].hidden = useless;
    });
  }

  /** A button per estimator with rows, with its mark; pressed while it is shown. */
  legend(shown) {
    const chips = [...new Set(shown.map((line) => line.mark))].sort((a, b) => a - b).map((index) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.setAttribute("aria-pressed", String(!this.hidden.has(index)));
      chip.append(swatch(mark(index)), this.data.estimators[index]);
      chip.addEventListener("click", () => {
        this.hidden.has(index) ? this.hidden.delete(index) : this.hidden.add(index);
        this.draw();
      });
      return chip;
    });
    this.section.querySelector(".legend").replaceChildren(...chips);
  }

  draw() {
    if (!this.plot || !this.near) return;
    const lines = this.data.lines.filter((line) => this.passes(line) && line.error !== null);
    const rows = lines.filter((line) => line.kind !== "published");
    this.legend(rows);
    const shown = rows.filter((line) => !this.hidden.has(line.mark));
    const { traces, layout, remark } = secondsFigure(this.data, shown, lines.filter((line) => line.kind === "published"));
    this.section.querySelector(".remark").textContent = rows.length ? remark : "- no line with seconds passes the filters.";
    layout.width = printing.matches ? 660 : this.plot.clientWidth;
    Plotly.react(this.plot, traces, layout, CONFIG);
  }
}

function lineText(data, line) {
  return [
    `<b>${escaped(data.estimators[line.mark])}</b>, ${line.kind}, n = ${line.n.toLocaleString("en")}`,
    `mean |error| ${withError(line.error, line.error_se)}`,
    `${line.finished} of ${line.tasks} tasks finished, ${line.failed} cells failed`,
    ...(line.above ? [`${line.above} tasks above the ceiling`] : []),
    ...(line.undertrained ? [`${line.undertrained} cells under-trained`] : []),
    `${digits(line.seconds)} s a cell`,
  ].join("<br>");
}

/** Mean |error| against seconds, and published errors as dashed lines with their names at the right. */
function secondsFigure(data, rows, published) {
  const colours = theme();
  const marks = [...new Set(rows.map((line) => line.mark))];
  const traces = marks.map((index) => {
    const own = rows.filter((line) => line.mark === index);
    return trace(data, index, own, (line) => line.seconds, (line) => line.error, () => "", {
      joined: false, error: (line) => line.error_se ?? 0, open: (line) => line.finished < line.tasks || line.above > 0,
    });
  }).map((one, i) => ({ ...one, text: rows.filter((line) => line.mark === marks[i]).map((line) => lineText(data, line)) }));
  const range = logAxis([...rows, ...published].map((line) => line.error));
  return {
    traces,
    layout: layout(colours, {
      xaxis: axis(colours, "seconds of a cell, one core", logAxis(rows.map((line) => line.seconds))),
      yaxis: axis(colours, "mean |error| (nats)", range),
    }, {
      height: HEIGHT,
      margin: { l: 8, r: !published.length ? 16 : narrow.matches ? 110 : 190, t: 10, b: 8 },
      shapes: published.map((line) => ({
        type: "line", layer: "below", xref: "paper", x0: 0, x1: 1, y0: line.error, y1: line.error,
        line: { color: colours.muted, width: 1, dash: "dash" },
      })),
      annotations: names(published, range.range, HEIGHT - 70).map(({ text, at }) => ({
        xref: "paper", x: 1, xanchor: "left", y: at, yanchor: "middle", text, showarrow: false,
        font: { size: 11, color: colours.muted }, align: "left",
      })),
    }),
    remark: "Lower left is better. Dashed: published errors, whose seconds are not known. Bars: one standard error. Open marks: not all tasks finished, or a true MI above the ceiling.",
  };
}

/** Names of published lines with their places on a logarithmic axis, moved apart where they would overlap. */
function names(published, range, height) {
  if (!published.length || !range) return [];
  const scale = height / (range[1] - range[0]);
  const groups = [];
  for (const line of [...published].sort((a, b) => a.error - b.error)) {
    let group = { middle: Math.log10(line.error) * scale, lines: [line] };
    const half = (one) => (APART * one.lines.length) / 2;
    while (groups.length && groups.at(-1).middle + half(groups.at(-1)) > group.middle - half(group)) {
      const last = groups.pop(), lines = [...last.lines, ...group.lines];
      group = { middle: (last.middle * last.lines.length + group.middle * group.lines.length) / lines.length, lines };
    }
    groups.push(group);
  }
  return groups.flatMap(({ middle, lines }) => lines.map((line, i) => ({
    at: (middle + APART * (i - (lines.length - 1) / 2)) / scale,
    text: `${escaped(line.estimator)} ${line.least ? "> " : ""}${digits(line.error)}`,
  })));
}

const views = [...document.querySelectorAll("section.board")].map((section) => new BoardView(section));
SortedTable.of(document.querySelector("table.take"));
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((each) => each.isIntersecting)) {
    const view = views.find((each) => each.plot === entry.target);
    view.near = true;
    view.draw();
    watcher.unobserve(entry.target);
  }
}, { rootMargin: "400px" });
for (const view of views) if (view.plot) watcher.observe(view.plot);

const redraw = () => views.forEach((view) => view.draw());
dark.addEventListener("change", redraw);
addEventListener("beforeprint", () => views.forEach((view) => { view.near = true; }));
printing.addEventListener("change", redraw);
let resizing;
addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(redraw, 150);
});
