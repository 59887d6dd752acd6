// Keeps the page true: live events, and a page that says so when they stay away.

import { apply, disown } from "./bind.js";
import { inOurs, post } from "./post.js";
import { drawTrends } from "./trends.js";

const TICK_MS = 250;
const LOST_MS = 4500; // scans come each second; with the tick the page is grey within 5 s
const RETRY_MS = 5000;
const POLL_MS = 5000; // where there is no place for one more stream of events
const POLLS = 12; // before it is looked again whether there is one
const STUCK_MS = 60_000; // the server answers, but this page gets nothing: start again
const KNOCK_MS = 10_000;
const TRENDS_MS = 60_000;
const SEEN_MS = 30_000;
const SEEN_WITHIN_MS = 20_000;

const page = document.body.dataset;
const banner = document.querySelector(".banner");
const link = document.querySelector(".link");
const crowd = document.querySelector(".crowd");

let source = null;
let seq; // of the newest scan seen; the same scan again is no news
let heard = performance.now();
let tried = heard;
let knocked = heard;
let seen = -SEEN_MS;
let polls = 0; // left until the next look for a place; 0 while the events come
let polled = 0;

function show(state) {
  if (page.link === state) return;
  const returns = page.link === "lost";
  page.link = state;
  link.dataset.is = state === "live" ? "good" : state === "lost" ? "lost" : "waiting";
  banner.hidden = state !== "lost";
  if (state === "lost") doubt();
  if (returns) drawTrends();
}

function doubt() {
  disown(page.lostWord, page.lostEntry);
  document.title = page.lostTitle;
}

function receive(view) {
  if (view.build !== page.build) {
    location.reload(); // the server was updated or has another configuration
    return;
  }
  apply(view);
  document.dispatchEvent(new CustomEvent("snapshot", { detail: view }));
  document.title = view.title;
  if (view.seq !== seq) {
    seq = view.seq;
    heard = performance.now();
    show("live");
    beat();
  } else if (page.link === "lost") {
    doubt();
  }
}

// The room's own panel says which frame it draws: a screen that is dark or hangs sends nothing.
function beat() {
  if (!page.seen || document.hidden || heard - seen < SEEN_MS) return;
  seen = heard;
  const drawn = { seq };
  requestAnimationFrame(() => post(page.seen, drawn, SEEN_WITHIN_MS).catch(() => {}));
}

function open() {
  source?.close();
  source = new EventSource(page.events);
  source.onmessage = ({ data }) => {
    polls = 0;
    crowd.hidden = true;
    receive(JSON.parse(data));
  };
  source.onerror = refused;
  tried = performance.now();
}

function close() {
  source?.close();
  source = null;
}

// A refusal of the events has no text for a script: what was said is asked for once more. Where the
// session is over the page must say that; where too many look, this one asks now and then.
async function refused({ target }) {
  if (target !== source || target.readyState !== EventSource.CLOSED) return;
  const answer = await ask(page.events);
  if (answer?.status === 401) location.reload();
  if (answer?.status === 503) {
    const { detail } = await answer.json();
    crowd.textContent = `${inOurs(detail)} ${page.polled}`;
    crowd.hidden = false;
    polls = POLLS;
  } else {
    answer?.body?.cancel(); // a stream, which nobody reads
  }
}

function ask(address) {
  const signal = AbortSignal.timeout(POLL_MS);
  const headers = { Accept: "application/json" };
  return fetch(address, { cache: "no-store", signal, headers }).catch(() => null);
}

async function poll() {
  polled = performance.now();
  polls -= 1;
  if (polls === 0) open();
  const answer = await ask(page.events.replace("/events", "/api/v1/snapshot"));
  if (answer?.status === 401) location.reload();
  const view = answer?.ok ? await answer.json().catch(() => null) : null;
  if (view) receive(view);
}

async function knock() {
  const answer = await ask("/livez");
  if (answer?.ok || answer?.status === 401) location.reload(); // else a reload would only lose the page
}

function tell(silent) {
  const cut = !polls && source?.readyState !== EventSource.OPEN;
  const seconds = Math.floor(silent / 1000);
  const text = seconds < 120 ? (cut ? page.cut : page.silent) : cut ? page.cutLong : page.silentLong;
  banner.textContent = text.replace("{n}", seconds < 120 ? seconds : Math.floor(seconds / 60));
}

function tick() {
  if (document.hidden) return;
  const now = performance.now();
  const silent = now - heard;
  if (polls && now - polled > POLL_MS) poll();
  if (silent < LOST_MS + (crowd.hidden ? 0 : POLL_MS)) return;
  show("lost");
  tell(silent);
  if (now - tried > RETRY_MS) open();
  if (silent > STUCK_MS && now - knocked > KNOCK_MS) {
    knocked = now;
    knock();
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) close();
  else open();
});

open();
drawTrends();
setInterval(tick, TICK_MS);
setInterval(() => document.hidden || drawTrends(), TRENDS_MS);
