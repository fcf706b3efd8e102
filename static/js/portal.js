// What every page needs. Each part works alone and finds its own elements; nothing here is required to use a page.
import { startKeeping } from "./keep.js";
import { startToasts, toast } from "./toast.js";

const isTyping = (element) => element.closest("input, textarea, select, [contenteditable=true]") !== null;

function startSearchShortcut() {
  const box = document.getElementById("global-search");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !box?.offsetParent) return;
    if (isTyping(event.target)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}

function startMenus() {
  const close = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!except || !menu.contains(except)) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("details.menu[open]");
    close();
    menu?.querySelector("summary").focus();
  });
}

function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.dialogOpen)?.showModal();
      return;
    }
    if (event.target.closest("[data-dialog-close]") || event.target.matches("dialog.dialog")) {
      event.target.closest("dialog")?.close();
    }
  });
  // A refused form inside a dialog comes back with its dialog open.
  document.querySelector("dialog:has(.errorlist), dialog[data-open]")?.showModal();
}

function startSubmitLocks() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-no-lock")) return;
    // After the form's data were gathered: a disabled button would not send its name.
    setTimeout(() => form.querySelectorAll("[type=submit]:enabled").forEach((button) => {
      button.disabled = true;
      button.dataset.locked = "";
    }));
  });
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("[data-locked]")) {
      button.disabled = false;
      delete button.dataset.locked;
    }
  });
}

function startFilters() {
  const phone = window.matchMedia("(max-width: 720px)");
  for (const filters of document.querySelectorAll("[data-filters]")) {
    const toggle = filters.querySelector("[data-filters-toggle]");
    const collapse = (closed) => {
      filters.toggleAttribute("data-collapsed", closed);
      toggle.setAttribute("aria-expanded", String(!closed));
    };
    filters.toggleAttribute("data-ready", true);
    collapse(phone.matches && !filters.querySelector(".errorlist"));
    toggle.addEventListener("click", () => collapse(!filters.hasAttribute("data-collapsed")));
  }
}

function startNumberSteppers(root) {
  for (const stepper of root.querySelectorAll("[data-number-stepper]")) {
    const input = stepper.querySelector("input");
    for (const button of stepper.querySelectorAll("[data-step]")) {
      button.hidden = false;
      button.onclick = () => {
        if (Number(button.dataset.step) > 0) input.stepUp();
        else input.stepDown();
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.dispatchEvent(new Event("change", { bubbles: true }));
      };
    }
  }
}

function startHtmx() {
  const token = () =>
    document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]
    ?? document.querySelector("meta[name=csrf-token]")?.content;
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token();
  });
  document.addEventListener("htmx:load", (event) => startNumberSteppers(event.detail.elt));
  document.addEventListener("htmx:sendError", () => toast("Chưa gửi được. Kiểm tra kết nối mạng rồi thử lại.", "bad"));
  document.addEventListener("htmx:responseError", (event) => {
    // A part of the page that refreshes by itself stays as it was; only what a person pressed is told.
    if (event.detail.requestConfig.verb !== "get") toast("Máy chủ chưa nhận được. Thử lại sau ít phút.", "bad");
  });
}

startToasts();
startSearchShortcut();
startMenus();
startDialogs();
startSubmitLocks();
startFilters();
startNumberSteppers(document);
startHtmx();
startKeeping();
// The gallery shows errors that nobody made.
if (!document.body.hasAttribute("data-gallery")) document.querySelector("main [data-form-errors]")?.focus();
