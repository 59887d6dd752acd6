// What was typed or tapped and not saved: in this tab, with the version of the files it was made from.

export function kept(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

export function keep(key, told) {
  if (told) sessionStorage.setItem(key, JSON.stringify(told));
  else sessionStorage.removeItem(key);
}
