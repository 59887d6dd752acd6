// A bus while it is set up: the search for devices, registers as they are, numbers without a keyboard.

import { find } from "./bind.js";
import { inOurs, post } from "./post.js";

const LOOK_MS = 1000;
const LOOK_WITHIN_MS = 5000;
const ANSWER_MS = 20_000;

const page = document.querySelector(".fieldbus");
const search = page.querySelector("[data-search]");
const answer = page.querySelector("form.search-for ~ .answer");
const adding = page.querySelector("dialog.accept");
const keypad = page.querySelector("dialog.keys-for");

function tell(node, is, text) {
  node.dataset.is = is;
  node.textContent = text;
}

async function send(address, told, place) {
  tell(place, "waiting", page.dataset.asking);
  try {
    const { ok, said } = await post(address, told, ANSWER_MS);
    tell(place, ok ? "good" : "attention", ok ? "" : inOurs(said.detail));
    return ok ? said : undefined;
  } catch {
    tell(place, "lost", page.dataset.unsaid);
    return undefined;
  }
}

// Numbers: steps, a keypad for fingers. 0x1F is a number too.

function valueOf(field) {
  const text = field.value.trim();
  return /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
}

function within(field, value) {
  const { low, high } = field.closest(".stepper").dataset;
  return Math.min(Number(high), Math.max(Number(low), value));
}

function check(field) {
  const value = valueOf(field);
  field.setAttribute("aria-invalid", String(within(field, value) !== value));
}

function set(field, value) {
  field.value = String(within(field, value));
  check(field);
}

function step(button) {
  const field = button.closest(".stepper").querySelector("input");
  set(field, (valueOf(field) || 0) + Number(button.dataset.by));
}

let typing; // the field that the keypad fills

function openKeys(button) {
  const stepper = button.closest(".stepper");
  typing = stepper.querySelector("input");
  keypad.querySelector(".asked").textContent =
    `${stepper.querySelector("label > span").textContent} (${stepper.dataset.low}\u2013${stepper.dataset.high})`;
  const field = keypad.querySelector("input");
  field.value = "";
  field.maxLength = 6;
  keypad.showModal();
}

function press(key) {
  const field = keypad.querySelector("input");
  if (key === "back") field.value = field.value.slice(0, -1);
  else if (key === "0x") field.value = field.value.startsWith("0x") ? field.value.slice(2) : `0x${field.value}`;
  else if (field.value.length < field.maxLength) field.value += key;
}

function endKeys() {
  const value = valueOf(keypad.querySelector("input"));
  if (!Number.isNaN(value)) set(typing, value);
  keypad.close();
}

// The search, and what it found so far.

function fill(root, view) {
  for (const node of root.querySelectorAll("[data-field]")) {
    const text = String(find(view, node.dataset.field));
    if (node.textContent !== text) node.textContent = text;
  }
  for (const node of root.querySelectorAll("[data-mark]")) node.dataset.is = find(view, node.dataset.mark).state;
}

function show(run) {
  search.dataset.running = page.dataset.running = run.running;
  fill(search, run);
  search.querySelector("progress").value = run.share;
}

async function redraw(...ids) {
  const response = await fetch(location.href.split("?")[0], { signal: AbortSignal.timeout(LOOK_WITHIN_MS) });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ids) document.getElementById(id).replaceWith(document.adoptNode(fresh.getElementById(id)));
}

async function look() {
  if (document.hidden) return;
  const response = await fetch(page.dataset.live, { cache: "no-store", signal: AbortSignal.timeout(LOOK_WITHIN_MS) });
  if (!response.ok) return;
  const run = (await response.json()).search;
  if (!run) return;
  show(run);
  const found = `${run.found.length} ${run.running}`;
  if (search.dataset.found !== found && run.bus === page.dataset.bus) await redraw("found");
  search.dataset.found = found;
}

async function follow() {
  await look().catch(() => {}); // the top of the page says when nothing comes any more
  setTimeout(follow, LOOK_MS);
}

async function begin(form) {
  const told = { bus: page.dataset.bus, first: valueOf(form.elements.first), last: valueOf(form.elements.last) };
  const run = await send("/api/v1/settings/buses/probe", told, answer);
  if (run) {
    show(run);
    await redraw("found").catch(() => {});
  }
}

async function cancel() {
  const run = await send("/api/v1/settings/buses/cancel", {}, answer);
  if (run) show(run);
}

// Registers: the server writes them, this page takes them in without being drawn anew.

async function read(form) {
  const part = document.getElementById("read");
  tell(part.querySelector(".answer"), "waiting", page.dataset.reading);
  const open = part.querySelector("details")?.open;
  const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS) });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("read");
    if (!fresh) throw new Error(response.status);
    const details = fresh.querySelector("details");
    if (details && open) details.open = true;
    part.replaceWith(document.adoptNode(fresh));
    history.replaceState(null, "", address);
  } catch {
    tell(part.querySelector(".answer"), "lost", page.dataset.unsaid);
  }
}

function lookAt(unit) {
  const form = page.querySelector("form.registers-of");
  set(form.elements.unit_id, Number(unit));
  document.getElementById("registers").scrollIntoView();
}

// A found device is named, and handed to the editor of the files, which checks and saves it.

function freeName(profile, unit) {
  const taken = page.dataset.taken.split(" ");
  const name = `${profile}-${unit}`.slice(0, 38);
  let free = name;
  for (let n = 2; taken.includes(free); n += 1) free = `${name}-${n}`;
  return free;
}

function choose() {
  const { profile, id } = adding.querySelector("form").elements;
  id.value = freeName(profile.value, adding.dataset.unit);
  adding.querySelector(".hint").textContent = profile.selectedOptions[0].dataset.hint;
}

function openAccept(button) {
  adding.dataset.unit = button.dataset.accept;
  adding.querySelector(".unit").textContent = button.dataset.accept;
  const [fits] = button.dataset.fits.split(" ");
  const { profile } = adding.querySelector("form").elements;
  if (fits) profile.value = fits;
  tell(adding.querySelector(".answer"), "", "");
  choose();
  adding.showModal();
}

async function accept(form) {
  const { profile, id, room, zone, poll_s, interlock } = form.elements;
  const told = {
    bus: page.dataset.bus,
    unit_id: Number(adding.dataset.unit),
    profile: profile.value,
    id: id.value.trim(),
    room: room.value,
    zone: zone.value,
    poll_s: Number(poll_s.value),
    interlock: interlock.checked,
  };
  const proposal = await send("/api/v1/settings/buses/accept", told, adding.querySelector(".answer"));
  if (!proposal) return;
  const { file, text, why, version } = proposal;
  sessionStorage.setItem("roomd.proposed", JSON.stringify({ file, text, why, version }));
  location.assign("/settings/files");
}

page.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { dataset } = button;
  if (dataset.by) step(button);
  else if ("keys" in dataset) openKeys(button);
  else if (dataset.digit) press(dataset.digit);
  else if ("done" in dataset) endKeys();
  else if ("leave" in dataset) button.closest("dialog").close();
  else if ("cancel" in dataset) cancel();
  else if (dataset.look) lookAt(dataset.look);
  else if (dataset.accept) openAccept(button);
  else if (dataset.last) {
    set(button.form.elements.first, Number(dataset.first));
    set(button.form.elements.last, Number(dataset.last));
  }
});
page.addEventListener("input", (event) => {
  if (event.target.closest(".stepper")) check(event.target);
});
page.addEventListener("change", (event) => {
  if (event.target.name === "profile") choose();
});
page.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.matches(".search-for")) begin(form);
  else if (form.matches(".registers-of")) read(form);
  else if (adding.contains(form)) accept(form);
});
keypad.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  endKeys();
});

page.dataset.running = search.dataset.running;
search.dataset.found = `${search.dataset.found} ${search.dataset.running}`;
follow();
