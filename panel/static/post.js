// Sends what a person does: as JSON, with the token of this page, and not waited for without end.

const OLD_MS = 4000; // to read that this page is old, before it loads itself anew
const UNSURE_MS = 180_000;

const page = document.body.dataset;
const unsure = new Map(); // what may have got through, as its text: its id, and until when it counts

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12)); // randomUUID needs https
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What a refusal says is in both languages, Chinese first; each may have " / " in it, as often.
export function inOurs(detail = "") {
  const parts = detail.split(" / ");
  const half = Math.ceil(parts.length / 2);
  return (page.language === "zh" ? parts.slice(0, half) : parts.slice(half)).join(" / ") || detail;
}

// Rejects where nothing came back: nobody knows then whether it got through.
export async function post(address, told, withinMs, { method = "POST", headers = {} } = {}) {
  const response = await fetch(address, {
    method,
    headers: { "Content-Type": "application/json", "X-Roomd-Token": page.token ?? "", ...headers },
    body: JSON.stringify(told),
    signal: AbortSignal.timeout(withinMs),
  });
  const said = response.status === 204 ? {} : await response.json();
  if (said.reload) setTimeout(() => location.reload(), OLD_MS);
  return { ok: response.ok, status: response.status, said };
}

// An act of its own each time, whatever became of the one before.
export function actAnew(address, told, withinMs) {
  return post(address, { ...told, id: newId() }, withinMs);
}

// An act is done once for its id. While nobody knows what became of one, the same asked again keeps
// the id: it is that act still, and hears what became of it.
export async function act(address, told, withinMs) {
  const text = `${address} ${JSON.stringify(told)}`;
  const now = performance.now();
  const before = unsure.get(text);
  const known = before?.until > now ? before : { id: newId(), until: now + UNSURE_MS };
  unsure.delete(text);
  let answer;
  try {
    answer = await post(address, { ...told, id: known.id }, withinMs);
    return answer;
  } finally {
    if (!answer || answer.status >= 500) unsure.set(text, known);
  }
}
