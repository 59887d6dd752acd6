// How large a millimetre is on the screen of the room's own panel: the configuration names its
// diagonal, the browser its pixels. Sizes for fingers in panel.css follow it.

const MM_PER_INCH = 25.4;
const root = document.documentElement;

function measure() {
  const mm = Math.hypot(screen.width, screen.height) / (root.dataset.diagonalInch * MM_PER_INCH);
  root.style.setProperty("--mm", `${mm}px`);
}

addEventListener("resize", measure); // turned, or another resolution
measure();
