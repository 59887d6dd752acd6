// A file as text: what is typed stays until it is saved, whatever becomes of the page meanwhile.

import { because, checked, forget, review } from "./settings.js";

const PROPOSED = "roomd.proposed"; // by a page that takes in a device: { file, text, why }

const area = document.querySelector("textarea[data-file]");
const { file } = area.dataset;
const DRAFT = `roomd.draft ${file}`;
const banner = document.querySelector("[data-draft]");
const saved = area.value;

function kept(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function keep() {
  if (area.value === saved) sessionStorage.removeItem(DRAFT);
  else sessionStorage.setItem(DRAFT, JSON.stringify({ text: area.value }));
}

function check() {
  const text = area.value;
  return review(async () => ({ ...(await checked("/api/v1/settings/check", { file, text })), file, text }));
}

function jump(line) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const height = parseFloat(getComputedStyle(area).lineHeight);
  area.scrollTop = Math.max(0, (line - 4) * height);
  area.scrollIntoView({ block: "center" });
}

function tellCursor() {
  const line = area.value.slice(0, area.selectionStart).split("\n").length;
  document.querySelector("[data-cursor]").textContent = document
    .querySelector(".review")
    .dataset.line.replace("{n}", line);
}

area.addEventListener("input", () => {
  keep();
  forget();
});
for (const kind of ["keyup", "click", "select"]) area.addEventListener(kind, tellCursor);

document.addEventListener("saved", () => sessionStorage.removeItem(DRAFT));

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.settings === "check") check();
  if (button?.dataset.settings === "discard") {
    area.value = saved;
    keep();
    banner.hidden = true;
    forget();
  }
  if (!button?.dataset.line) return;
  if (button.dataset.file === file) jump(Number(button.dataset.line));
  else location.assign(`/settings/files?file=${encodeURIComponent(button.dataset.file)}&line=${button.dataset.line}`);
});

const proposed = kept(PROPOSED);
const draft = kept(DRAFT);
if (proposed && proposed.file !== file) {
  location.replace(`/settings/files?file=${encodeURIComponent(proposed.file)}`);
} else if (proposed) {
  sessionStorage.removeItem(PROPOSED);
  area.value = proposed.text;
  because(proposed.why ?? "");
  keep();
  check();
} else if (draft && draft.text !== saved) {
  area.value = draft.text;
  banner.hidden = false;
}
const asked = Number(new URLSearchParams(location.search).get("line"));
if (asked > 0) jump(asked);
tellCursor();
