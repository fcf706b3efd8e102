// The sheet of a progress report saves itself: each figure when its row is left, or after a pause.
// Without this script the Save button sends all of them at once.
import { kept } from "./progress-kept.js";
import { FigureRow } from "./progress-row.js";

const form = document.querySelector("[data-progress-form]");
const note = form.querySelector("[data-save-note]");

const sheet = {
  form,
  say(text, isTrouble = false) {
    note.textContent = text;
    note.classList.toggle("bad", isTrouble);
  },
  saved(at) {
    const left = rows.some((row) => row.isDirty && row.element.querySelector(".errorlist, .figure-conflict"));
    sheet.say(left ? `Đã lưu lúc ${at}; còn ô chưa lưu được.` : `Đã lưu lúc ${at}.`, left);
  },
  filled({ filled, total }) {
    form.querySelector("[data-filled]").textContent = filled;
    form.querySelector("[data-total]").textContent = total;
    form.querySelector("[data-filled-bar]").value = filled;
  },
};
const rows = [...form.querySelectorAll("[data-figure]")].map((element) => new FigureRow(element, sheet));
const rowOf = (element) => rows.find((row) => row.element === element.closest("[data-figure]"));

// Enter and the arrows go from number to number; a list keeps its arrows, explanations are passed by.
function step(event) {
  const input = event.target;
  const forward = event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey);
  const moves = event.key === "Enter" || (input.tagName === "INPUT" && ["ArrowDown", "ArrowUp"].includes(event.key));
  if (!rowOf(input) || input.tagName === "BUTTON" || !moves || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const all = rows.flatMap((row) => row.inputs).filter((one) => one === input || !one.name.endsWith("-note"));
  const next = all[all.indexOf(input) + (forward ? 1 : -1)];
  next?.focus();
  next?.select?.();
}

function leave(event) {
  const row = rowOf(event.target);
  if (row && !row.element.contains(event.relatedTarget)) row.save();
}

form.addEventListener("input", (event) => rowOf(event.target)?.touched());
form.addEventListener("focusout", leave);
form.addEventListener("keydown", step);
window.addEventListener("online", () => rows.forEach((row) => row.save()));
window.addEventListener("beforeunload", (event) => {
  if (rows.some((row) => row.isDirty) && !form.dataset.sent) event.preventDefault();
});
// The page's own buttons send every figure with them; what does not stand comes back with the page.
form.addEventListener("submit", () => {
  form.dataset.sent = "yes";
  rows.forEach((row) => clearTimeout(row.timer));
});
for (const row of rows) {
  const values = kept(form)[row.element.id];
  if (values) row.restore(values);
}
form.querySelector(".figure-conflict, [data-figure] .errorlist")?.closest("[data-figure]").scrollIntoView();
