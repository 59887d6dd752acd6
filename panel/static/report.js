// Gives the frame of a report the size of what is in it, so that this page alone is moved.

const frame = document.querySelector(".framed iframe");
const told = document.querySelector(".framed [data-failed]");

frame.addEventListener("load", () => {
  const sheet = frame.contentDocument?.documentElement; // none where the answer was no report
  told.hidden = Boolean(sheet);
  if (!sheet) {
    told.textContent = told.dataset.failed;
    return;
  }
  frame.style.minWidth = `${sheet.scrollWidth}px`;
  frame.style.height = `${sheet.scrollHeight}px`;
});
frame.src = frame.dataset.inside;
