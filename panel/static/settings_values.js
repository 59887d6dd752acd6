// Values by taps: steppers, choices, back to what is usual. Nothing is saved before it was checked.

import { checked, forget, review } from "./settings.js";

const MINUS = "\u2212";
const USUAL = null; // the value is taken out of the file

const checking = document.querySelector("[data-settings=check]");
const changes = new Map(); // path as text -> the new value

function number(text) {
  return text === "" ? undefined : Number(text);
}

function startOf(setting) {
  return JSON.parse(setting.dataset.start);
}

function decimalsOf(step) {
  return (String(step).split(".")[1] ?? "").length;
}

function shown(value) {
  return value === null ? "\u2014" : String(value).replace("-", MINUS);
}

function nowOf(setting) {
  const { path } = setting.dataset;
  const changed = changes.get(path);
  return changes.has(path) && changed !== USUAL ? changed : startOf(setting);
}

function put(setting, value) {
  const { path } = setting.dataset;
  if (value !== USUAL && value === startOf(setting)) changes.delete(path);
  else changes.set(path, value);
  setting.classList.toggle("changed", changes.has(path));
  setting.classList.toggle("usual", changes.get(path) === USUAL);
  setting.querySelector("[data-back]").hidden = !changes.has(path);
  checking.disabled = changes.size === 0;
  forget();
}

function step(setting, by) {
  const { dataset } = setting;
  const size = Number(dataset.step);
  const least = number(dataset.least) ?? -Infinity;
  const most = number(dataset.most) ?? Infinity;
  const from = nowOf(setting) ?? Math.max(0, least);
  const exact = Number((from + by * size).toFixed(Math.max(decimalsOf(size), decimalsOf(from))));
  const value = Math.min(most, Math.max(least, exact));
  put(setting, value);
  draw(setting, value);
}

function draw(setting, value) {
  const output = setting.querySelector("output");
  if (output) output.textContent = shown(value);
  for (const radio of setting.querySelectorAll("[type=radio]")) radio.checked = JSON.parse(radio.value) === value;
  const word = setting.querySelector("[type=text]");
  if (word) word.value = value ?? "";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.settings === "check") {
    const told = [...changes].map(([path, value]) => ({ path: JSON.parse(path), value }));
    review(async () => {
      const answer = await checked("/api/v1/settings/values", { changes: told });
      return { ...answer, file: answer.said.file, text: answer.said.text };
    });
  }
  const setting = button?.closest(".setting");
  if (!setting) return;
  if (button.dataset.by) step(setting, Number(button.dataset.by));
  if ("usual" in button.dataset) {
    draw(setting, JSON.parse(button.dataset.usual));
    put(setting, USUAL);
  }
  if ("back" in button.dataset) {
    draw(setting, startOf(setting));
    put(setting, startOf(setting));
  }
});

document.addEventListener("input", (event) => {
  const setting = event.target.closest(".setting");
  if (!setting) return;
  const radio = event.target.type === "radio";
  put(setting, radio ? JSON.parse(event.target.value) : event.target.value.trim());
});
