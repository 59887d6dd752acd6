// How long what control answered stands in a room: none outlives what it tells of.

const TOLD_MS = 30_000; // with live values: while there are none, nothing else says what went wrong
const LOOK_MS = 500;

const page = document.body.dataset;
const standing = new Map(); // answer -> its verb, until when, whether its room was seen stopped since

const isStopped = (answer) =>
  answer.closest("[data-room]")?.querySelector('.doing [data-is="stopped"]') != null;

export function standsFor(answer, verb) {
  if (!answer.matches(".answer, .halted, .setpoints > .told") || answer.closest(".alarm-page")) return;
  standing.set(answer, { verb, until: performance.now() + TOLD_MS, wasStopped: false });
}

// Somebody may end a stop elsewhere: "everything is stopped" goes with it.
function look() {
  const now = performance.now();
  for (const [answer, told] of standing) {
    if (["lost", "opening"].includes(page.link)) {
      told.until = now + TOLD_MS;
      continue;
    }
    const ended = told.verb === "stop" && told.wasStopped && !isStopped(answer);
    told.wasStopped ||= isStopped(answer);
    if (!ended && now < told.until) continue;
    standing.delete(answer);
    answer.textContent = "";
  }
}

setInterval(look, LOOK_MS);
