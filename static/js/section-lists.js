// Lines of the section editor into list items and back. Done by hand: the browsers' own list command nests
// lists in paragraphs, loses the caret and writes style attributes, which the page's policy forbids.
const isList = (node) => ["UL", "OL"].includes(node.nodeName);

function chosenLines(page) {
  const range = getSelection().getRangeAt(0);
  const lines = [...page.children].flatMap((block) => (isList(block) ? [...block.children] : [block]));
  return lines.filter((line) => range.intersectsNode(line) && !line.dataset.token);
}

// Takes an item out of its list, to stand where the list is cut.
function lift(item) {
  const list = item.parentNode;
  const rest = list.cloneNode(false);
  while (item.nextSibling) rest.append(item.nextSibling);
  list.after(item);
  if (rest.childElementCount) item.after(rest);
  if (!list.childElementCount) list.remove();
}

function rename(line, tag, caret) {
  const made = document.createElement(tag);
  made.append(...line.childNodes);
  line.replaceWith(made);
  if (caret.node === line) caret.node = made;
  return made;
}

function join(list) {
  const next = list.nextElementSibling;
  const previous = list.previousElementSibling;
  if (next?.nodeName === list.nodeName) {
    list.append(...next.children);
    next.remove();
  }
  if (previous?.nodeName === list.nodeName) {
    previous.append(...list.children);
    list.remove();
  }
}

export function listAt(page) {
  const node = getSelection().anchorNode;
  const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
  const list = element?.closest("ul, ol");
  return list && page.contains(list) ? list.nodeName.toLowerCase() : "";
}

export function toggleList(page, tag) {
  const selection = getSelection();
  if (!selection.rangeCount || !page.contains(selection.anchorNode)) return;
  const lines = chosenLines(page);
  if (!lines.length) return;
  const caret = { node: selection.focusNode, offset: selection.focusOffset };
  const off = lines.every((line) => line.parentNode.nodeName === tag.toUpperCase());
  lines.filter((line) => line.nodeName === "LI").forEach(lift);
  if (off) lines.forEach((line) => rename(line, "p", caret));
  else {
    const list = document.createElement(tag);
    lines[0].before(list);
    for (const line of lines) list.append(rename(line, "li", caret));
    join(list);
  }
  if (page.contains(caret.node)) selection.collapse(caret.node, caret.offset);
}
