// The only HTML a section holds: p, strong, em, u, ul, ol, li, without attributes. The server cleans again.
const NAMES = { B: "strong", STRONG: "strong", I: "em", EM: "em", U: "u" };
const BLOCKS = ["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "BLOCKQUOTE", "PRE", "TR"];

const isBlank = (text) => !text.replaceAll("\u00a0", " ").trim();

function inline(node, into) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) into.append(child.data.replaceAll("\u00a0", " "));
    else if (NAMES[child.nodeName]) {
      const made = document.createElement(NAMES[child.nodeName]);
      inline(child, made);
      if (made.textContent) into.append(made);
    } else if (child.nodeName === "BR") into.append(" ");
    else if (child.nodeType === Node.ELEMENT_NODE && !["UL", "OL", "SCRIPT", "STYLE"].includes(child.nodeName)) inline(child, into);
  }
}

function list(node) {
  const made = document.createElement(node.nodeName.toLowerCase());
  for (const item of node.children) {
    if (["UL", "OL"].includes(item.nodeName)) {
      (made.lastElementChild ?? made.appendChild(document.createElement("li"))).append(list(item));
      continue;
    }
    const li = document.createElement("li");
    inline(item, li);
    for (const inner of item.querySelectorAll(":scope > ul, :scope > ol")) li.append(list(inner));
    if (!isBlank(li.textContent)) made.append(li);
  }
  return made;
}

function paragraph(node) {
  const made = document.createElement("p");
  if (node.dataset?.token) made.textContent = `[[bang:${node.dataset.token}]]`;
  else inline(node, made);
  return made;
}

function blocks(node, into) {
  let loose = null;
  for (const child of [...node.childNodes]) {
    if (["UL", "OL"].includes(child.nodeName)) {
      loose = null;
      const made = list(child);
      if (made.childElementCount) into.append(made);
    } else if (BLOCKS.includes(child.nodeName)) {
      loose = null;
      if (child.querySelector("p, div, ul, ol")) blocks(child, into);
      else {
        const made = paragraph(child);
        if (!isBlank(made.textContent)) into.append(made);
      }
    } else {
      const holder = document.createElement("span");
      holder.append(child.cloneNode(true));
      const made = document.createElement("p");
      inline(holder, made);
      if (isBlank(made.textContent) && !loose) continue;
      if (loose) loose.append(...made.childNodes);
      else into.append(loose = made);
    }
  }
}

// Clean nodes of an HTML text or an element. A text is parsed without running or loading anything in it.
export function tidy(source) {
  const root = typeof source === "string" ? new DOMParser().parseFromString(source, "text/html").body : source;
  const clean = document.createDocumentFragment();
  blocks(root, clean);
  return clean;
}

// The lines of a plain text that say something; each becomes a paragraph or an item.
export function linesOf(text) {
  return text.split(/\r?\n/).map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean);
}
