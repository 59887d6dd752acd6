// What is about to be saved: checked, shown as a difference, saved.

import { inOurs, post } from "./post.js";
import { deeds, done, ifMatch, shown, tell } from "./settings_acts.js";

const ANSWER_MS = 60_000;
const HEAD = 2; // lines before the first hunk of a difference

const words = document.body.dataset;
const block = document.querySelector(".review");
const saving = block.querySelector("form.saving");
const comparing = block.querySelector("[data-settings=compare]");

let asking; // how what stands on the page is checked
let found; // what a check found sound: { file, text }
let turn = 0; // of what stands on the page: what was asked in an earlier one counts no more
let doubt = ""; // why nothing is saved before it was compared with what is there now

export let version = shown; // of the files that what stands on the page was made from

function findingOf(finding) {
  const line = document.createElement("li");
  line.dataset.is = finding.is_warning ? "attention" : "lost";
  const mark = document.createElement("i");
  mark.className = "mark";
  const text = document.createElement("button");
  text.type = "button";
  text.className = "button";
  text.dataset.file = finding.file;
  text.dataset.line = finding.line ?? "";
  text.textContent = finding[words.language];
  line.append(mark, text);
  return line;
}

function lineOf(text, place) {
  const line = document.createElement("span");
  const kind = place < HEAD || text.startsWith("@@") ? "head" : { "+": "new", "-": "old" }[text[0]];
  if (kind) line.className = kind;
  line.textContent = `${text}\n`;
  return line;
}

function show({ findings = [], difference = "" }) {
  block.querySelector(".findings").replaceChildren(...findings.map(findingOf));
  const lines = block.querySelector(".difference");
  lines.replaceChildren(...(difference ? difference.split("\n").map(lineOf) : []));
  lines.hidden = difference === "";
}

function doubted() {
  saving.hidden = true;
  comparing.hidden = false;
  tell(block, "attention", doubt);
}

// What was checked, or is being checked, is no longer what stands on the page.
export function forget() {
  turn += 1;
  if (!asking) return;
  found = undefined;
  saving.hidden = true;
  tell(block, "waiting", block.dataset.again);
}

// What stands on the page was made from other files than are there; returns what is said of that.
export function madeFrom(before) {
  if (before === shown) return "";
  version = before;
  doubt = block.dataset.changed;
  return doubt;
}

// `ask` posts what stands on the page and resolves to its answer, with the file and its text.
export async function review(ask) {
  turn += 1;
  const mine = turn;
  asking = ask;
  found = undefined;
  saving.hidden = comparing.hidden = true;
  tell(block, "waiting", block.dataset.checking);
  try {
    const { ok, said, file, text } = await ask();
    if (mine !== turn) return undefined;
    show(said);
    if (!ok) return tell(block, "attention", inOurs(said.detail));
    if (!said.is_sound) return tell(block, "attention", block.dataset.unsound);
    if (!said.difference) return tell(block, "good", block.dataset.same);
    if (doubt) return doubted();
    found = { file, text };
    saving.hidden = false;
    return tell(block, "good", block.dataset.sound);
  } catch {
    return mine === turn ? tell(block, "lost", words.unsent) : undefined;
  }
}

export function checked(address, told) {
  return post(address, told, ANSWER_MS);
}

// The reason that somebody else has for a text that is handed on to here.
export function because(why) {
  saving.elements.words.value = why;
}

async function save() {
  const why = saving.elements.words.value.trim() || saving.elements.why.value;
  if (!why) return tell(block, "attention", block.dataset.unreasoned);
  const { file, text } = found;
  const name = file.split("/").map(encodeURIComponent).join("/");
  tell(block, "waiting", block.dataset.saving);
  const { ok, status, said } = await post(`/api/v1/settings/files/${name}`, { text, why }, ANSWER_MS, {
    method: "PUT",
    ...ifMatch(version),
  });
  if (ok) {
    version = said.version;
    document.dispatchEvent(new CustomEvent("saved", { detail: text }));
    return location.reload();
  }
  if (said.findings) show(said);
  if (status !== 412) return tell(block, "attention", inOurs(said.detail));
  doubt = inOurs(said.detail);
  return doubted();
}

// Somebody else has saved: the same again, against what is there now.
deeds.compare = async () => {
  const answer = await fetch("/api/v1/settings/files", { signal: AbortSignal.timeout(ANSWER_MS) });
  const told = await answer.json();
  if (!answer.ok) return tell(block, "attention", inOurs(told.detail));
  version = told.version;
  doubt = "";
  return review(asking);
};

saving.addEventListener("submit", (event) => {
  event.preventDefault();
  if (found) done(save, block, saving.querySelector("button"));
});
