// A file as text: what is typed stays until it is saved, whatever becomes of the page meanwhile.

import { keep, kept } from "./kept.js";
import { because, checked, forget, madeFrom, review, version } from "./settings.js";

const PROPOSED = "roomd.proposed"; // by a page that takes in a device: { file, text, why, version }

const area = document.querySelector("textarea[data-file]");
const { file } = area.dataset;
const DRAFT = `roomd.draft ${file}`;
const banner = document.querySelector("[data-draft]");
const start = area.value;

function keepTyped(saved = start) {
  keep(DRAFT, area.value === saved ? null : { text: area.value, version });
}

function check() {
  return review(async () => {
    const text = area.value;
    return { ...(await checked("/api/v1/settings/check", { file, text })), file, text };
  });
}

function jump(line) {
  const lines = area.value.split("\n");
  const begin = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  area.focus();
  area.setSelectionRange(begin, begin + (lines[line - 1]?.length ?? 0));
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
  forget();
  keepTyped();
});
for (const kind of ["keyup", "click", "select"]) area.addEventListener(kind, tellCursor);

document.addEventListener("saved", (event) => keepTyped(event.detail));

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.settings === "check") check();
  if (button?.dataset.settings === "discard") {
    keep(DRAFT, null);
    location.reload(); // what is shown may be older than the file
  }
  if (!button?.dataset.line) return;
  if (button.dataset.file === file) jump(Number(button.dataset.line));
  else location.assign(`/settings/files?file=${encodeURIComponent(button.dataset.file)}&line=${button.dataset.line}`);
});

function takeUp(proposed) {
  keep(PROPOSED, null);
  area.value = proposed.text;
  because(proposed.why ?? "");
  madeFrom(proposed.version);
  keepTyped();
  check();
}

function goOn(draft) {
  area.value = draft.text;
  banner.hidden = false;
  const doubt = madeFrom(draft.version);
  if (!doubt) return;
  banner.querySelector("span").append(` ${doubt}`);
  check();
}

const proposed = kept(PROPOSED);
const draft = kept(DRAFT);
if (proposed && proposed.file !== file) {
  location.replace(`/settings/files?file=${encodeURIComponent(proposed.file)}`);
} else if (proposed) takeUp(proposed);
else if (draft && draft.text !== start) goOn(draft);
else keep(DRAFT, null);
const asked = Number(new URLSearchParams(location.search).get("line"));
if (asked > 0) jump(asked);
tellCursor();
