// Asks control for what a person pressed. The answer stands beside it for a while.

import { goThrough } from "./door.js";
import { whenHeld } from "./hold.js";
import { act, actAnew, inOurs } from "./post.js";
import { standsFor } from "./told.js";

const ANSWER_MS = 20_000;
const STOP_MS = 4000; // one scan and some: who presses a stop in need must learn soon that it fails
const STOPS = ["stop", "abort"]; // never asleep: who pressed once may press again
const SAFER = [...STOPS, "off"]; // done anew at each press: somebody may have undone the first

const page = document.body.dataset;

// A room has its own form and answer, and so has a dialog; an alarm has its own reasons, and shares
// the rest of its page.
function asked(button) {
  const minutes = button.dataset.forMin;
  const operator = button.closest("dialog, [data-room], .alarm-page")?.querySelector("form.operator");
  const alarm = button.closest("[data-alarm]");
  const why = alarm ? alarm.querySelector("[name=why]:checked") : operator?.elements.why;
  return {
    verb: button.dataset.act,
    subject: alarm?.dataset.alarm ?? button.dataset.subject,
    for_min: minutes === undefined ? null : Number(minutes),
    who: operator?.elements.who.value.trim() ?? "",
    why: why?.value ?? "",
    value: button.dataset.value === undefined ? undefined : Number(button.dataset.value),
    undoes: button.dataset.undoes,
  };
}

// What a button would do, in words: where, on what, the button itself, for how long and why.
function described(button, told) {
  const near = button.closest("dialog, .setpoint, .output, .programme, .alarm, .room");
  const room = near?.closest("dialog, .room") === near ? undefined : button.closest(".room");
  const named = ["h2, h3, h4, .name", ".about"].map((name) => near?.querySelector(name));
  const lasts = near?.querySelector(".lasts :checked")?.closest("label");
  const parts = [room?.querySelector("h2"), ...named, button, lasts];
  const texts = [...parts.map((part) => part?.innerText), told.why];
  return texts.map((text) => text?.replace(/\s+/g, " ").trim()).filter(Boolean).join(" \u00b7 ");
}

async function send(button) {
  const near = button.closest("dialog, .setpoints, [data-room], .halt-room, .alarm-page");
  const answer = near.querySelector(".told, .answer, .halted");
  const title = button.closest("[data-alarm]")?.querySelector("h3").textContent;
  const show = (is, text) => {
    answer.dataset.is = is;
    answer.textContent = title ? `${title}: ${text}` : text;
    standsFor(answer, button.dataset.act);
  };
  const stops = STOPS.includes(button.dataset.act);
  button.disabled = !stops;
  if (page.link === "lost") show("lost", page.unsent); // what gets through all the same says so
  else show("waiting", page.sending);
  try {
    const told = asked(button);
    const ask = SAFER.includes(told.verb) ? actAnew : act;
    const { ok, said } = await ask("/api/v1/acts", told, stops ? STOP_MS : ANSWER_MS);
    if (said.door) {
      const what = described(button, told);
      const isHeld = button.dataset.hold !== undefined;
      return goThrough(said.door, isHeld ? undefined : { address: "/api/v1/acts", told, what });
    }
    show(ok ? "good" : "attention", said[page.language] ?? inOurs(said.detail));
    document.dispatchEvent(new CustomEvent("acted", { detail: said }));
  } catch (error) {
    show("lost", (error.name === "TimeoutError" && page.unheard) || page.unsent);
  } finally {
    button.disabled = false;
  }
}

whenHeld(document, "[data-act][data-hold]", send);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]:not([data-hold])");
  if (button && !button.disabled) send(button);
});
for (const form of document.querySelectorAll("form.operator")) {
  form.addEventListener("submit", (event) => event.preventDefault());
}
