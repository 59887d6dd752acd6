// Draws the sparklines, all from one answer; the server makes the paths. A drawing stays until there
// is a newer one.

function draw(figure, trend) {
  const svg = figure.querySelector("svg");
  svg.querySelector(".line").setAttribute("d", trend.line);
  svg.querySelector(".band")?.setAttribute("d", trend.band);
  svg.setAttribute("aria-label", trend.text);
  for (const name of ["low", "high"]) {
    const node = figure.querySelector(`.${name}`);
    if (node) node.textContent = trend[name];
  }
  const bar = figure.closest(".big")?.querySelector(".bar-of");
  if (bar) haunt(bar, Number(trend.low), Number(trend.high));
}

// Where the value was within the day, behind where it is now.
function haunt(bar, low, high) {
  const { low: start, high: end } = bar.dataset;
  const share = (value) => Math.min(1, Math.max(0, (value - start) / (end - start))) * 100;
  const ghost = bar.querySelector(".ghost");
  const known = Number.isFinite(low) && Number.isFinite(high);
  ghost.setAttribute("x", known ? share(low) : 0);
  ghost.setAttribute("width", known ? share(high) - share(low) : 0);
}

export async function drawTrends() {
  const figures = [...document.querySelectorAll("[data-spark]")];
  if (!figures.length) return;
  let answer;
  try {
    answer = await fetch(`/api/v1/sparklines?lang=${document.body.dataset.language}`);
  } catch {
    return; // the server is away: the page says so elsewhere, and the next round draws again
  }
  for (const caption of document.querySelectorAll("[data-spark] .caption")) {
    caption.textContent = answer.ok ? caption.dataset.usual : document.body.dataset.noTrend;
  }
  if (!answer.ok) return;
  const trends = await answer.json();
  for (const figure of figures) {
    const trend = trends[figure.dataset.spark];
    if (trend) draw(figure, trend);
  }
}
