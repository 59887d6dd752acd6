// The two acts on all files: the last change is taken back, the controller begins again with them.

import { inOurs, post } from "./post.js";

const ANSWER_MS = 60_000;
const LOOK_MS = 1000;
const LOOK_WITHIN_MS = 5000;
const LOOKS = 90;
const STILL = 10; // looks at one that runs on: it has not ended
const SILENT = 5; // looks without an answer: it may be at another address
const NOBODY = [401, 403]; // who was signed in is not any more

const words = document.body.dataset;
const acts = document.querySelector(".settings-acts");
const answer = acts.querySelector(".answer");

export const shown = acts.dataset.version; // of the files, on this page

export function tell(section, is, text) {
  const line = section.querySelector(".answer");
  line.dataset.is = is;
  line.textContent = text;
}

export const ifMatch = (version) => ({ headers: { "If-Match": `"${version}"` } });

async function undo() {
  const { ok, said } = await post("/api/v1/settings/undo", {}, ANSWER_MS, ifMatch(shown));
  if (!ok) return tell(acts, "attention", inOurs(said.detail));
  return location.reload();
}

async function look() {
  try {
    const signal = AbortSignal.timeout(LOOK_WITHIN_MS);
    const heard = await fetch("/api/v1/settings", { cache: "no-store", signal });
    return { status: heard.status, ...(heard.ok ? await heard.json() : {}) };
  } catch {
    return { status: 0 };
  }
}

// The port that the files name as people write it. Only a hint: a proxy may stand before it.
function portIn(files) {
  const tables = files.flatMap(({ text }) => text.split(/^\s*\[/m));
  const panel = tables.find((table) => /^\s*panel\s*\]/.test(table)) ?? "";
  return /^\s*port\s*=\s*(\d+)/m.exec(panel)?.[1] ?? "";
}

async function nextAddress() {
  const heard = await fetch("/api/v1/settings/files", { signal: AbortSignal.timeout(LOOK_WITHIN_MS) });
  const port = heard.ok ? portIn((await heard.json()).files) : "";
  return port && port !== location.port ? `${location.protocol}//${location.hostname}:${port}/settings` : "";
}

function tellAddress(address) {
  tell(acts, "waiting", acts.dataset.elsewhere);
  const link = document.createElement("a");
  link.href = link.textContent = address;
  answer.append(" ", link);
}

// It has begun anew where nobody is signed in; one that runs on says why it could not end.
async function follow(before, address) {
  let silent = 0;
  for (let looks = 1; looks <= LOOKS; looks += 1) {
    await new Promise((done) => setTimeout(done, LOOK_MS));
    const now = await look();
    if (NOBODY.includes(now.status)) return location.assign("/sign-in?next=/settings");
    silent = now.status ? 0 : silent + 1;
    if (silent === SILENT && address) tellAddress(address);
    if (!now.running_since) continue;
    if (before.running_since && now.running_since !== before.running_since) return location.reload();
    const news = now.trouble && now.trouble[words.language] !== before.trouble?.[words.language];
    if (news || looks >= STILL) return tell(acts, "attention", now.trouble?.[words.language] ?? acts.dataset.still);
  }
  return silent >= SILENT && address ? undefined : tell(acts, "lost", acts.dataset.late);
}

async function restart() {
  const address = await nextAddress().catch(() => "");
  const { ok, said } = await post("/api/v1/settings/restart", {}, ANSWER_MS, ifMatch(shown));
  if (!ok) return tell(acts, "attention", inOurs(said.detail));
  tell(acts, "waiting", acts.dataset.restarting);
  answer.scrollIntoView({ block: "center" });
  return follow(await look(), address);
}

export const deeds = { undo, restart }; // by the name on a button; a page adds its own

export async function done(deed, section, button) {
  button.disabled = true;
  try {
    await deed();
  } catch {
    tell(section, "lost", words.unsent);
  } finally {
    button.disabled = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-settings]");
  const deed = deeds[button?.dataset.settings];
  if (deed) done(deed, button.closest("section"), button);
});
