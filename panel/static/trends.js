// Draws the sparklines; the server makes the paths. A drawing stays until there is a newer one.

async function draw(figure) {
  const caption = figure.querySelector(".caption");
  let answer;
  try {
    answer = await fetch(figure.dataset.trend);
  } catch {
    return; // the server is away: the page says so elsewhere, and the next round draws again
  }
  caption.textContent = answer.ok ? caption.dataset.usual : document.body.dataset.noTrend;
  if (!answer.ok) return;
  const trend = await answer.json();
  const svg = figure.querySelector("svg");
  svg.querySelector(".line").setAttribute("d", trend.sparkline.line);
  svg.querySelector(".band").setAttribute("d", trend.sparkline.band);
  svg.setAttribute("aria-label", trend.text);
  figure.querySelector(".low").textContent = trend.low;
  figure.querySelector(".high").textContent = trend.high;
}

export async function drawTrends() {
  for (const figure of document.querySelectorAll("[data-trend]")) await draw(figure);
}
