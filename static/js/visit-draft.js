// What was typed into a visit, kept in this browser by the visit's own uuid until the server has it.
// Names begin with "kept:" so that signing out clears them (keep.js).
const PREFIX = `kept:visit:${document.body.dataset.user ?? ""}:`;
const LEFT_OUT = ["csrfmiddlewaretoken", "photos", "quiet"];

const clock = (moment) => `${String(moment.getHours()).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;
export const hour = (time) => clock(new Date(time));
export const dayAndHour = (time) => `${hour(time)} ngày ${new Date(time).getDate()}/${new Date(time).getMonth() + 1}`;

export const valuesOf = (form) => [...new FormData(form)].filter(([name]) => !LEFT_OUT.includes(name));

export function readDraft(uuid) {
  try { return JSON.parse(localStorage.getItem(PREFIX + uuid)); } catch { return null; }
}

export function writeDraft(uuid, draft) {
  // A full or forbidden storage only costs the safety net, never the page.
  try { localStorage.setItem(PREFIX + uuid, JSON.stringify(draft)); return true; } catch { return false; }
}

export function dropDraft(uuid) {
  try { localStorage.removeItem(PREFIX + uuid); } catch { /* nothing was kept */ }
}

export function otherDrafts(uuid) {
  let names = [];
  try { names = Object.keys(localStorage); } catch { /* forbidden storage holds nothing */ }
  return names
    .filter((name) => name.startsWith(PREFIX) && name !== PREFIX + uuid)
    .map((name) => ({ uuid: name.slice(PREFIX.length), ...readDraft(name.slice(PREFIX.length)) }))
    .filter((draft) => draft.values)
    .sort((a, b) => b.at - a.at);
}

// Puts values back into the fields that are there; radios and checkboxes by their value.
export function fill(root, values) {
  const given = new Map(values);
  for (const field of root.querySelectorAll("input[name], select[name], textarea[name]")) {
    if (["file", "submit", "button"].includes(field.type) || LEFT_OUT.includes(field.name)) continue;
    if (["radio", "checkbox"].includes(field.type)) {
      if (field.type === "checkbox" || given.has(field.name)) field.checked = given.get(field.name) === field.value;
    } else if (given.has(field.name)) {
      field.value = given.get(field.name);
    }
  }
}
