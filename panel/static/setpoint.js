// The dialog that changes a setpoint: steps, a keypad for fingers, how long. `acts.js` sends it.

import { standsFor } from "./told.js";

const text = (root, selector) => root.querySelector(selector).textContent;
const DIGITS = 1;

function fieldOf(dialog) {
  return dialog.querySelector("input.digits");
}

// What is typed counts only as a plain number within the range; the confirming button says it.
function check(dialog) {
  const typed = fieldOf(dialog).value.trim();
  const value = /^\d+(\.\d*)?$/.test(typed) ? Number(typed) : NaN;
  const [least, most] = [".least", ".most"].map((name) => Number(text(dialog, name)));
  const fits = value >= least && value <= most && text(dialog, ".least") !== "";
  const confirm = dialog.querySelector(".confirm");
  dialog.querySelector(".value").dataset.is = fits ? "good" : "attention";
  fieldOf(dialog).setAttribute("aria-invalid", String(!fits));
  confirm.disabled = !fits;
  confirm.dataset.value = String(value);
  confirm.querySelector(".to").textContent = fits ? String(value) : "\u2014";
  const today = text(dialog, ".today");
  const chosen = dialog.querySelector(".lasts :checked").value;
  const minutes = chosen === "today" ? today : chosen;
  if (minutes === "") delete confirm.dataset.forMin;
  else confirm.dataset.forMin = minutes;
}

// An end of the range is shown with one digit that still lies within it.
function rounded(inwards, value) {
  const tenths = value * 10 ** DIGITS;
  return inwards(Math.round(tenths * 1e6) / 1e6) / 10 ** DIGITS;
}

function step(dialog, by) {
  const [least, most] = [".least", ".most"].map((name) => Number(text(dialog, name)));
  const size = Number(dialog.dataset.step);
  const from = Number(fieldOf(dialog).value) || least;
  const next = (by > 0 ? Math.floor(from / size + 1e-6) : Math.ceil(from / size - 1e-6)) + by;
  const [lowest, highest] = [rounded(Math.ceil, least), rounded(Math.floor, most)];
  fieldOf(dialog).value = Math.min(highest, Math.max(lowest, next * size)).toFixed(DIGITS);
}

function press(dialog, key) {
  const field = fieldOf(dialog);
  if (dialog.dataset.fresh === "yes") field.value = key === "back" ? field.value : "";
  dialog.dataset.fresh = "no";
  if (key === "back") field.value = field.value.slice(0, -1);
  else if (field.value.length < field.maxLength) field.value += key;
}

function open(button) {
  const room = button.closest("[data-room]");
  const dialog = room.querySelector(`dialog[data-quantity="${button.dataset.opens}"]`);
  fieldOf(dialog).value = text(button.closest(".setpoint"), ".digits");
  const today = dialog.querySelector('.lasts [value="today"]');
  today.disabled = text(dialog, ".today") === "";
  dialog.querySelector(".lasts input").checked = true;
  const [outer, inner] = ["form.operator", "dialog form.operator"].map((name) => room.querySelector(name));
  if (outer && inner) {
    for (const name of ["who", "why"]) {
      dialog.querySelector("form.operator").elements[name].value = outer.elements[name].value;
    }
  }
  dialog.querySelector(".told").textContent = "";
  dialog.dataset.fresh = "yes";
  check(dialog);
  dialog.showModal();
  dialog.querySelector('[data-by="1"]').focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const dialog = button?.closest("dialog.choose");
  if (button?.dataset.opens) open(button);
  if (!dialog) return;
  if (button.dataset.by) {
    step(dialog, Number(button.dataset.by));
    dialog.dataset.fresh = "yes";
  }
  if (button.dataset.digit) press(dialog, button.dataset.digit);
  if (button.dataset.closes !== undefined) dialog.close();
  else if (!button.dataset.act) check(dialog);
});

// Which change is undone is known when the button is pressed: another one may have come since.
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest('[data-act="setpoint_undo"]');
    if (button) button.dataset.undoes = text(button.closest(".setpoint"), ".undo-id");
    const confirm = event.target.closest("dialog.choose .confirm");
    if (confirm) check(confirm.closest("dialog"));
  },
  true,
);

for (const dialog of document.querySelectorAll("dialog.choose")) {
  dialog.addEventListener("input", () => {
    dialog.dataset.fresh = "no";
    check(dialog);
  });
  fieldOf(dialog).addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by) {
      event.preventDefault();
      step(dialog, by);
      check(dialog);
    }
    if (event.key === "Enter") dialog.querySelector(".confirm").click();
  });
}

document.addEventListener("acted", ({ detail }) => {
  const dialog = document.querySelector("dialog.choose[open]");
  if (!dialog || !detail.accepted) return;
  const told = dialog.closest(".setpoints").querySelector(".told");
  told.dataset.is = "good";
  told.textContent = text(dialog, ".told");
  standsFor(told, "stop"); // a dialog has a stop button too
  dialog.close();
});
