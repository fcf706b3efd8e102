// Typed text of forms with data-keep="key" is kept in this browser until the server has it.
//
// A draft is dropped when a later page shows that it was saved: any page that is neither an error
// (body data-failed) nor the same form come back with errors. Signing out drops every draft of the machine.
const PREFIX = "kept:";
const user = document.body.dataset.user ?? "";
const place = (key) => `${PREFIX}${user}:${key}`;
const SENT = `${PREFIX}${user}-sent`;

function read(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

function write(name, value) {
  // A full or forbidden storage only costs the safety net, never the page.
  try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* nothing to do */ }
}

const isKept = (field) =>
  field.name && field.name !== "csrfmiddlewaretoken" && field.name !== "row_version"
  && !["password", "file", "hidden", "submit", "button"].includes(field.type);

const fieldsOf = (form) => [...form.elements].filter(isKept);

function valuesOf(form) {
  return fieldsOf(form).map((field) => [
    field.name,
    ["checkbox", "radio"].includes(field.type) ? [field.value, field.checked] : field.value,
  ]);
}

function restore(form, values) {
  const fields = fieldsOf(form);
  for (const [name, value] of values) {
    const field = Array.isArray(value)
      ? fields.find((one) => one.name === name && one.value === value[0])
      : fields.find((one) => one.name === name);
    if (!field) continue;
    if (Array.isArray(value)) field.checked = value[1];
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function button(text, kind, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `button button-small ${kind}`;
  element.textContent = text;
  element.addEventListener("click", act);
  return element;
}

function offer(form, draft) {
  const banner = document.createElement("div");
  banner.className = "banner banner-warn kept no-print";
  banner.setAttribute("role", "status");
  const at = new Date(draft.at);
  const time = `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")} ngày ${at.getDate()}/${at.getMonth() + 1}`;
  const text = document.createElement("p");
  text.textContent = `Có nội dung gõ lúc ${time} chưa được lưu vào hệ thống.`;
  const row = document.createElement("div");
  row.className = "button-row";
  const done = () => { banner.remove(); form.querySelector("input:not([type=hidden]), textarea, select")?.focus(); };
  row.append(
    button("Khôi phục nội dung chưa lưu", "", () => { restore(form, draft.values); done(); }),
    button("Bỏ", "button-quiet", () => { localStorage.removeItem(place(form.dataset.keep)); done(); }),
  );
  banner.append(text, document.createElement("span"), row);
  form.before(banner);
}

function keep(form) {
  const name = place(form.dataset.keep);
  const shown = JSON.stringify(valuesOf(form));
  const draft = read(name);
  if (draft && JSON.stringify(draft.values) !== shown) offer(form, draft);
  let timer;
  const save = () => {
    clearTimeout(timer);
    const values = valuesOf(form);
    if (JSON.stringify(values) === shown) return;
    write(name, { at: Date.now(), values });
    for (const note of document.querySelectorAll("[data-kept-note]")) {
      const now = new Date();
      note.textContent = `tự lưu trên máy ${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 500); });
  form.addEventListener("submit", () => {
    save();
    write(SENT, [...new Set([...(read(SENT) ?? []), form.dataset.keep])]);
  });
}

function forgetSaved() {
  if (document.body.hasAttribute("data-failed")) return;
  const refused = [...document.querySelectorAll("form[data-keep]")]
    .filter((form) => form.querySelector("[data-form-errors], .errorlist") || document.querySelector(".conflict"))
    .map((form) => form.dataset.keep);
  for (const key of read(SENT) ?? []) {
    if (!refused.includes(key)) localStorage.removeItem(place(key));
  }
  write(SENT, []);
}

function forgetAll() {
  Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).forEach((name) => localStorage.removeItem(name));
}

export function startKeeping() {
  if (user) forgetSaved();
  document.querySelectorAll("form[data-keep]").forEach(keep);
  document.querySelectorAll("form[data-forget-kept]").forEach((form) => form.addEventListener("submit", forgetAll));
  for (const link of document.querySelectorAll("a[data-forget-kept]")) {
    link.addEventListener("click", () => {
      document.querySelectorAll("form[data-keep]").forEach((form) => localStorage.removeItem(place(form.dataset.keep)));
    });
  }
}
