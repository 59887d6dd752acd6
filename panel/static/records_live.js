// The sources of records as they are now, and what a person at the room's own panel does with them.

import { find } from "./bind.js";
import { goThrough } from "./door.js";
import { whenHeld } from "./hold.js";
import { act, inOurs } from "./post.js";

const LOOK_MS = 2000;
const LOOK_WITHIN_MS = 5000;
const ANSWER_MS = 310_000; // taking a hundred thousand records out of the index takes time

const words = document.body.dataset;
const page = document.querySelector(".sync-page");
const answer = page.querySelector(".answer");
const cards = () => [...page.querySelectorAll("[data-source-card]")];

function fill(root, view) {
  for (const node of root.querySelectorAll("[data-field]")) {
    const text = find(view, node.dataset.field);
    if (node.textContent !== text) node.textContent = text;
  }
  for (const node of root.querySelectorAll("[data-mark]")) {
    node.dataset.is = view[node.dataset.mark].state;
  }
}

function show(card, source) {
  card.dataset.running = source.running;
  fill(card, source);
  const bar = card.querySelector("progress");
  if (source.share === null) bar.removeAttribute("value");
  else bar.value = source.share;
}

// What is held, and the list of runs, are drawn by the server: only when they are others.
async function redraw() {
  const response = await fetch(location.href, { signal: AbortSignal.timeout(LOOK_WITHIN_MS) });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const selector of [...cards().map((card) => card.dataset.sourceCard)]) {
    const query = `[data-source-card="${CSS.escape(selector)}"]`;
    const [was, is] = [page.querySelector(query), fresh.querySelector(query)];
    if (is && was.dataset.held !== is.dataset.held) was.replaceWith(document.adoptNode(is));
  }
  const runs = fresh.querySelector(".runs");
  if (runs) page.querySelector(".runs").replaceWith(document.adoptNode(runs));
}

function doubt() {
  for (const node of page.querySelectorAll(".source > header .word")) {
    node.dataset.is = "lost";
    node.querySelector("[data-field]").textContent = words.lostWord;
  }
  page.dataset.known = "no";
}

async function look() {
  if (document.hidden) return;
  try {
    const response = await fetch(page.dataset.live, {
      cache: "no-store",
      signal: AbortSignal.timeout(LOOK_WITHIN_MS),
    });
    if (!response.ok) throw new Error(response.status);
    const view = await response.json();
    page.dataset.known = "yes";
    const fresh = document.querySelector(".fresh");
    fresh.dataset.is = view.fresh.state;
    fill(fresh, view);
    let isOther = false;
    for (const source of view.sources) {
      const card = cards().find((one) => one.dataset.sourceCard === source.id);
      if (!card) continue;
      const hasEnded = card.dataset.running === "yes" && source.running === "no";
      isOther ||= hasEnded || card.dataset.held !== source.held;
      show(card, source);
    }
    if (isOther) await redraw();
  } catch {
    doubt();
  }
}

async function follow() {
  await look();
  setTimeout(follow, LOOK_MS);
}

function tell(is, text) {
  answer.dataset.is = is;
  answer.textContent = text;
}

function asked(button) {
  const { ask, source, digest } = button.dataset;
  const why = button.closest("form")?.querySelector("[name=why]:checked")?.value ?? "";
  const who = page.querySelector("form.operator [name=who]")?.value.trim() ?? "";
  return { verb: ask, source, digest: digest ?? "", who, why };
}

async function send(button) {
  const name = button.closest("[data-source-card]").querySelector("h3").firstChild.textContent.trim();
  button.disabled = true;
  tell("waiting", `${name}: ${page.dataset.asking}`);
  try {
    const { ok, said } = await act("/api/v1/records/sync", asked(button), ANSWER_MS);
    if (said.door) return goThrough(said.door); // how it stands then may be another thing
    tell(ok ? "good" : "attention", `${name}: ${said[words.language] ?? inOurs(said.detail)}`);
  } catch {
    tell("lost", `${name}: ${page.dataset.unsaid}`);
  } finally {
    button.disabled = false;
  }
  await look();
}

// A decision has a reason.
function isReasoned(button) {
  if (button.closest("form").querySelector("[name=why]:checked")) return true;
  tell("attention", page.dataset.unreasoned);
  return false;
}

const asking = (event) => event.target.closest?.("[data-ask]");
whenHeld(page, "[data-ask][data-hold]", send, isReasoned);
page.addEventListener("click", (event) => {
  const button = asking(event);
  if (button && !button.disabled && !("hold" in button.dataset)) send(button);
});
page.addEventListener("submit", (event) => event.preventDefault());

follow();
