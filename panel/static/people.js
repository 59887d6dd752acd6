// Signing in, the keypad, accounts: forms and buttons that send texts, and the countdown of a PIN.

import { inOurs, post } from "./post.js";

const TICK_MS = 250;
const ANSWER_MS = 30_000; // a password takes time to check, and others may come first

const asker = document.querySelector(".asker[data-left-s]");
const countdown = asker?.querySelector(".countdown");

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

// What was refused for want of a PIN is asked again once it was typed; an act lets a PIN count on.
document.addEventListener("acted", async (event) => {
  if (event.detail.door) {
    location.assign(`${event.detail.door}?next=${encodeURIComponent(location.pathname)}`);
    return;
  }
  if (!asker) return;
  const answer = await fetch("/api/v1/session").catch(() => null);
  const told = answer?.ok ? await answer.json() : null;
  if (told?.left_s != null) ends = performance.now() + told.left_s * 1000;
});

// The server ends a session or a PIN by itself; the page only says so, and then shows what is left.
async function over() {
  ends = Infinity;
  const answer = await fetch("/api/v1/session").catch(() => null);
  const told = answer?.ok ? await answer.json() : null;
  if (told?.left_s) ends = performance.now() + told.left_s * 1000;
  else location.reload();
}

if (asker) {
  setInterval(() => {
    const left = Math.ceil((ends - performance.now()) / 1000);
    if (countdown && Number.isFinite(left)) countdown.textContent = `${Math.max(0, left)} s`;
    if (left < 0) over();
  }, TICK_MS);
}
