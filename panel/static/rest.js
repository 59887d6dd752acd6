// What the room's own panel does while nobody touches it: back to the face, never the same pixels,
// dark at night. Each new alarm wakes it, and while nobody has seen a grave one it stays awake.
// A long touch opens no menu: "open in a new window" would cover the panel for good.

import { keep, kept } from "./kept.js";

const KEY = "roomd.still";
const HOME_MS = 120_000;
const KNOCK_MS = 10_000;
const DARK_MS = 60_000;
const SHIFT_MS = 60_000;
const SHIFTS = [[0, 0], [2, 1], [3, 3], [1, 4], [-1, 3], [-3, 2], [-2, -1], [1, -2]]; // px

const page = document.body.dataset;
const isFace = location.pathname === "/";
const home = page.home ?? "/"; // with the language of the site, where this page has another one
let knocked = performance.now();
let touched = knocked - (kept(KEY) ?? 0); // a page that comes by itself was not touched by that
let call = -1; // the number of the newest alarm heard of
let unseen = false;
let turn = 0;

function wake() {
  touched = performance.now();
  page.rest = "no";
}

function shift() {
  const [x, y] = SHIFTS[turn++ % SHIFTS.length];
  document.body.style.translate = `${x}px ${y}px`;
}

// An error page of the browser would never go home again: it is left alone while nobody answers.
async function goHome(now) {
  knocked = now;
  const alive = { cache: "no-store", signal: AbortSignal.timeout(KNOCK_MS) };
  const answer = await fetch("/livez", alive).catch(() => null);
  if (answer?.ok && touched < now) location.assign(home);
}

function look() {
  const now = performance.now();
  const still = now - touched;
  const isAway = !isFace || home !== "/";
  if (isAway && still > HOME_MS && now - knocked > KNOCK_MS) goHome(now);
  if (isFace && !unseen && still > DARK_MS) page.rest = "yes";
}

for (const kind of ["pointerdown", "keydown", "wheel"]) {
  addEventListener(kind, wake, { passive: true });
}
addEventListener("contextmenu", (event) => event.preventDefault());
document.addEventListener("snapshot", ({ detail: { alarms } }) => {
  if (call >= 0 && alarms.call > call) wake();
  call = alarms.call;
  unseen = alarms.unseen === "yes";
});
addEventListener("pagehide", () => keep(KEY, performance.now() - touched));
if (isFace) setInterval(shift, SHIFT_MS);
setInterval(look, 1000);
