// A small editor over <textarea data-editor>: paragraphs, bold, italic, lists, and tables by reference.
//
// The textarea stays the truth and is what the form sends; without this script it is edited as it is.
// A table or figure stands in the text as a paragraph [[bang:CODE]]; data-references (JSON list of
// {"code", "label"}) names those on offer.
import { history } from "./section-history.js";
import { linesOf, tidy } from "./section-html.js";
import { listAt, toggleList } from "./section-lists.js";

const ICONS = document.getElementById("editor-icons");

function picture(name) {
  return ICONS?.content.querySelector(`[data-icon="${name}"]`)?.firstElementChild.cloneNode(true) ?? "";
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const emptyLine = () => element("p", {}, document.createElement("br"));
const word = (text) => element("span", { className: "editor-word" }, text);

function tokenOf(reference) {
  const paragraph = element("p", { contentEditable: "false" }, picture("table"), reference.label);
  paragraph.dataset.token = reference.code;
  return paragraph;
}

// [[bang:X]] is shown by the table's name; tidy() turns it back.
function showTokens(page, references) {
  for (const paragraph of page.querySelectorAll("p")) {
    const code = paragraph.textContent.trim().match(/^\[\[bang:([\w-]+)\]\]$/)?.[1];
    const reference = code && (references.find((one) => one.code === code) ?? { code, label: `${code} (bảng không còn)` });
    if (reference) paragraph.replaceWith(tokenOf(reference));
  }
  // The caret needs a place after a table that ends the text.
  if (page.lastElementChild?.dataset.token) page.append(emptyLine());
}

function lineAfter(token) {
  if (!token.nextElementSibling || token.nextElementSibling.dataset.token) token.after(emptyLine());
  getSelection().collapse(token.nextElementSibling, 0);
}

function insertToken(page, reference) {
  const here = getSelection().anchorNode;
  const block = [...page.children].find((child) => child.contains(here)) ?? page.lastElementChild;
  const token = tokenOf(reference);
  block.after(token);
  if (!block.textContent.trim() && block.nodeName === "P") block.remove();
  page.focus();
  lineAfter(token);
}

class Editor {
  constructor(area) {
    this.area = area;
    this.references = JSON.parse(area.dataset.references ?? "[]");
    this.frame = element("div", { className: "editor" });
    this.page = this.makePage();
    this.own = false;
    this.show(area.value);
    this.steps = history(() => area.value, (value) => this.restore(value));
    this.frame.append(this.makeToolbar(), this.page);
    this.listen();
    area.hidden = true;
    area.after(this.frame);
  }

  makePage() {
    const page = element("div", { className: "editor-page prose", contentEditable: "true" });
    page.setAttribute("role", "textbox");
    page.setAttribute("aria-multiline", "true");
    const label = this.area.labels[0];
    page.setAttribute("aria-label", label?.firstChild.textContent.trim() ?? this.area.getAttribute("aria-label") ?? "Nội dung");
    label?.addEventListener("click", () => page.focus());
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (this.area.hasAttribute(name)) page.setAttribute(name, this.area.getAttribute(name));
    }
    return page;
  }

  show(html) {
    this.page.replaceChildren(tidy(html));
    if (!this.page.firstElementChild) this.page.append(emptyLine());
    this.frame.dataset.placeholder = this.area.placeholder || "Viết nội dung của mục này";
    showTokens(this.page, this.references);
    this.markEmpty();
  }

  markEmpty() {
    this.frame.toggleAttribute("data-empty", !this.page.textContent.trim() && this.page.childElementCount < 2);
  }

  write(value) {
    this.area.value = value;
    this.markEmpty();
    this.own = true;
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    this.own = false;
  }

  sync() {
    const holder = element("div", {}, tidy(this.page));
    this.write(holder.textContent.trim() ? holder.innerHTML : "");
    this.steps.record();
  }

  restore(value) {
    this.show(value);
    this.write(value);
    getSelection().selectAllChildren(this.page);
    getSelection().collapseToEnd();
  }

  // One press, one step back; what was typed before it is a step of its own.
  act(change) {
    this.page.focus();
    this.steps.mark();
    change();
    this.sync();
    this.steps.mark();
    this.showState();
  }

  undo() {
    this.page.focus();
    this.steps.undo();
  }

  makeToolbar() {
    const bar = element("div", { className: "editor-tools" });
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "Định dạng văn bản");
    const { page } = this;
    this.tools = {
      bold: this.tool("bold", "Đậm", "Ctrl+B", () => this.act(() => document.execCommand("bold"))),
      italic: this.tool("italic", "Nghiêng", "Ctrl+I", () => this.act(() => document.execCommand("italic"))),
      ul: this.tool("insertUnorderedList", "Danh sách", "", () => this.act(() => toggleList(page, "ul"))),
      ol: this.tool("insertOrderedList", "Danh sách số", "", () => this.act(() => toggleList(page, "ol"))),
    };
    for (const button of Object.values(this.tools)) button.setAttribute("aria-pressed", "false");
    bar.append(...Object.values(this.tools));
    if (this.references.length) bar.append(this.tableMenu());
    bar.append(this.tool("undo", "Hoàn tác", "Ctrl+Z", () => this.undo()));
    return bar;
  }

  tool(icon, label, key, press) {
    const button = element("button", { type: "button", title: key ? `${label} (${key})` : label }, picture(icon), word(label));
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", press);
    return button;
  }

  tableMenu() {
    const menu = element("details", { className: "menu" }, element("summary", {}, picture("table"), word("Chèn bảng…")));
    const list = element("div", { className: "menu-list" });
    for (const reference of this.references) {
      const button = element("button", { type: "button" }, reference.label);
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => {
        menu.open = false;
        this.act(() => insertToken(this.page, reference));
      });
      list.append(button);
    }
    menu.append(list);
    return menu;
  }

  showState() {
    if (!this.page.contains(getSelection().anchorNode)) return;
    const list = listAt(this.page);
    const state = {
      bold: document.queryCommandState("bold"),
      italic: document.queryCommandState("italic"),
      ul: list === "ul",
      ol: list === "ol",
    };
    for (const [name, on] of Object.entries(state)) this.tools[name].setAttribute("aria-pressed", String(on));
  }

  listen() {
    const { page } = this;
    page.addEventListener("input", () => this.sync());
    page.addEventListener("beforeinput", (event) => {
      if (!["historyUndo", "historyRedo"].includes(event.inputType)) return;
      event.preventDefault();
      if (event.inputType === "historyUndo") this.undo();
    });
    page.addEventListener("keydown", (event) => this.press(event));
    page.addEventListener("paste", (event) => {
      event.preventDefault();
      this.act(() => this.paste(event.clipboardData.getData("text/plain")));
    });
    page.addEventListener("drop", (event) => event.preventDefault());
    // A table is not typed into: a press on it sets the caret after it.
    page.addEventListener("mousedown", (event) => {
      const token = event.target.closest("[data-token]");
      if (!token) return;
      event.preventDefault();
      page.focus();
      lineAfter(token);
    });
    document.addEventListener("selectionchange", () => this.showState());
    // Another script (the offer of unsaved text) may set the textarea.
    this.area.addEventListener("input", () => { if (!this.own) this.show(this.area.value); });
  }

  press(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const act = {
      b: () => this.act(() => document.execCommand("bold")),
      i: () => this.act(() => document.execCommand("italic")),
      z: () => this.undo(),
    }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // Word's and web pages' formats do not belong to an official paper: only the words come in.
  paste(text) {
    linesOf(text).forEach((line, index) => {
      if (index) document.execCommand("insertParagraph");
      document.execCommand("insertText", false, line);
    });
  }
}

document.execCommand("defaultParagraphSeparator", false, "p");
document.execCommand("styleWithCSS", false, false);
document.querySelectorAll("textarea[data-editor]").forEach((area) => new Editor(area));
