// Figures that were typed and not yet saved, kept in this browser. Names begin with "kept:" so that
// signing out clears them (keep.js).
const place = (form) => `kept:${document.body.dataset.user ?? ""}:progress-${form.dataset.progressForm}`;

export function kept(form) {
  try { return JSON.parse(localStorage.getItem(place(form))) ?? {}; } catch { return {}; }
}

function write(form, values) {
  // A full or forbidden storage only costs the safety net, never the page.
  try {
    if (Object.keys(values).length) localStorage.setItem(place(form), JSON.stringify(values));
    else localStorage.removeItem(place(form));
  } catch { /* nothing to do */ }
}

export function keep(form, row, inputs) {
  write(form, { ...kept(form), [row]: Object.fromEntries(inputs.map((input) => [input.name, input.value])) });
}

export function drop(form, row) {
  const values = kept(form);
  delete values[row];
  write(form, values);
}
