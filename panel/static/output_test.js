// Tests of outputs: begun by a held button, watched until they are over, ended at any time.

import { find } from "./bind.js";
import { whenHeld } from "./hold.js";
import { inOurs, post } from "./post.js";

const ANSWER_MS = 20_000;
const LOOK_MS = 1000;
const BRISK_MS = 300; // while a test goes on
const LOOK_WITHIN_MS = 5000;

const words = document.body.dataset;
const page = document.querySelector(".output-tests");
const trial = page.querySelector("[data-trial]");
const answer = page.querySelector(":scope > .answer");
let timer;

function tell(is, text) {
  answer.dataset.is = is;
  answer.textContent = text;
}

function fill(root, view) {
  for (const node of root.querySelectorAll("[data-field]")) {
    const text = String(find(view, node.dataset.field));
    if (node.textContent !== text) node.textContent = text;
  }
  for (const node of root.querySelectorAll("[data-mark]")) node.dataset.is = find(view, node.dataset.mark).state;
}

function show({ outputs, test }) {
  for (const output of outputs) {
    const node = page.querySelector(`[data-output="${CSS.escape(output.id)}"]`);
    if (!node) continue;
    node.dataset.offers = output.offers;
    fill(node, output);
  }
  page.dataset.testing = trial.dataset.running = test?.running ?? "no";
  trial.hidden = !test;
  if (!test) return;
  fill(trial, test);
  trial.querySelector("progress").value = test.share;
}

async function look() {
  const response = await fetch(page.dataset.live, { cache: "no-store", signal: AbortSignal.timeout(LOOK_WITHIN_MS) });
  if (!response.ok) throw new Error(response.status);
  show(await response.json());
  page.dataset.known = "yes";
}

// What stands still while nothing arrives would be a lie.
async function follow() {
  clearTimeout(timer);
  if (!document.hidden) await look().catch(() => (page.dataset.known = "no"));
  timer = setTimeout(follow, trial.dataset.running === "yes" ? BRISK_MS : LOOK_MS);
}

async function send(address, told) {
  tell("waiting", page.dataset.asking);
  try {
    const { ok, said } = await post(address, told, ANSWER_MS);
    tell(ok ? "good" : "attention", ok ? "" : (said[words.language] ?? inOurs(said.detail)));
  } catch {
    tell("lost", page.dataset.unsaid);
  }
  await follow();
}

whenHeld(page, "[data-test]", (button) => {
  const { output } = button.closest("[data-output]").dataset;
  send("/api/v1/settings/outputs/test", { output, on: button.dataset.test === "on" });
});
page.addEventListener("click", (event) => {
  if (event.target.closest("[data-end]")) send("/api/v1/settings/outputs/end", {});
});

follow();
