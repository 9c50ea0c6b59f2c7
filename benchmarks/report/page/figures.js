"use strict";
// The figures of a suite, drawn by plotly from the numbers in the page.

const DATA = JSON.parse(document.getElementById("data").textContent);
const SYMBOLS = ["circle", "square", "triangle-up", "diamond", "triangle-down"];
const DASHES = ["solid", "dash", "dashdot", "dot", "longdash"];
const dark = matchMedia("(prefers-color-scheme: dark)");
const printing = matchMedia("print");
const narrow = matchMedia("(max-width: 40rem)");

/** The colours of the page now, since plotly does not read style sheets. */
function theme() {
  const style = getComputedStyle(document.documentElement);
  const [ground, ink, muted, line, tint] = ["ground", "ink", "muted", "line", "tint"].map((name) =>
    style.getPropertyValue(`--${name}`).trim());
  return { ground, ink, muted, line, tint, dark: dark.matches && !printing.matches };
}

/** A colour mixed with white until it is visible on a dark background; unchanged on a light one. */
function shown(colour, onDark) {
  const parts = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16) / 255);
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const luminance = (rgb) => 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
  if (!onDark) return colour;
  if (luminance(parts) < 0.01) return "#f2f2f2"; // black becomes white
  let mixed = parts;
  for (let share = 0; luminance(mixed) < 0.3 && share < 1; share += 0.05) mixed = parts.map((v) => v + (1 - v) * share);
  return `rgb(${mixed.map((v) => Math.round(255 * v)).join(",")})`;
}

/** Colour, symbol and dash of an estimator: the same in every figure of its suite, and no two alike. */
function mark(index, onDark = theme().dark) {
  const turn = Math.floor(index / DATA.colours.length);
  return {
    colour: shown(DATA.colours[index % DATA.colours.length], onDark),
    symbol: SYMBOLS[(index + turn) % SYMBOLS.length],
    dash: DASHES[(index + turn) % DASHES.length],
  };
}

/** A line with its symbol, as the figures draw it. */
function swatch({ colour, symbol, dash }) {
  const shapes = {
    circle: "M9 6a4 4 0 1 0 8 0a4 4 0 1 0-8 0", square: "M9.5 2.5h7v7h-7z", "triangle-up": "M13 1.5l4.5 8h-9z",
    diamond: "M13 1l5 5-5 5-5-5z", "triangle-down": "M13 10.5l-4.5-8h9z",
  };
  const dashes = { solid: "none", dash: "6 3", dashdot: "6 2 2 2", dot: "2 2", longdash: "9 3" };
  const holder = document.createElement("span");
  holder.innerHTML = `<svg width="26" height="12" aria-hidden="true"><path d="M0 6H26" fill="none" stroke="${colour}" stroke-width="1.6" stroke-dasharray="${dashes[dash]}"/><path d="${shapes[symbol]}" fill="${colour}"/></svg>`;
  return holder.firstChild;
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function digits(value, signed = false) {
  if (value === null || value === undefined) return "-";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 0.001 || size >= 1e5) ? size.toExponential(2) : String(Number(size.toPrecision(4)));
  return (value < 0 ? "−" : signed ? "+" : "") + text;
}

const withError = (value, error, signed) =>
  digits(value, signed) + (error === null ? "" : ` ± ${digits(Number(error.toPrecision(2)))}`);

/** Whether an estimate cannot be trusted as it is: the true MI is above its ceiling, or its training was cut short. */
const flagged = (point) => (point.ceiling !== null && point.true_mi > point.ceiling) || point.undertrained > 0;

function pointText(suite, point) {
  const lines = [
    `<b>${escaped(suite.estimators[point.estimator])}</b>, n = ${point.n.toLocaleString("en")}`,
    escaped(suite.tasks[point.task]),
    `estimate ${digits(point.mean)}, true MI ${digits(point.true_mi)}`,
  ];
  if (point.half !== null) lines.push(`95 % of the mean: ${digits(point.mean - point.half)} to ${digits(point.mean + point.half)}`);
  lines.push(`bias ${withError(point.bias, point.bias_se, true)}`);
  if (point.sd !== null) lines.push(`SD ${withError(point.sd, point.sd_se)}`);
  lines.push(`RMSE ${withError(point.rmse, point.rmse_se)}`);
  if (point.coverage !== null) lines.push(`coverage ${Math.round(100 * point.coverage)} %`);
  lines.push(`${point.replicates} replicates, ${point.failures} failed`, `${digits(point.seconds)} s a cell`);
  if (point.ceiling !== null && point.true_mi > point.ceiling) lines.push(`true MI above the ceiling of ${digits(point.ceiling)}`);
  if (point.undertrained) lines.push(`${point.undertrained} under-trained`);
  return lines.join("<br>");
}

function averageText(suite, average) {
  return [
    `<b>${escaped(suite.estimators[average.estimator])}</b>, n = ${average.n.toLocaleString("en")}`,
    `${average.tasks} shared task${average.tasks === 1 ? "" : "s"}`,
    `RMSE ${digits(average.rmse)}`,
    `mean |bias| ${digits(average.bias)}`,
    ...(average.sd === null ? [] : [`mean SD ${digits(average.sd)}`]),
    `${digits(average.seconds)} s a cell`,
  ].join("<br>");
}

function trace(suite, estimator, rows, x, y, text, { joined = true, error = null, axes = {}, open = () => false } = {}) {
  const { colour, symbol, dash } = mark(estimator);
  return {
    type: "scatter",
    name: suite.estimators[estimator],
    mode: joined ? "lines+markers" : "markers",
    x: rows.map(x),
    y: rows.map(y),
    text: rows.map((row) => text(suite, row)),
    hovertemplate: "%{text}<extra></extra>",
    line: { color: colour, dash, width: 1.6 },
    marker: { color: colour, size: 7, symbol: rows.map((row) => (open(row) ? `${symbol}-open` : symbol)), line: { color: colour, width: 1.4 } },
    ...(error && { error_y: { type: "data", array: rows.map(error), color: colour, thickness: 1, width: 3 } }),
    ...axes,
  };
}

function axis(colours, title, more = {}) {
  return {
    title: { text: title, standoff: 8, font: { size: 13 } },
    gridcolor: colours.line, zerolinecolor: colours.line, linecolor: colours.muted, tickcolor: colours.muted,
    tickfont: { size: 12 }, showline: true, ticks: "outside", ticklen: 4, automargin: true,
    ...more,
  };
}

/** A logarithmic axis around positive values, with plain numbers at 1, 2 and 5, or at 1 where there are many. */
function logAxis(values) {
  const positive = values.filter((value) => value > 0);
  if (!positive.length) return { type: "log" };
  let [low, high] = [Math.min(...positive), Math.max(...positive)].map(Math.log10);
  const pad = Math.max(0.06 * (high - low), (0.5 - (high - low)) / 2);
  [low, high] = [low - pad, high + pad];
  const steps = high - low > 2.2 ? [1] : [1, 2, 5];
  const ticks = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const step of steps) ticks.push(Number(`${step}e${power}`));
  }
  const tickvals = ticks.filter((tick) => Math.log10(tick) >= low && Math.log10(tick) <= high);
  return { type: "log", range: [low, high], tickvals, ticktext: tickvals.map((tick) => tick.toLocaleString("en", { maximumFractionDigits: 9 })) };
}

/** A logarithmic axis with a tick at every size. */
function sizesAxis(rows) {
  const sizes = [...new Set(rows.map((row) => row.n))];
  return { type: "log", tickvals: sizes, ticktext: sizes.map((n) => n.toLocaleString("en")) };
}

function layout(colours, axes, more = {}) {
  return {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif", color: colours.ink },
    margin: { l: 8, r: 8, t: 10, b: 8 }, showlegend: false, hovermode: "closest",
    hoverlabel: { bgcolor: colours.tint, bordercolor: colours.muted, font: { color: colours.ink, size: 12 }, align: "left", namelength: -1 },
    dragmode: narrow.matches ? false : "zoom",
    ...axes, ...more,
  };
}

const byTrueMi = (a, b) => a.true_mi - b.true_mi || a.task - b.task;

/** Mean estimate with its interval against the true MI; against n where the tasks have one true MI and several sizes. */
function estimateFigure(suite, view) {
  const colours = theme();
  const grey = { type: "line", layer: "below", line: { color: colours.muted, width: 1 } };
  const trueMis = [...new Set(view.points.map((p) => p.true_mi))];
  const againstN = trueMis.length === 1 && view.sizes > 1;
  const points = view.points.filter((p) => againstN || p.n === view.largest);
  const rows = points.filter((p) => p.mean !== null).sort(againstN ? (a, b) => a.n - b.n : byTrueMi);
  const lost = points.length - rows.length;
  const joined = againstN ? new Set(rows.map((p) => p.task)).size === 1 : view.joined;
  const traces = view.estimators.map((e) =>
    trace(suite, e, rows.filter((p) => p.estimator === e), (p) => (againstN ? p.n : p.true_mi), (p) => p.mean, pointText,
      { joined, error: (p) => p.half, open: flagged }));
  const top = Math.max(...trueMis, 0.1);
  const shapes = [againstN
    ? { ...grey, xref: "paper", x0: 0, x1: 1, y0: trueMis[0], y1: trueMis[0] }
    : { ...grey, x0: 0, y0: 0, x1: top, y1: top }];
  for (const e of joined && !againstN ? view.estimators : []) {
    const ceilings = rows.filter((p) => p.estimator === e && p.ceiling !== null && p.true_mi > p.ceiling).map((p) => p.ceiling);
    const y = Math.min(...ceilings);
    if (ceilings.length) {
      shapes.push({ ...grey, xref: "paper", x0: 0, x1: 1, y0: y, y1: y, line: { color: mark(e).colour, width: 1, dash: "dot" } });
    }
  }
  const remarks = [
    againstN ? `on ${view.name}, against n.` : `on ${view.name} at n = ${view.largest.toLocaleString("en")}.`,
    "Bars: 95 % interval of the mean over replicates; grey line: the true MI.",
    ...(shapes.length > 1 ? ["Dotted lines: ceilings."] : []),
    ...(rows.some(flagged) ? ["Open marks: the true MI is above the ceiling, or the estimate is under-trained."] : []),
    ...(lost ? [`${lost} point${lost === 1 ? " is" : "s are"} missing: every replicate failed.`] : []),
  ];
  return {
    traces,
    layout: layout(colours, {
      xaxis: againstN ? axis(colours, "n", sizesAxis(rows)) : axis(colours, `true MI (${DATA.units})`),
      yaxis: axis(colours, `estimate (${DATA.units})`),
    }, { shapes }),
    remark: remarks.join(" "),
  };
}

/** Root mean square error against seconds; a line joins the sizes of an estimator. */
function timeFigure(suite, view) {
  const colours = theme();
  const traces = view.estimators.map((e) =>
    trace(suite, e, view.averages.filter((a) => a.estimator === e), (a) => a.seconds, (a) => a.rmse, averageText));
  return {
    traces,
    layout: layout(colours, {
      xaxis: axis(colours, "seconds of a cell, one core", logAxis(view.averages.map((a) => a.seconds))),
      yaxis: axis(colours, `RMSE (${DATA.units})`, logAxis(view.averages.map((a) => a.rmse))),
    }),
    remark: `on ${view.name}, shared tasks; lower left is better.${view.sizes > 1 ? " Lines join the sizes." : ""}`,
  };
}

/** Bias and standard deviation, against n (means over the shared tasks) or against the true MI (one point for each task). */
function spreadFigure(suite, view) {
  const colours = theme();
  const againstN = view.against === "n";
  const rows = view.points.filter((p) => p.n === view.largest && p.mean !== null);
  const second = { xaxis: "x2", yaxis: "y2" };
  const traces = view.estimators.flatMap((e) => {
    if (againstN) {
      const own = view.averages.filter((a) => a.estimator === e);
      return [
        trace(suite, e, own, (a) => a.n, (a) => a.bias, averageText),
        trace(suite, e, own, (a) => a.n, (a) => a.sd, averageText, { axes: second }),
      ];
    }
    const own = rows.filter((p) => p.estimator === e).sort(byTrueMi);
    const options = { joined: view.joined, open: flagged };
    return [
      trace(suite, e, own, (p) => p.true_mi, (p) => p.bias, pointText, { ...options, error: (p) => p.bias_se && 1.96 * p.bias_se }),
      trace(suite, e, own, (p) => p.true_mi, (p) => p.sd, pointText, { ...options, axes: second }),
    ];
  });
  const x = againstN ? sizesAxis(view.averages) : {};
  const y = (name) => (againstN ? logAxis(view.averages.map((a) => a[name])) : {});
  const title = againstN ? "n" : `true MI (${DATA.units})`;
  return {
    traces,
    layout: layout(colours, {
      xaxis: axis(colours, title, x), xaxis2: axis(colours, title, x),
      yaxis: axis(colours, `${againstN ? "mean |bias|" : "bias"} (${DATA.units})`, y("bias")),
      yaxis2: axis(colours, `${againstN ? "mean " : ""}SD (${DATA.units})`, y("sd")),
    }, { grid: { rows: view.stacked ? 2 : 1, columns: view.stacked ? 1 : 2, pattern: "independent", xgap: 0.2, ygap: 0.28 } }),
    remark: againstN
      ? `on ${view.name} against n: means over shared tasks.`
      : `on ${view.name} against the true MI at n = ${view.largest.toLocaleString("en")}, one point for each task. Bars: 95 % interval of the bias.`,
  };
}

const FIGURES = { true_mi: estimateFigure, time: timeFigure, spread: spreadFigure };
