// Draws a trend with uPlot, and keeps the pages of charts up to date. All words, numbers to read and
// bars come from the server; times are in the zone of the site.

const HAND_PX = 24; // a mark this near to the cursor is told
const MIN_SPAN = { temperature: 2, relative_humidity: 5 };
const DAY_S = 86_400;
const figure = document.querySelector("[data-chart]");
const renewed = document.querySelector("[data-renew]");

let plot = null;
let trend = null;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const two = (number) => String(number).padStart(2, "0");
const local = (t) => uPlot.tzDate(new Date(t * 1000), trend.timezone);

function clock(t) {
  const at = local(t);
  const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  if (trend.span === "1y") return `${at.getFullYear()}-${day}`;
  return `${trend.when ? `${at.getFullYear()}-` : ""}${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

function ticks(_, splits) {
  const step = splits.length > 1 ? splits[1] - splits[0] : 0;
  return splits.map((t) => {
    const at = local(t);
    const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    if (step > 20 * DAY_S) return `${at.getFullYear()}-${two(at.getMonth() + 1)}`;
    if (step >= DAY_S || (at.getHours() === 0 && at.getMinutes() === 0)) return day;
    return `${two(at.getHours())}:${two(at.getMinutes())}`;
  });
}

const shown = (value) => value.toFixed(trend.decimals).replace("-", "\u2212");

function limits(_, low, high) {
  const wanted = [low, high, trend.setpoint, ...(trend.band ?? [])].filter((v) => v !== null && v !== undefined);
  if (!wanted.length) return [0, 1];
  const bottom = Math.min(...wanted);
  const top = Math.max(...wanted);
  const least = MIN_SPAN[trend.quantity] ?? 1;
  const room = Math.max(least - (top - bottom), (top - bottom) * 0.12) / 2;
  return [bottom - room, top + room];
}

function drawWanted(u) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  if (trend.band) {
    const [low, high] = trend.band.map((value) => u.valToPos(value, "y", true));
    ctx.strokeStyle = colour("--line");
    ctx.lineWidth = devicePixelRatio;
    hatch(ctx, bbox.left, bbox.top, bbox.width, high - bbox.top);
    hatch(ctx, bbox.left, low, bbox.width, bbox.top + bbox.height - low);
    ctx.strokeStyle = colour("--soft");
    ctx.lineWidth = 1.5 * devicePixelRatio;
    for (const y of [low, high]) stroke(ctx, bbox.left, y, bbox.left + bbox.width, y);
  }
  if (trend.setpoint !== null) {
    const y = u.valToPos(trend.setpoint, "y", true);
    ctx.strokeStyle = colour("--ink");
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([7 * devicePixelRatio, 5 * devicePixelRatio]);
    stroke(ctx, bbox.left, y, bbox.left + bbox.width, y);
  }
  ctx.restore();
}

// What is not allowed is hatched: the line is read on plain ground.
function hatch(ctx, left, top, width, height) {
  if (height <= 0) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  for (let x = left - height; x < left + width; x += 9 * devicePixelRatio) {
    stroke(ctx, x, top + height, x + height, top);
  }
  ctx.restore();
}

function stroke(ctx, x1, y1, x2, y2) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

// Alarm: triangle; sterilisation: square; setpoint: diamond; person: circle; door: bar.
const SHAPES = {
  alarm: (ctx, x, y, r) => corners(ctx, [[x, y], [x - r, y - 2 * r], [x + r, y - 2 * r]]),
  cycle: (ctx, x, y, r) => ctx.rect(x - r, y - 2 * r, 2 * r, 2 * r),
  setpoint: (ctx, x, y, r) => corners(ctx, [[x, y], [x - r, y - r], [x, y - 2 * r], [x + r, y - r]]),
  act: (ctx, x, y, r) => ctx.arc(x, y - r, r, 0, 2 * Math.PI),
  door: (ctx, x, y, r) => ctx.rect(x - r / 3, y - 2 * r, (2 * r) / 3, 2 * r),
};

function corners(ctx, points) {
  points.forEach(([x, y], n) => (n ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.closePath();
}

function drawMarks(u) {
  const { ctx, bbox } = u;
  const r = 5 * devicePixelRatio;
  ctx.save();
  for (const mark of trend.marks) {
    const x = u.valToPos(mark.t, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = ctx.fillStyle = colour(mark.kind === "alarm" ? "--lost-mark" : "--ink");
    ctx.lineWidth = devicePixelRatio;
    if (mark.kind !== "door") stroke(ctx, x, bbox.top, x, bbox.top + bbox.height); // doors have bars
    ctx.beginPath();
    SHAPES[mark.kind](ctx, x, bbox.top, r);
    ctx.fill();
  }
  ctx.restore();
}

function read(u) {
  const put = (name, text) => (figure.querySelector(`.readout .${name}`).textContent = text);
  const pointer = figure.querySelector(".strip-cursor");
  const last = trend.mean.reduce((found, value, n) => (value === null ? found : n), -1);
  const n = u.cursor.idx ?? last;
  pointer.hidden = u.cursor.idx === null || u.cursor.idx === undefined;
  put("mark-text", "");
  if (n < 0) {
    for (const name of ["at", "value", "spread", "share"]) put(name, "");
    return;
  }
  const { low, high, mean } = trend;
  put("at", clock(trend.t[n]));
  put("value", mean[n] === null ? "\u2014" : `${shown(mean[n])} ${trend.unit}`);
  put("spread", mean[n] === null || high[n] === low[n] ? "" : `${shown(low[n])} \u2026 ${shown(high[n])}`);
  const share = trend.measured[n] >= 0.99 || n === trend.t.length - 1 ? "" : `${figure.dataset.measured} ${Math.round(trend.measured[n] * 100)} %`;
  put("share", [share, trend.imported[n] > 0 ? figure.dataset.imported : ""].filter(Boolean).join(" \u00b7 "));
  if (pointer.hidden) return;
  pointer.style.left = `${u.valToPos(trend.t[n], "x") + u.bbox.left / devicePixelRatio}px`;
  const near = trend.marks
    .map((mark) => [Math.abs(u.valToPos(mark.t, "x") - u.cursor.left), mark])
    .sort((a, b) => a[0] - b[0])[0];
  if (near && near[0] <= HAND_PX) put("mark-text", `${near[1].at} ${near[1].word}: ${near[1].text}`);
}

function options(width, height) {
  const ink = colour("--ink");
  const axis = { stroke: colour("--soft"), font: `14px ${getComputedStyle(document.body).fontFamily}`, grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 } };
  const edge = { width: 0, points: { show: false } };
  const line = { stroke: ink, width: 2, points: { size: 5, width: 0, fill: ink } };
  return {
    width,
    height,
    tzDate: local,
    padding: [14, 10, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 10, fill: ink } },
    scales: { x: { range: () => [trend.since, trend.until] }, y: { range: limits } },
    series: [
      {},
      { ...edge, stroke: colour("--line") },
      { ...edge, stroke: colour("--line") },
      { ...line, dash: [2, 3] },
      { ...line, ...(trend.unit === "%" ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}) }, // last, so that nothing lies on it
    ],
    bands: [{ series: [1, 2], fill: colour("--line") }],
    axes: [
      { ...axis, values: ticks, space: 70 },
      { ...axis, values: (_, splits) => splits.map((v) => String(+v.toFixed(2)).replace("-", "\u2212")), size: 54 },
    ],
    hooks: { drawAxes: [drawWanted], draw: [drawMarks], setCursor: [read], setData: [read] },
  };
}

function height() {
  const strips = figure.querySelectorAll(".strip").length;
  return Math.round(Math.min(480, Math.max(210, innerHeight * (strips ? 0.5 : 0.6))));
}

// What loggers read is a line of its own; a step that both read joins the two.
const columns = () => {
  const own = trend.mean.map((value, n) => (trend.imported[n] < 1 ? value : null));
  const loggers = trend.mean.map((value, n) => (trend.imported[n] > 0 ? value : null));
  return [trend.t, trend.high, trend.low, loggers, own];
};

function build() {
  plot?.destroy();
  const holder = figure.querySelector(".plot");
  holder.replaceChildren();
  plot = new uPlot(options(holder.clientWidth, height()), columns(), holder);
  touchable(plot);
  alignStrips();
  read(plot);
}

function touchable(u) {
  const at = (event) => {
    if (event.pointerType === "mouse") return;
    const box = u.over.getBoundingClientRect();
    u.setCursor({ left: event.clientX - box.left, top: event.clientY - box.top });
  };
  u.over.addEventListener("pointerdown", at);
  u.over.addEventListener("pointermove", at);
  u.over.tabIndex = 0;
  u.over.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const from = u.cursor.idx ?? trend.t.length - 1;
    const to = Math.min(trend.t.length - 1, Math.max(0, from + step));
    u.setCursor({ left: u.valToPos(trend.t[to], "x"), top: 10 });
  });
}

function alignStrips() {
  const left = plot.bbox.left / devicePixelRatio;
  const right = plot.width - left - plot.bbox.width / devicePixelRatio;
  for (const strip of figure.querySelectorAll(".strip")) {
    strip.style.paddingInlineStart = `${left}px`;
    strip.style.paddingInlineEnd = `${right}px`;
  }
}

function drawStrips() {
  for (const strip of trend.strips) {
    const node = [...figure.querySelectorAll(".strip")].find((each) => each.dataset.strip === strip.id);
    node?.querySelector(".on").setAttribute("d", strip.on);
    node?.querySelector(".unknown").setAttribute("d", strip.unknown);
    if (node) node.querySelector(".share").textContent = strip.share;
  }
}

// uPlot as it is published makes a global: a module can't import it.
function library() {
  return new Promise((loaded) => {
    const script = document.createElement("script");
    script.src = figure.dataset.library;
    script.onload = loaded;
    document.head.append(script);
  });
}

async function refresh() {
  let answer;
  try {
    answer = await fetch(figure.dataset.chart);
  } catch {
    return; // the server is away: the page says so elsewhere, and the next round draws again
  }
  if (!answer.ok) {
    figure.querySelector(".readout .mark-text").textContent = figure.dataset.failed;
    return;
  }
  trend = await answer.json();
  if (plot) plot.setData(columns());
  else build();
  drawStrips();
  figure.dataset.drawn = String(trend.until);
}

// The words of the page are those of the server: fetched again whole, put in place of the old ones.
// The address is one of an open page, so that it keeps no session alive.
async function renew(selector) {
  const old = document.querySelector(selector);
  let answer;
  try {
    answer = await fetch(`/parts${location.pathname}${location.search}`);
  } catch {
    return;
  }
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(selector);
  const open = [...old.querySelectorAll("details")].map((each) => each.open);
  fresh?.querySelectorAll("details").forEach((each, n) => (each.open = open[n] ?? false));
  if (fresh) old.replaceWith(document.importNode(fresh, true));
}

function every(seconds, act) {
  setInterval(() => document.hidden || act(), seconds * 1000);
}

if (figure) {
  await library();
  await refresh();
  every(trend?.refresh_s ?? 30, refresh);
  every(Math.max(60, trend?.refresh_s ?? 60), () => renew("#chart-words"));
  new ResizeObserver(() => {
    if (!plot) return;
    const width = figure.querySelector(".plot").clientWidth;
    if (width && width !== plot.width) plot.setSize({ width, height: height() });
    alignStrips();
  }).observe(figure);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => trend && build());
}
if (renewed) every(Number(renewed.dataset.renew), () => renew(`#${renewed.id}`));
