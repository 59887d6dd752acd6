// Writes a snapshot into the page. Nodes are made by the server and stay; only what differs changes.

export const find = (view, path) => path.split("/").reduce((node, key) => node?.[key], view) ?? "";

const texts = [...document.querySelectorAll("[data-text]")];
const states = [...document.querySelectorAll("[data-state]")];
const places = ["x", "width"].flatMap((name) =>
  [...document.querySelectorAll(`[data-${name}]`)].map((node) => ({ name, node })),
);

export function apply(view) {
  for (const node of texts) {
    const text = find(view, node.dataset.text);
    if (node.textContent !== text) node.textContent = text;
  }
  for (const node of states) {
    const state = find(view, node.dataset.state);
    if (node.dataset.is !== state) node.dataset.is = state;
  }
  for (const { name, node } of places) {
    const place = find(view, node.dataset[name]) || "-5%";
    if (node.getAttribute(name) !== place) node.setAttribute(name, place);
  }
}

// While nothing arrives, "normal" would be a lie: every word says so, the next snapshot undoes it.
export function disown(word, entry) {
  for (const node of document.querySelectorAll(".gate")) {
    node.dataset.is = "unknown";
    node.querySelector(".entry [data-text]").textContent = entry;
  }
  for (const node of document.querySelectorAll(".tile .way")) {
    node.dataset.is = "unknown";
    node.querySelector("[data-text]").textContent = "";
  }
  const alarms = document.querySelector(".bar .alarms");
  alarms.dataset.is = "unknown";
  alarms.querySelector(".count").textContent = word;
  alarms.querySelector(".gravest").textContent = "";
  for (const node of document.querySelectorAll(".top > .word, :is(.room, .tile) > :is(header, .whose) > .word")) {
    node.dataset.is = "lost";
    node.querySelector("[data-text]").textContent = word;
  }
}
