// Asks control for what a person pressed. The answer stays in the room until the next one.

import { whenHeld } from "./hold.js";
import { act, actAnew } from "./post.js";

const ANSWER_MS = 20_000;
const STOPS = ["stop", "abort"]; // never asleep: who pressed once may press again
const SAFER = [...STOPS, "off"]; // done anew at each press: somebody may have undone the first

const page = document.body.dataset;

// A room has its own form and answer, and so has a dialog; an alarm has its own reasons, and shares
// the rest of its page.
function asked(button) {
  const minutes = button.dataset.forMin;
  const operator = button.closest("dialog, [data-room], .alarm-page").querySelector("form.operator");
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

async function send(button) {
  const near = button.closest("dialog, .setpoints, [data-room], .alarm-page");
  const answer = near.querySelector(".told, .answer");
  const title = button.closest("[data-alarm]")?.querySelector("h3").textContent;
  const show = (is, text) => {
    answer.dataset.is = is;
    answer.textContent = title ? `${title}: ${text}` : text;
  };
  button.disabled = !STOPS.includes(button.dataset.act);
  show("waiting", page.sending);
  try {
    const told = asked(button);
    const ask = SAFER.includes(told.verb) ? actAnew : act;
    const { ok, said } = await ask("/api/v1/acts", told, ANSWER_MS);
    show(ok ? "good" : "attention", said[page.language] ?? said.detail);
    document.dispatchEvent(new CustomEvent("acted", { detail: said }));
  } catch {
    show("lost", page.unsent);
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
