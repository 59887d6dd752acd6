// Records: types into the search by touch, sends what a person does, and shows the page anew after it.

import { goThrough } from "./door.js";
import { act, inOurs } from "./post.js";

const ACTS = "/api/v1/records/acts";
const ANSWER_MS = 30_000;
const ROOMY_PX = 700; // of a screen that has a place for keys and answers

const answer = document.querySelector(".archive .answer");
const operator = document.querySelector(".archive form.operator");

let turn = Promise.resolve(); // a scanner is faster than a disk: one act after the other

// A later field of the same name wins where it says something: a phrase, then free words.
function asked(form) {
  const told = { verb: form.dataset.verb, who: operator?.elements.who.value.trim() ?? "" };
  if (form.dataset.keys) told.keys = JSON.parse(form.dataset.keys);
  for (const [name, value] of new FormData(form)) {
    const [outer, inner] = name.split(".");
    if (inner === undefined) told[outer] = value.trim() || told[outer] || "";
    else told[outer] = { ...told[outer], ...(value.trim() ? { [inner]: value.trim() } : {}) };
  }
  return told;
}

// What a form would do, in words: to what, its button, and what was chosen.
function described(form) {
  const texts = [...form.elements].map((field) => {
    if (!field.name || field.type === "hidden" || !field.value.trim()) return "";
    if (field.type === "radio") return field.checked ? field.closest("label").innerText : "";
    return field.selectedOptions?.[0].text ?? field.value;
  });
  const title = document.querySelector(".archive h2");
  const parts = [title?.innerText, form.querySelector("button.do")?.innerText, ...texts];
  return parts.map((text) => text?.replace(/\s+/g, " ").trim()).filter(Boolean).join(" \u00b7 ");
}

function show(is, text) {
  answer.dataset.is = is;
  answer.textContent = text;
}

async function send(told, what) {
  show("waiting", answer.dataset.sending);
  let done;
  try {
    const { ok, said } = await act(ACTS, told, ANSWER_MS);
    if (said.door) return goThrough(said.door, { address: ACTS, told, what });
    done = ok ? told.verb : undefined;
    show(ok ? "good" : "attention", said[document.body.dataset.language] ?? inOurs(said.detail));
  } catch {
    show("lost", answer.dataset.unsent);
    return;
  }
  await refresh(done);
}

// What a person has opened and begun to fill in stays so, and what was refused can be mended.
function carry(part, other, done) {
  for (const form of part.querySelectorAll("details[open] > form.record-act")) {
    const { verb } = form.dataset;
    const fresh = other.querySelector(`details > form.record-act[data-verb="${verb}"]`);
    if (verb === done || !fresh) continue;
    fresh.parentNode.open = true;
    for (const { name, type, value, checked } of form.elements) {
      const same = [...fresh.elements].filter((field) => field.name === name && field.type === type);
      if (type === "radio") for (const field of same) field.checked ||= checked && field.value === value;
      else if (name && same.length) same[0].value = value;
    }
  }
}

// The server writes the page; what it marks as kept (the field of the scanner) stays as it is.
async function refresh(done) {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const focused = document.activeElement;
  for (const part of document.querySelectorAll("[data-refreshed]")) {
    const other = fresh.getElementById(part.id);
    if (!other) continue;
    for (const kept of other.querySelectorAll("[data-kept]")) {
      const ours = document.getElementById(kept.id);
      if (ours) kept.replaceWith(document.adoptNode(ours));
    }
    carry(part, other, done);
    part.replaceChildren(...other.childNodes);
  }
  if (focused?.isConnected && focused !== document.body) focused.focus();
  else focus();
}

// Where a scanner should type.
function focus() {
  document.querySelector("[data-focused]")?.focus();
}

focus();

document.addEventListener("acted", () => refresh()); // what was done in another way than here

document.addEventListener("submit", (event) => {
  if (event.target.matches("form.operator")) event.preventDefault();
  if (!event.target.matches("form.record-act")) return;
  event.preventDefault();
  const [told, what] = [asked(event.target), described(event.target)];
  for (const field of event.target.querySelectorAll("[data-cleared]")) field.value = "";
  const button = event.target.querySelector("button.do");
  if (button) button.disabled = true;
  turn = turn.then(() => send(told, what)).finally(() => button && (button.disabled = false));
});

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  if (step) {
    const field = step.parentNode.querySelector("input");
    const next = (Number.parseInt(field.value, 10) || 0) + Number(step.dataset.step);
    field.value = next > 0 ? next : "";
  }
  const sets = event.target.closest("[data-sets]");
  if (sets) sets.form.elements[sets.dataset.sets].value = sets.dataset.value;
});

// A scanner ends with Enter: in a field of a form it must not send what is only half told.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key === "Enter" && field.matches?.(".fields input")) event.preventDefault();
});

function erase(field) {
  const { selectionStart: start, selectionEnd: end } = field;
  field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
}

const search = document.querySelector("form.ask");
if (search) {
  const field = search.elements.q;
  const keyboard = search.querySelector(".keyboard");
  const keys = search.querySelector(".keys");
  keyboard.hidden = false;
  keyboard.open ||= innerHeight >= ROOMY_PX;
  field.select();
  keys.addEventListener("click", (event) => {
    const key = event.target.closest("[data-types]")?.dataset.types;
    if (key === undefined) return;
    if (key === "clear") field.value = "";
    else if (key === "back") erase(field);
    else field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
  });
  keys.addEventListener("pointerdown", (event) => event.preventDefault()); // the scanner types on
  for (const select of search.querySelectorAll("select")) {
    select.addEventListener("change", () => search.requestSubmit());
  }
  // What is not chosen has no place in the address.
  search.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
  });
}
