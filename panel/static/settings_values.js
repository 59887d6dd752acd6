// Values by taps: steppers, choices, back to what is usual. Nothing is saved before it was checked.

import { keep, kept } from "./kept.js";
import { checked, forget, review, version } from "./settings.js";
import { deeds, shown as newest } from "./settings_acts.js";

const MINUS = "\u2212";
const USUAL = null; // the value is taken out of the file
const WISHES = "roomd.values";

const settings = [...document.querySelectorAll(".setting")];
const checking = document.querySelector("[data-settings=check]");
const banner = document.querySelector("[data-draft]");
const changes = new Map(); // path as text -> the new value
let asked = []; // the changes as they were checked

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
  keepWishes();
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

function check() {
  return review(async () => {
    asked = [...changes];
    const told = asked.map(([path, value]) => ({ path: JSON.parse(path), value }));
    const answer = await checked("/api/v1/settings/values", { changes: told });
    return { ...answer, file: answer.said.file, text: answer.said.text };
  });
}

// A place in a list names another room or device as soon as somebody puts one before it.
function nameOf(setting) {
  const { of } = setting.closest("details").dataset;
  return JSON.stringify([of, ...JSON.parse(setting.dataset.path).filter((part) => typeof part === "string")]);
}

function wishOf(setting) {
  const { path } = setting.dataset;
  const { of } = setting.closest("details").dataset;
  const words = [of, setting.querySelector(".name").textContent].filter(Boolean).join(": ");
  return { path, name: nameOf(setting), words, value: changes.get(path) };
}

function keepWishes() {
  const wishes = settings.filter((setting) => changes.has(setting.dataset.path)).map(wishOf);
  keep(WISHES, wishes.length ? { version, wishes } : null);
}

// Returns whether the value that was meant is still there, and only once.
function taken({ path, name, value }, isSame) {
  const [setting, ...others] = settings.filter((each) => (isSame ? each.dataset.path === path : nameOf(each) === name));
  const usual = setting?.querySelector("[data-usual]");
  if (!setting || others.length || (value === USUAL && !usual)) return false;
  draw(setting, value === USUAL ? JSON.parse(usual.dataset.usual) : value);
  put(setting, value);
  setting.closest("details").open = true;
  return true;
}

function goOn(before) {
  const isSame = before.version === newest;
  const dropped = before.wishes.filter((wish) => !taken(wish, isSame)).map(({ words }) => words);
  keepWishes();
  const { changed, lost } = banner.dataset;
  const told = [isSame ? "" : changed, dropped.length ? lost.replace("{what}", dropped.join(", ")) : ""];
  banner.querySelector("span").append(...told.filter(Boolean).map((text) => ` ${text}`));
  banner.hidden = false;
  if (!isSame && changes.size) check();
}

deeds.compare = async () => location.reload(); // what was wished is kept, and sought among what is there now

document.addEventListener("saved", () => {
  for (const [path, value] of asked) if (changes.get(path) === value) changes.delete(path);
  keepWishes();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.settings === "check") check();
  if (button?.dataset.settings === "discard") {
    keep(WISHES, null);
    location.reload();
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

const before = kept(WISHES);
if (before) goOn(before);
