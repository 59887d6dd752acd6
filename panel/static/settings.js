// What is about to be saved: checked, shown as a difference, saved, taken back, put into use.

import { post } from "./post.js";

const CHECK_MS = 60_000;
const LOOK_MS = 1000;
const LOOKS = 90;

const words = document.body.dataset;
const acts = document.querySelector(".settings-acts");
const block = document.querySelector(".review");
const saving = block?.querySelector("form.saving");

let asking; // how what stands on the page is checked
let found; // what a check found sound: { file, text }
let version = acts.dataset.version;

function inOurs(detail) {
  const parts = (detail ?? "").split(" / ");
  const half = Math.ceil(parts.length / 2);
  return (words.language === "zh" ? parts.slice(0, half) : parts.slice(half)).join(" / ") || detail;
}

function tell(section, is, text) {
  const answer = section.querySelector(".answer");
  answer.dataset.is = is;
  answer.textContent = text;
}

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

function lineOf(text) {
  const line = document.createElement("span");
  const kind = /^(---|\+\+\+|@@)/.test(text) ? "head" : { "+": "new", "-": "old" }[text[0]];
  if (kind) line.className = kind;
  line.textContent = `${text}\n`;
  return line;
}

function show({ findings = [], difference = "" }) {
  block.querySelector(".findings").replaceChildren(...findings.map(findingOf));
  const shown = block.querySelector(".difference");
  shown.replaceChildren(...(difference ? difference.split("\n").map(lineOf) : []));
  shown.hidden = difference === "";
}

// What was checked is no longer what stands on the page.
export function forget() {
  if (!found) return;
  found = undefined;
  saving.hidden = true;
  tell(block, "waiting", block.dataset.again);
}

// `ask` posts what stands on the page and resolves to its answer, with the file and its text.
export async function review(ask) {
  asking = ask;
  found = undefined;
  saving.hidden = true;
  block.querySelector("[data-settings=compare]").hidden = true;
  tell(block, "waiting", block.dataset.checking);
  try {
    const { ok, said, file, text } = await ask();
    show(said);
    if (!ok) return tell(block, "attention", inOurs(said.detail));
    if (!said.is_sound) return tell(block, "attention", block.dataset.unsound);
    if (!said.difference) return tell(block, "good", block.dataset.same);
    found = { file, text };
    saving.hidden = false;
    return tell(block, "good", block.dataset.sound);
  } catch {
    return tell(block, "lost", words.unsent);
  }
}

export function checked(address, told) {
  return post(address, told, CHECK_MS);
}

// The reason that somebody else has for a text that is handed on to here.
export function because(why) {
  saving.elements.words.value = why;
}

async function save() {
  const why = saving.elements.words.value.trim() || saving.elements.why.value;
  if (!why) return tell(block, "attention", acts.dataset.unreasoned);
  const { file, text } = found;
  const name = file.split("/").map(encodeURIComponent).join("/");
  tell(block, "waiting", block.dataset.saving);
  const { ok, status, said } = await post(`/api/v1/settings/files/${name}`, { text, why }, CHECK_MS, {
    method: "PUT",
    headers: { "If-Match": `"${version}"` },
  });
  if (ok) {
    document.dispatchEvent(new CustomEvent("saved"));
    return location.reload();
  }
  if (said.findings) show(said);
  block.querySelector("[data-settings=compare]").hidden = status !== 412;
  if (status === 412) saving.hidden = true;
  return tell(block, "attention", inOurs(said.detail));
}

// Somebody else has saved: the same again, against what is there now.
async function compare() {
  const answer = await fetch("/api/v1/settings/files", { signal: AbortSignal.timeout(CHECK_MS) });
  const told = await answer.json();
  if (!answer.ok) return tell(block, "attention", inOurs(told.detail));
  version = told.version;
  return review(asking);
}

async function undo() {
  const { ok, said } = await post("/api/v1/settings/undo", {}, CHECK_MS, {
    headers: { "If-Match": `"${version}"` },
  });
  if (!ok) return tell(acts, "attention", inOurs(said.detail));
  return location.reload();
}

async function restart() {
  const { ok, said } = await post("/api/v1/settings/restart", {}, CHECK_MS);
  if (!ok) return tell(acts, "attention", inOurs(said.detail));
  tell(acts, "waiting", acts.dataset.restarting);
  for (let look = 0; look < LOOKS; look += 1) {
    await new Promise((done) => setTimeout(done, LOOK_MS));
    const answer = await fetch("/api/v1/session", { signal: AbortSignal.timeout(5 * LOOK_MS) }).catch(() => null);
    const told = answer?.ok ? await answer.json().catch(() => null) : null;
    if (told && !told.name) return location.assign("/sign-in?next=/settings");
  }
  return tell(acts, "lost", acts.dataset.late);
}

const DEEDS = { compare, undo, restart };

async function done(deed, section, button) {
  button.disabled = true;
  try {
    await deed();
  } catch {
    tell(section, "lost", words.unsent);
  } finally {
    button.disabled = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-settings]");
  const deed = DEEDS[button?.dataset.settings];
  if (deed) done(deed, button.closest("section"), button);
});

saving?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (found) done(save, block, saving.querySelector("button"));
});
