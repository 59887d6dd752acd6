// Signing in, the keypad, accounts: forms and buttons that send texts, and the countdown of a PIN.

import { inOurs, post } from "./post.js";

const TICK_MS = 250;
const TOUCH_MS = 10_000; // between two words that somebody is at the screen
const ANSWER_MS = 30_000; // a password takes time to check, and others may come first

const asker = document.querySelector(".asker[data-left-s]");
const countdown = asker?.querySelector(".countdown");

let touched = -TOUCH_MS;
let ends = asker ? performance.now() + Number(asker.dataset.leftS) * 1000 : Infinity;

function answerOf(sender) {
  return sender.querySelector(".answer") ?? sender.closest("section").querySelector(".answer");
}

function bodyOf(sender) {
  const fields = sender.tagName === "FORM" ? new FormData(sender) : [];
  const whole = { ...JSON.parse(sender.dataset.body ?? "{}"), ...Object.fromEntries(fields) };
  return Object.fromEntries(Object.entries(whole).filter(([, text]) => text !== ""));
}

async function send(sender) {
  const answer = sender.closest(".asker") ? null : answerOf(sender);
  const buttons = sender.tagName === "FORM" ? [...sender.querySelectorAll("button")] : [sender];
  const show = (text) => answer && (answer.textContent = text);
  for (const button of buttons) button.disabled = true;
  show(document.body.dataset.sending);
  try {
    const { ok, said } = await post(sender.dataset.send, bodyOf(sender), ANSWER_MS);
    if (ok) {
      if (sender.dataset.next) location.assign(sender.dataset.next);
      else location.reload();
      return;
    }
    show(inOurs(said.detail));
  } catch {
    show(document.body.dataset.unsent);
  }
  for (const field of sender.querySelectorAll("[type=password]")) field.value = "";
  for (const button of buttons) button.disabled = false;
}

// What is pressed before this runs must wait: a browser alone would put a password into the address.
for (const button of document.querySelectorAll("form.people button:disabled")) button.disabled = false;

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.send) return;
  event.preventDefault();
  send(event.target);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-send]");
  if (button) send(button);
});

for (const key of document.querySelectorAll("[data-key]")) {
  const field = key.form.elements.pin;
  key.addEventListener("click", () => {
    if (key.dataset.key === "back") field.value = field.value.slice(0, -1);
    else if (field.value.length < field.maxLength) field.value += key.dataset.key;
  });
}

// Asks how many seconds a session or a PIN still counts; false where it is over.
async function counts(address, more) {
  const answer = await fetch(address, more).catch(() => null);
  const told = answer?.ok ? await answer.json() : null;
  if (told?.left_s) ends = performance.now() + told.left_s * 1000;
  return Boolean(told?.left_s);
}

// A touch lets a session and a PIN count on, as an act does; an old page stays as it is.
function touch() {
  if (performance.now() - touched < TOUCH_MS) return;
  touched = performance.now();
  const headers = { "Content-Type": "application/json", "X-Roomd-Token": document.body.dataset.token };
  counts("/api/v1/touched", { method: "POST", headers, body: "{}" });
}

function isFilled(field) {
  if (!field.checkVisibility()) return false;
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  const usual = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(0, usual);
}

// What somebody is at is not taken away: what it sends is refused then, and leads to the door.
function isAtWork() {
  const fields = document.querySelectorAll("input, select, textarea");
  return document.querySelector("dialog[open]") !== null || [...fields].some(isFilled);
}

// The server ends a session or a PIN by itself; the page only says so, and then shows what is left.
async function over() {
  ends = Infinity;
  if (!(await counts("/api/v1/session"))) location.reload();
}

if (asker) {
  document.addEventListener("acted", () => counts("/api/v1/session"));
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touch, { passive: true });
  setInterval(() => {
    const seconds = Math.ceil((ends - performance.now()) / 1000);
    if (countdown && Number.isFinite(seconds)) countdown.textContent = `${Math.max(0, seconds)} s`;
    if (seconds < 0 && !isAtWork()) over();
  }, TICK_MS);
}
