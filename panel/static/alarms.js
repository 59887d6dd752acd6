// The list of alarms: one card for each, kept by its key. A card that has just moved takes no taps:
// the finger was on its way to another one.

import { find } from "./bind.js";

const SETTLE_MS = 600;

const blank = document.querySelector("#alarm-card").content.firstElementChild;
const lists = [...document.querySelectorAll("[data-group]")];

const page = document.querySelector(".alarm-page");

let settling;

function settle() {
  page.dataset.settling = "";
  clearTimeout(settling);
  settling = setTimeout(() => delete page.dataset.settling, SETTLE_MS);
}

function fill(card, alarm) {
  card.dataset.alarm = alarm.key;
  for (const node of card.querySelectorAll("[data-field]")) {
    const text = find(alarm, node.dataset.field);
    if (node.textContent !== text) node.textContent = text;
  }
  for (const node of [card, ...card.querySelectorAll("[data-mark]")]) {
    node.dataset.is = alarm[node.dataset.mark].state;
  }
  for (const node of card.querySelectorAll("[data-offer]")) {
    node.dataset.is = alarm.offers[node.dataset.offer];
  }
  for (const node of card.querySelectorAll("[data-link-to]")) {
    node.setAttribute("href", alarm[node.dataset.linkTo]);
  }
}

function put(list, card, before) {
  if (card.parentNode === list && card.nextElementSibling === before) return;
  const moves = list.moveBefore && card.isConnected; // keeps what has the focus
  if (moves) list.moveBefore(card, before);
  else list.insertBefore(card, before);
  settle();
}

function arrange(alarms) {
  const cards = new Map(
    [...document.querySelectorAll("[data-alarm]")].map((card) => [card.dataset.alarm, card]),
  );
  for (const list of lists) {
    let before = null;
    for (const alarm of alarms.filter((one) => one.group === list.dataset.group).reverse()) {
      const card = cards.get(alarm.key) ?? blank.cloneNode(true);
      cards.delete(alarm.key);
      fill(card, alarm);
      put(list, card, before);
      before = card;
    }
  }
  for (const card of cards.values()) {
    card.remove();
    settle();
  }
}

document.addEventListener("snapshot", (event) => arrange(event.detail.list));
document.addEventListener(
  "click",
  (event) => {
    const card = event.target.closest("[data-alarm]");
    if (!card || !("settling" in page.dataset) || event.target.closest("a")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
