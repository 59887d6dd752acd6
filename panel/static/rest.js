// What the room's own panel does while nobody touches it: back to the face, never the same pixels,
// dark at night. Each new alarm wakes it, and while nobody has seen a grave one it stays awake.

const HOME_MS = 120_000;
const DARK_MS = 60_000;
const SHIFT_MS = 60_000;
const SHIFTS = [[0, 0], [2, 1], [3, 3], [1, 4], [-1, 3], [-3, 2], [-2, -1], [1, -2]]; // px

const page = document.body.dataset;
const isFace = location.pathname === "/";
let touched = performance.now();
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

function look() {
  const still = performance.now() - touched;
  if (!isFace && still > HOME_MS) location.assign("/");
  if (isFace && !unseen && still > DARK_MS) page.rest = "yes";
}

for (const kind of ["pointerdown", "keydown", "wheel"]) {
  addEventListener(kind, wake, { passive: true });
}
document.addEventListener("snapshot", ({ detail: { alarms } }) => {
  if (call >= 0 && alarms.call > call) wake();
  call = alarms.call;
  unseen = alarms.unseen === "yes";
});
if (isFace) setInterval(shift, SHIFT_MS);
setInterval(look, 1000);
