// One figure of the sheet: knows whether it was changed, saves itself, shows what the server said.
import { drop, keep } from "./progress-kept.js";

const PAUSE = 1200;
const RETRY = 15_000;

async function answerOf(response) {
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  return isJson ? response.json() : null;
}

export class FigureRow {
  // `sheet` has the form, say(text, isTrouble), saved(at) and filled({ filled, total }).
  constructor(element, sheet) {
    Object.assign(this, { element, sheet, isSaving: false, timer: null, state: element.querySelector("[data-state]") });
    this.inputs = [...element.querySelectorAll("input:not([type=hidden]), select")];
    // What came back with an error under it is still to be saved.
    this.isDirty = element.querySelector(".errorlist, .figure-conflict") !== null;
    this.before = this.isDirty ? "" : this.text();
  }

  text() {
    return JSON.stringify(this.inputs.map((input) => input.value.trim()));
  }

  hidden(name) {
    return this.element.querySelector(`input[name$="-${name}"]`);
  }

  // Half a ratio is not sent while its row is being typed: the missing part would be called an error.
  isWhole() {
    const numbers = this.inputs.filter((input) => !input.name.endsWith("-note"));
    const filled = numbers.filter((input) => input.value.trim());
    return filled.length === 0 || filled.length === numbers.length;
  }

  touched() {
    this.isDirty = this.text() !== this.before;
    clearTimeout(this.timer);
    if (!this.isDirty) return drop(this.sheet.form, this.element.id);
    keep(this.sheet.form, this.element.id, [...this.inputs, this.hidden("row_version")]);
    this.sheet.say("Đang nhập, chưa lưu…");
    if (this.isWhole()) this.later(PAUSE);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  // Values from this browser; the version they were typed on decides whether a colleague was first.
  restore(values) {
    for (const input of [...this.inputs, this.hidden("row_version")]) {
      if (input.name in values) input.value = values[input.name];
    }
    this.isDirty = this.text() !== this.before;
    if (this.isDirty) this.save();
    else drop(this.sheet.form, this.element.id);
  }

  body() {
    const data = new FormData();
    for (const input of this.element.querySelectorAll("input, select")) data.append(input.name, input.value);
    return data;
  }

  async save() {
    clearTimeout(this.timer);
    if (!this.isDirty || this.isSaving) return;
    this.isSaving = true;
    const sent = this.text();
    this.sheet.say("Đang lưu…");
    try {
      const response = await fetch(this.element.dataset.figure, {
        method: "POST",
        body: this.body(),
        headers: { Accept: "application/json", "X-CSRFToken": this.sheet.form.elements.csrfmiddlewaretoken.value },
        redirect: "manual",
      });
      this.answered(response.status, await answerOf(response), sent);
    } catch {
      this.sheet.say("Chưa gửi được, số liệu giữ trên máy này; tự gửi lại khi có mạng.", true);
      this.later(RETRY);
    }
    this.isSaving = false;
    if (this.isDirty && this.text() !== sent && this.isWhole()) this.later(PAUSE);
  }

  answered(status, answer, sent) {
    if (!answer) {
      const why = "Phiên đăng nhập đã hết, hoặc báo cáo đã được trình ký. Số liệu giữ trên máy này; tải lại trang.";
      return this.sheet.say(why, true);
    }
    this.showErrors(answer.errors ?? {});
    if (status === 409) return this.conflict(answer);
    if (status !== 200) return this.sheet.say("Có ô chưa lưu được, xem lời nhắc dưới ô.", true);
    this.hidden("row_version").value = answer.row_version;
    this.hidden("was").value = answer.was;
    this.before = sent;
    this.isDirty = this.text() !== sent;
    this.state.innerHTML = answer.html;
    if (!this.isDirty) this.showStored(answer.texts);
    if (!this.isDirty) drop(this.sheet.form, this.element.id);
    this.sheet.filled(answer);
    return this.sheet.saved(answer.saved_at);
  }

  // “-” was read as nothing arising: what stands for it is shown. A figure is left as it was typed.
  showStored(texts) {
    for (const input of this.inputs) {
      const stored = texts[input.name];
      if (stored === undefined || stored === input.value || /\d/.test(input.value)) continue;
      input.value = stored;
      input.closest("details")?.setAttribute("open", "");
    }
    this.before = this.text();
  }

  showErrors(errors) {
    for (const place of this.element.querySelectorAll("[data-error-of]")) {
      const input = this.inputs.find((one) => one.name === place.dataset.errorOf);
      const text = errors[place.dataset.errorOf];
      place.replaceChildren();
      input.removeAttribute("aria-invalid");
      if (!text) continue;
      const message = document.createElement("p");
      message.className = "errorlist";
      message.id = `${input.id}_error`;
      message.textContent = text;
      place.append(message);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", message.id);
    }
  }

  // Both figures are shown, and a person chooses.
  conflict(answer) {
    this.state.innerHTML = answer.html;
    this.sheet.say("Đồng nghiệp vừa lưu chỉ tiêu này; chọn giữ số nào.", true);
    const [take, mine] = ["[data-take-theirs]", "[data-keep-mine]"].map((one) => this.state.querySelector(one));
    this.state.querySelector("[data-without-script]").hidden = true;
    take.hidden = mine.hidden = false;
    take.addEventListener("click", () => {
      for (const input of this.inputs) if (input.name in answer.theirs) input.value = answer.theirs[input.name];
      this.decide(answer);
    });
    mine.addEventListener("click", () => this.decide(answer));
  }

  decide(answer) {
    this.hidden("row_version").value = answer.row_version;
    this.isDirty = true;
    this.save();
    this.inputs[0].focus();
  }
}
