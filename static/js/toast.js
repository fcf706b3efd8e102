// Short news at the bottom of the page. Errors and news that can be undone stay until they are closed.
const SHOWN_FOR = 10_000;

function arm(element) {
  const close = element.querySelector("[data-toast-close]");
  close.hidden = false;
  close.addEventListener("click", () => element.remove());
  if (element.dataset.toast === "bad" || element.querySelector("form")) return;
  let timer;
  const start = () => { timer = setTimeout(() => element.remove(), SHOWN_FOR); };
  const stop = () => clearTimeout(timer);
  for (const name of ["mouseenter", "focusin"]) element.addEventListener(name, stop);
  for (const name of ["mouseleave", "focusout"]) element.addEventListener(name, start);
  start();
}

export function toast(text, tone = "info") {
  const element = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  element.classList.add(`toast-${tone}`);
  element.dataset.toast = tone;
  element.querySelector("[data-toast-text]").textContent = text;
  document.querySelector("[data-toasts]").append(element);
  arm(element);
}

export function startToasts() {
  document.querySelectorAll("[data-toast]").forEach(arm);
}
