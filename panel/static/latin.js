// Letters, digits and signs for fingers: they type into the field that was touched last.

const TYPED = "form.people :is(input:not([type]), [type=password])";

const board = document.querySelector(".latin");
const shift = board.querySelector('[data-does="shift"]');
let field;

for (const each of document.querySelectorAll(TYPED)) each.inputMode = "none"; // these keys, no others

function type(text) {
  if (field.value.length >= field.maxLength && field.maxLength >= 0) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
}

function erase() {
  const { selectionStart: start, selectionEnd: end } = field;
  field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
}

function raise(up) {
  shift.ariaPressed = String(up);
  for (const key of board.querySelectorAll(".letters [data-types]")) {
    key.textContent = up ? key.dataset.types.toUpperCase() : key.dataset.types;
  }
}

function hide() {
  board.hidden = true;
  field?.blur(); // the next touch of it shows the keys again
}

const does = {
  back: erase,
  space: () => type(" "),
  shift: () => raise(shift.ariaPressed !== "true"),
  signs: () => {
    for (const row of board.querySelectorAll(".letters, .signs")) row.hidden = !row.hidden;
  },
  hide,
  send: () => field.form.requestSubmit(),
};

board.addEventListener("pointerdown", (event) => event.preventDefault()); // the field stays in focus
board.addEventListener("click", (event) => {
  const key = event.target.closest("button");
  if (!key || !field) return;
  if (key.dataset.does) return does[key.dataset.does]();
  type(key.textContent);
  raise(false); // a capital is for one letter
});

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches(TYPED)) return;
  field = target;
  board.hidden = false;
  field.scrollIntoView({ block: "center" });
});
document.addEventListener("submit", hide);
