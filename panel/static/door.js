// The way to the page that lets somebody in. What was refused at the door is kept in this tab, and
// offered again as one button to who comes back: nothing is done by itself.

import { keep, kept } from "./kept.js";
import { act, inOurs } from "./post.js";

const KEY = "roomd.undone";
const KEPT_MS = 180_000; // later somebody else may stand there
const ANSWER_MS = 30_000;

const page = document.body.dataset;
const strip = document.querySelector(".undone");
const here = () => location.pathname + location.search;

// `undone`: the address, what was told there, and `what` it is in words; none for what must be held.
export function goThrough(door, undone) {
  const to = new URL(door, location.href);
  to.searchParams.set("next", here());
  keep(KEY, undone && { ...undone, page: here(), until: Date.now() + KEPT_MS });
  location.assign(to);
}

async function redo(undone, answer, buttons) {
  for (const button of buttons) button.disabled = true;
  answer.textContent = page.sending;
  try {
    const { ok, said } = await act(undone.address, undone.told, ANSWER_MS);
    if (said.door) return goThrough(said.door, undone);
    answer.textContent = said[page.language] ?? inOurs(said.detail);
    for (const part of [...buttons, strip.querySelector("b")]) part.hidden = ok;
    document.dispatchEvent(new CustomEvent("acted", { detail: said }));
  } catch {
    answer.textContent = page.unsent;
  }
  for (const button of buttons) button.disabled = false;
}

// The strip is there for who was let in; it is for the page on which it was asked, and for once.
function offer() {
  const undone = kept(KEY);
  keep(KEY);
  if (!undone || undone.page !== here() || undone.until < Date.now()) return;
  const [again, leave] = strip.querySelectorAll("button");
  strip.querySelector(".what").textContent = undone.what;
  again.addEventListener("click", () => redo(undone, strip.querySelector(".told"), [again, leave]));
  leave.addEventListener("click", () => (strip.hidden = true));
  strip.hidden = false;
}

if (strip) offer();
