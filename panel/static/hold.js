// A finger that slips, a knee against the panel: what must not happen so has to be held.

const HOLD_MS = 1500;

// Calls `done` with a button of `selector` below `root` that was held for as long as that; `may` is
// asked when it is pressed.
export function whenHeld(root, selector, done, may = () => true) {
  let held;
  const of = (event) => event.target.closest?.(selector);
  const release = () => {
    if (!held) return;
    clearTimeout(held.timer);
    held.button.classList.remove("held");
    held = undefined;
  };
  const press = (button) => {
    if (!button || button.disabled || held || !may(button)) return;
    button.classList.add("held");
    const end = () => {
      release();
      if (button.isConnected) done(button);
    };
    held = { button, timer: setTimeout(end, HOLD_MS) };
  };
  root.addEventListener("pointerdown", (event) => press(of(event)));
  root.addEventListener("keydown", (event) => {
    if ([" ", "Enter"].includes(event.key) && !event.repeat) press(of(event));
  });
  for (const kind of ["pointerup", "pointercancel", "keyup"]) document.addEventListener(kind, release);
  root.addEventListener("pointerout", (event) => {
    if (held?.button.contains(event.target) && !held.button.contains(event.relatedTarget)) release();
  });
  root.addEventListener("focusout", (event) => {
    if (event.target === held?.button) release();
  });
  root.addEventListener("contextmenu", (event) => of(event) && event.preventDefault());
}
