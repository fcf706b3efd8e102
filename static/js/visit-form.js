// The visit form on a phone: draft kept while typing, place of the phone, people rows, saving that survives
// a lost line. Without this script the same form saves in one plain request.
import { dayAndHour, dropDraft, fill, hour, otherDrafts, readDraft, valuesOf, writeDraft } from "./visit-draft.js";
import { Photos } from "./visit-photos.js";

const form = document.getElementById("visit-form");
const uuid = form.dataset.uuid;
const one = (selector) => document.querySelector(selector);
const barNote = (text) => { one("[data-bar-note]").textContent = text; };
let photosUrl = form.dataset.photosUrl ?? "";
let onServer = Boolean(photosUrl);
let shown = JSON.stringify(valuesOf(form));
let isSaving = false;
let isPending = false;
const typedAnswers = new Map();

// The draft

function rememberAnswers() {
  for (const [name, value] of valuesOf(form)) if (name.startsWith("answers-")) typedAnswers.set(name, value);
}

function keep() {
  rememberAnswers();
  const values = valuesOf(form);
  if (JSON.stringify(values) === shown) return;
  const at = Date.now();
  if (writeDraft(uuid, { at, values, onServer, place: one("#id_place").value })) {
    one("[data-draft-note]").textContent = ` · tự lưu ${hour(at)}`;
  }
}

function forget() {
  dropDraft(uuid);
  shown = JSON.stringify(valuesOf(form));
}

function restore() {
  const draft = readDraft(uuid);
  if (!draft || JSON.stringify(draft.values) === shown) return;
  const values = new Map(draft.values);
  for (let i = rows().length; i < Number(values.get("people-TOTAL_FORMS") ?? 0); i += 1) addPerson();
  const siteType = form.querySelector("[name=site_type]:checked")?.value;
  fill(form, draft.values);
  for (const [name, value] of draft.values) if (name.startsWith("answers-")) typedAnswers.set(name, value);
  if (values.get("site_type") !== siteType) form.querySelector("[name=site_type]:checked")?.dispatchEvent(new Event("change", { bubbles: true }));
  hideRemoved();
  if (one("#id_unit").value) one("#id_unit").dispatchEvent(new Event("change", { bubbles: true }));
  if (one("[name=accuracy]").value) one("[data-position-note]").textContent = `±${one("[name=accuracy]").value} m`;
  one("[data-draft-note]").textContent = ` · tự lưu ${hour(draft.at)}`;
  tell(`Đã khôi phục nội dung gõ lúc ${dayAndHour(draft.at)}, chưa lưu vào hệ thống.`, [
    ["Bỏ nội dung này", () => { dropDraft(uuid); location.reload(); }],
  ]);
}

function offerOthers() {
  const drafts = otherDrafts(uuid);
  if (!drafts.length) return;
  barNote(`${drafts.length} chuyến khác chưa gửi`);
  const draft = drafts[0];
  tell(`Chuyến “${draft.place || "chưa ghi địa điểm"}” gõ lúc ${dayAndHour(draft.at)} chưa gửi.`, [
    ["Ghi tiếp chuyến đó", () => { location.assign(draft.onServer ? `/visits/${draft.uuid}/edit/` : `/visits/new/?draft=${draft.uuid}`); }],
    ["Bỏ chuyến đó", (banner) => { dropDraft(draft.uuid); banner.remove(); barNote(""); }],
  ]);
}

function tell(text, acts = [], tone = "warn") {
  const banner = document.createElement("div");
  banner.className = `banner banner-${tone} visit-news`;
  banner.setAttribute("role", tone === "bad" ? "alert" : "status");
  const words = document.createElement("p");
  words.textContent = text;
  const buttons = document.createElement("div");
  buttons.className = "button-row";
  for (const [label, act] of acts) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.textContent = label;
    button.addEventListener("click", () => act(banner));
    buttons.append(button);
  }
  banner.append(words, buttons);
  one("[data-news]").replaceChildren(banner);
  return banner;
}

// Saving

function takeIn(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const parts = [...page.querySelectorAll("[data-swap]")];
  for (const part of parts) {
    document.getElementById(part.id)?.replaceWith(part);
    window.htmx?.process(part);
    part.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: part } }));
  }
  one("[data-news]").replaceChildren();
  startParts();
  return parts.length > 0;
}

async function post(quiet) {
  const data = new FormData(form);
  data.delete("photos");
  if (quiet) data.set("quiet", "1");
  const answer = await fetch(form.action, {
    method: "POST", body: data, redirect: "manual", headers: { Accept: "application/json" },
  });
  if (answer.type === "opaqueredirect") return { signedOut: true };
  if (answer.ok) return answer.json();
  return { html: [409, 422].includes(answer.status) ? await answer.text() : "", status: answer.status };
}

async function save({ quiet = false } = {}) {
  if (isSaving) return null;
  isSaving = true;
  one("[data-save]").disabled = true;
  if (!quiet) barNote("Đang lưu");
  keep();
  const sent = JSON.stringify(valuesOf(form));
  try {
    const answer = await post(quiet);
    if (answer.url) settle(answer, sent);
    return answer;
  } catch {
    return { lost: true };
  } finally {
    isSaving = false;
    one("[data-save]").disabled = false;
    if (!quiet) barNote("");
  }
}

function settle(answer, sent) {
  one("[data-news]").replaceChildren();
  photosUrl = answer.photos_url;
  onServer = true;
  form.action = answer.edit_url;
  const nothingTypedMeanwhile = JSON.stringify(valuesOf(form)) === sent;
  one("[name=row_version]").value = answer.row_version;
  if (nothingTypedMeanwhile) forget();
  else keep();
}

async function finish() {
  const answer = await save();
  if (!answer) return;
  isPending = Boolean(answer.lost);
  if (answer.lost) {
    showLine(false);
    tell("Chưa gửi được vì mất kết nối. Nội dung đã giữ trên máy này và tự gửi lại khi có mạng; xin đừng đóng trang nếu còn ảnh chờ gửi.");
    return;
  }
  if (answer.signedOut) {
    tell("Phiên đăng nhập đã hết. Nội dung đã giữ trên máy này: đăng nhập ở thẻ khác rồi bấm Lưu chuyến.", [
      ["Đăng nhập ở thẻ khác", () => window.open("/accounts/login/", "_blank", "noopener")],
    ], "bad");
    return;
  }
  if (!answer.url) {
    if (answer.html && takeIn(answer.html)) one("[data-form-errors], .errorlist")?.closest("[data-form-errors], .field")?.scrollIntoView({ block: "start" });
    else tell("Máy chủ chưa nhận được. Nội dung vẫn giữ trên máy này; thử lại sau ít phút.", [], "bad");
    one("[data-form-errors]")?.focus();
    return;
  }
  await photos.sendAll();
  if (photos.waiting || photos.refused) {
    tell(photos.waiting ? "Đã lưu chuyến. Còn ảnh chưa gửi được, xem ở mục Ảnh." : "Đã lưu chuyến. Có ảnh chưa được nhận, xem lý do ở mục Ảnh.", [
      ["Mở chuyến", () => location.assign(answer.url)],
    ]);
    one("[data-photo-news]").scrollIntoView({ block: "center" });
    return;
  }
  location.assign(answer.url);
}

// Photos go as soon as the visit is on the server; a visit that can be saved is saved quietly for that.
const photos = new Photos(form, {
  url: () => photosUrl,
  onChange: async ({ picked, lost }) => {
    if (lost) showLine(false);
    if (!picked) return;
    if (!photosUrl && form.checkValidity()) await save({ quiet: true });
    if (photosUrl) await photos.sendAll();
  },
});

// The line

function showLine(isOnline) {
  one("[data-offline]").hidden = isOnline;
}

window.addEventListener("offline", () => showLine(false));
window.addEventListener("online", () => {
  showLine(true);
  if (isPending) finish();
  else if (photos.waiting && photosUrl) photos.sendAll();
});

// Where the phone is

const decimal = (value) => value.toFixed(6).replace(/0+$/, "").replace(".", ",");

function locate(button) {
  const note = one("[data-position-note]");
  button.disabled = true;
  note.textContent = "Đang lấy vị trí";
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      one("#id_position").value = `${decimal(coords.latitude)} · ${decimal(coords.longitude)}`;
      one("[name=accuracy]").value = Math.round(coords.accuracy);
      note.textContent = `±${Math.round(coords.accuracy)} m`;
      button.disabled = false;
      keep();
    },
    (error) => {
      note.textContent = error.code === error.PERMISSION_DENIED
        ? "Điện thoại chưa cho phép lấy vị trí. Bật quyền vị trí cho trang này, hoặc gõ tọa độ, hoặc để trống."
        : "Chưa lấy được vị trí. Thử lại ngoài trời, hoặc để trống.";
      button.disabled = false;
    },
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
  );
}

// People

const rows = () => [...form.querySelectorAll("[data-person]")];
const isBlank = (row) => ![...row.querySelectorAll("input[type=text]")].some((field) => field.value);
const total = () => form.querySelector("[name=people-TOTAL_FORMS]");

function addPerson(side) {
  const html = form.querySelector("#person-row").innerHTML.replaceAll("__prefix__", total().value);
  form.querySelector("[data-people]").insertAdjacentHTML("beforeend", html);
  total().value = Number(total().value) + 1;
  const row = rows().at(-1);
  if (side) row.querySelector("select[name$=-side]").value = side;
  startRow(row);
  countPeople();
  return row;
}

function startRow(row) {
  row.querySelector("[data-person-remove]").hidden = false;
  row.querySelector(".field-check").hidden = true;
}

function hideRemoved() {
  for (const row of rows()) row.hidden = row.querySelector("[name$=-DELETE]").checked;
  countPeople();
}

function countPeople() {
  const count = rows().filter((row) => !row.hidden && !isBlank(row)).length;
  one("[data-people-count]").textContent = count ? `(${count})` : "";
}

function foldBlankRows() {
  for (const row of rows().reverse()) {
    if (!isBlank(row) || row.querySelector(".errorlist") || Number(total().value) <= Number(one("[name=people-INITIAL_FORMS]").value)) break;
    row.remove();
    total().value = Number(total().value) - 1;
  }
}

form.addEventListener("click", (event) => {
  const locator = event.target.closest("[data-locate]");
  if (locator) locate(locator);
  const adder = event.target.closest("[data-person-add]");
  if (adder) addPerson(adder.dataset.personAdd).querySelector("input[type=text]").focus();
  const remover = event.target.closest("[data-person-remove]");
  if (remover) {
    remover.closest("[data-person]").querySelector("[name$=-DELETE]").checked = true;
    hideRemoved();
    one("[data-person-add]").focus();
    keep();
  }
  if (event.target.closest("[data-forget-kept]")) dropDraft(uuid);
});

form.addEventListener("change", (event) => {
  if (!event.target.name?.endsWith("-name")) return;
  const known = [...one("#people-names").options].find((option) => option.value === event.target.value);
  const position = event.target.closest("[data-person]").querySelector("[name$=-position]");
  if (known && !position.value) {
    position.value = known.dataset.position;
    event.target.closest("[data-person]").querySelector("[name$=-side]").value = "delegation";
  }
  countPeople();
});

// Typing a position by hand makes the phone's accuracy untrue.
form.addEventListener("input", (event) => {
  if (event.target.id !== "id_position") return;
  one("[name=accuracy]").value = "";
  one("[data-position-note]").textContent = "";
});

// Start

function startParts() {
  for (const button of document.querySelectorAll("[data-locate]")) button.hidden = !("geolocation" in navigator);
  one("[data-person-adders]").hidden = false;
  rows().forEach(startRow);
  foldBlankRows();
  hideRemoved();
}

let timer;
const keepSoon = () => { clearTimeout(timer); timer = setTimeout(keep, 400); };
form.addEventListener("input", keepSoon);
form.addEventListener("change", keepSoon);
window.addEventListener("pagehide", keep);
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "checklist") fill(event.target, [...typedAnswers]);
});
form.addEventListener("submit", (event) => { event.preventDefault(); finish(); });
window.addEventListener("beforeunload", (event) => { if (photos.waiting) event.preventDefault(); });

startParts();
shown = JSON.stringify(valuesOf(form));
if (!onServer) {
  // A reload comes back to the same visit, not to another empty one.
  const address = new URL(location.href);
  address.searchParams.set("draft", uuid);
  history.replaceState(history.state, "", address);
}
showLine(navigator.onLine);
// After htmx has taken hold of the page: restoring asks it for the questions of the restored kind of site.
document.addEventListener("DOMContentLoaded", () => {
  offerOthers();
  restore();
  form.dataset.ready = "";
});
