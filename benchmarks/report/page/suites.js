"use strict";
// One suite of the page: its filters, its legend, its tables, and its figures, which are drawn when the reader scrolls near them.

const CONFIG = { displayModeBar: false, doubleClick: "reset" };
const LINES = 100; // of the long table at a time
const PRINTED = 660; // pixels of a figure on paper

class Suite {
  constructor(section) {
    this.section = section;
    this.data = DATA.suites[Number(section.dataset.suite)];
    this.points = this.data.points.map((row) => Object.fromEntries(this.data.columns.map((name, i) => [name, row[i]])));
    for (const selection of this.data.selections) {
      selection.averages = selection.averages.map((row) =>
        Object.fromEntries(this.data.averages.map((name, i) => [name, row[i]])));
    }
    this.hidden = new Set();
    this.near = new Set();
    this.tables = [...section.querySelectorAll("table.board, table.limits")].map(SortedTable.of);
    this.every = this.everyTable();
    this.listen();
    this.field("selection").value = String(this.firstSelection());
    this.filter();
  }

  field(name) {
    return this.section.querySelector(`[name=${name}]`);
  }

  /** The first family with at least three values of the true MI, which make a curve; else all tasks. */
  firstSelection() {
    const trueMis = (selection) => new Set(this.points.filter((p) => selection.tasks.includes(p.task)).map((p) => p.true_mi)).size;
    return Math.max(0, this.data.selections.findIndex((selection) => !selection.kind && trueMis(selection) > 2));
  }

  listen() {
    for (const form of this.section.querySelectorAll("form")) form.addEventListener("submit", (event) => event.preventDefault());
    this.field("text").addEventListener("input", () => this.filter());
    this.field("task").addEventListener("input", () => this.filterLines());
    this.field("n").addEventListener("change", () => this.filter());
    for (const name of ["selection", "against"]) this.field(name).addEventListener("change", () => this.draw());
    this.section.querySelector(".every").addEventListener("toggle", () => this.filterLines());
    this.section.querySelector(".more").addEventListener("click", () => this.showCount(this.every.more()));
  }

  /** Whether the filters let an estimator and a size through. */
  passes(estimator, n) {
    const wanted = Number(this.field("n").value);
    return estimator.toLowerCase().includes(this.field("text").value.trim().toLowerCase()) && (!wanted || n === wanted);
  }

  /** Apply the filters to tables and figures. */
  filter() {
    const kept = this.tables.map((table) => table.filter((line) => this.passes(line.estimator, line.n)));
    const boards = this.tables.map((table) => table.table.classList.contains("board"));
    const count = (numbers) => numbers.reduce((sum, number, i) => sum + (boards[i] ? number : 0), 0);
    this.section.querySelector("output[name=shown]").value =
      `${count(kept)} of ${count(this.tables.map((table) => table.lines.length))} lines`;
    this.filterLines();
    this.draw();
  }

  /** Apply them to the long table, if it is open. */
  filterLines() {
    if (!this.section.querySelector(".every").open) return;
    const task = this.field("task").value.trim().toLowerCase();
    this.showCount(this.every.filter((line) => this.passes(line.estimator, line.n) && line.task.toLowerCase().includes(task)));
  }

  showCount(kept) {
    const shown = Math.min(kept, this.every.shown);
    this.section.querySelector("output[name=lines]").value = `${shown.toLocaleString("en")} of ${kept.toLocaleString("en")} lines`;
    this.section.querySelector(".more").hidden = shown === kept;
  }

  everyTable() {
    const number = (value, places = 3) => (value === null ? "-" : Number(value.toFixed(places)).toString().replace("-", "−"));
    const lines = this.points.map((p) => {
      const task = this.data.tasks[p.task], estimator = this.data.estimators[p.estimator];
      const values = [task, p.n, estimator, p.true_mi, p.mean, p.bias, p.bias_se, p.sd, p.rmse, p.coverage, p.replicates, p.failures, p.seconds];
      const element = () => {
        const row = document.createElement("tr");
        const texts = values.map((value) => (typeof value === "string" ? value : number(value)));
        texts[1] = p.n.toLocaleString("en");
        if (p.coverage !== null) texts[9] = `${Math.round(100 * p.coverage)} %`;
        texts.forEach((text, i) => {
          const cell = row.appendChild(document.createElement(i ? "td" : "th"));
          if (!i) cell.scope = "row";
          if (i === 2) cell.className = "text";
          cell.textContent = text;
        });
        return row;
      };
      return { values, task, estimator, n: p.n, element };
    });
    return new SortedTable(this.section.querySelector("table.numbers"), lines, LINES);
  }

  /** What the figures show: points and averages of the selected tasks, for the sizes and estimators that pass the filters. */
  view() {
    const selection = this.data.selections[Number(this.field("selection").value)];
    const tasks = new Set(selection.tasks);
    const passes = (row) => this.passes(this.data.estimators[row.estimator], row.n) && !this.hidden.has(row.estimator);
    const points = this.points.filter((p) => tasks.has(p.task) && passes(p));
    const averages = selection.averages.filter(passes);
    return {
      name: selection.name,
      points,
      averages,
      estimators: [...new Set(points.map((p) => p.estimator))].sort((a, b) => a - b),
      largest: Math.max(0, ...points.map((p) => p.n)),
      sizes: new Set(averages.map((a) => a.n)).size,
      joined: !selection.kind && tasks.size > 1,
      against: this.field("against").value,
      stacked: narrow.matches && !printing.matches,
    };
  }

  /** A button per estimator of the selected tasks, with its mark; pressed while it is shown. */
  legend() {
    const tasks = new Set(this.data.selections[Number(this.field("selection").value)].tasks);
    const present = new Set(this.points
      .filter((p) => tasks.has(p.task) && this.passes(this.data.estimators[p.estimator], p.n)).map((p) => p.estimator));
    const chips = this.data.estimators.map((name, index) => {
      if (!present.has(index)) return null;
      const chip = document.createElement("button");
      chip.type = "button";
      chip.setAttribute("aria-pressed", String(!this.hidden.has(index)));
      chip.append(swatch(mark(index)), name);
      chip.addEventListener("click", () => {
        this.hidden.has(index) ? this.hidden.delete(index) : this.hidden.add(index);
        chip.setAttribute("aria-pressed", String(!this.hidden.has(index)));
        this.draw(false);
      });
      return chip;
    });
    this.section.querySelector(".legend").replaceChildren(...chips.filter(Boolean));
  }

  /** Draw the figures that the reader has scrolled near. */
  draw(withLegend = true) {
    if (withLegend) this.legend();
    const view = this.view();
    for (const plot of this.near) {
      const { traces, layout, remark } = FIGURES[plot.dataset.figure](this.data, view);
      plot.parentElement.querySelector(".remark").textContent = view.points.length ? remark : "- no estimate passes the filters.";
      const wide = plot.dataset.figure === "spread";
      layout.height = view.stacked && wide ? 560 : printing.matches ? 250 : 360;
      layout.width = printing.matches ? (wide ? PRINTED : PRINTED / 2 - 10) : plot.clientWidth;
      Plotly.react(plot, traces, layout, CONFIG);
    }
  }
}

const suites = [...document.querySelectorAll("section.suite")].map((section) => new Suite(section));
const everyPlot = suites.flatMap((suite) => [...suite.section.querySelectorAll(".plot")].map((plot) => ({ suite, plot })));
const watcher = new IntersectionObserver((entries) => {
  for (const { suite } of everyPlot.filter(({ suite, plot }) => entries.some((entry) =>
    entry.isIntersecting && entry.target === plot && suite.near.add(plot)))) suite.draw();
  for (const entry of entries) if (entry.isIntersecting) watcher.unobserve(entry.target);
}, { rootMargin: "400px" });
for (const { plot } of everyPlot) watcher.observe(plot);

const redraw = () => suites.forEach((suite) => suite.draw());
dark.addEventListener("change", redraw);
addEventListener("beforeprint", () => everyPlot.forEach(({ suite, plot }) => suite.near.add(plot)));
printing.addEventListener("change", redraw);
let resizing;
addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(redraw, 150);
});
