// Photos of the visit form: each is sent by itself, with its progress; a refused one is told and costs nothing else.
const megabytes = (bytes) => (bytes / 1024 / 1024).toLocaleString("vi-VN", { maximumFractionDigits: 1 });
const LOST = "Chưa gửi được vì mất kết nối. Ảnh vẫn giữ ở trang này.";

function send(url, token, file, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("photos", file, file.name);
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token);
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress((event.loaded / event.total) * 100);
    request.onerror = () => resolve({ lost: true, error: LOST });
    request.onload = () => {
      const answer = request.response;
      if (request.status === 201 && answer?.url) resolve(answer);
      else resolve({ error: answer?.error ?? "Máy chủ chưa nhận ảnh này. Thử gửi lại sau ít phút." });
    };
    request.send(data);
  });
}

export class Photos {
  // url(): the address to send to, "" while the visit is not on the server yet; onChange() after each change.
  constructor(form, { url, onChange }) {
    this.form = form;
    this.url = url;
    this.onChange = onChange;
    this.grid = form.querySelector("[data-photos]");
    this.add = this.grid.querySelector(".photo-add");
    this.news = form.querySelector("[data-photo-news]");
    this.queue = [];
    this.refused = 0;
    this.add.querySelector("input").addEventListener("change", (event) => this.take(event.target));
  }

  get waiting() { return this.queue.length; }

  take(input) {
    const files = [...input.files];
    input.value = "";
    for (const file of files) this.put(file);
    this.onChange({ picked: files.length });
  }

  put(file) {
    const limit = Number(this.grid.dataset.maxBytes);
    if (file.size > limit) {
      this.refuse(file, `Ảnh “${file.name}” nặng ${megabytes(file.size)} MB, giới hạn là ${megabytes(limit)} MB. Xin chụp lại ở cỡ nhỏ hơn rồi gửi.`, false);
      return;
    }
    if (this.count() >= Number(this.grid.dataset.most)) {
      this.refuse(file, `Chuyến đã đủ ${this.grid.dataset.most} ảnh, ảnh “${file.name}” chưa được nhận.`, false);
      return;
    }
    const tile = this.form.querySelector("#photo-tile").content.firstElementChild.cloneNode(true);
    const image = tile.querySelector("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    image.onerror = () => { image.hidden = true; };
    tile.querySelector("[data-photo-state]").textContent = "chờ gửi";
    this.add.before(tile);
    this.queue.push({ file, tile });
    this.recount();
  }

  // One after another: a weak line carries one photo better than five at once.
  async sendAll() {
    if (this.running) return this.running;
    this.running = this.drain();
    try { await this.running; } finally { this.running = null; }
  }

  async drain() {
    while (this.queue.length && this.url()) {
      const { file, tile } = this.queue[0];
      const bar = tile.querySelector("progress");
      const state = tile.querySelector("[data-photo-state]");
      bar.hidden = false;
      bar.setAttribute("aria-label", `Đang gửi ${file.name}`);
      state.textContent = "đang gửi";
      const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
      const answer = await send(this.url(), token, file, (percent) => { bar.value = percent; });
      bar.hidden = true;
      if (answer.lost) { state.textContent = "chờ gửi"; this.onChange({ lost: true }); return; }
      this.queue.shift();
      if (answer.error) { tile.remove(); this.refuse(file, answer.error, true); } else this.show(tile, answer);
      this.recount();
      this.onChange({});
    }
  }

  show(tile, answer) {
    const link = document.createElement("a");
    const image = tile.querySelector("img");
    link.className = "photo-frame";
    link.href = answer.url;
    link.target = "_blank";
    link.rel = "noopener";
    URL.revokeObjectURL(image.src);
    image.hidden = false;
    image.src = answer.thumb;
    image.alt = "Ảnh chưa có chú thích";
    const state = tile.querySelector("[data-photo-state]");
    state.textContent = answer.taken_at ? answer.taken_at.split(" ").pop() : "đã nhận";
    link.append(image, state);
    tile.querySelector(".photo-frame").replaceWith(link);
  }

  refuse(file, reason, mayRetry) {
    const row = this.form.querySelector("#photo-refused").content.firstElementChild.cloneNode(true);
    row.querySelector(".photo-reason").textContent = reason;
    const again = row.querySelector("[data-photo-again]");
    const close = () => { row.remove(); this.refused -= 1; this.onChange({}); };
    again.hidden = !mayRetry;
    again.addEventListener("click", () => { close(); this.put(file); this.onChange({ picked: 1 }); });
    row.querySelector("[data-photo-drop]").addEventListener("click", close);
    this.news.append(row);
    this.refused += 1;
  }

  count() { return this.grid.querySelectorAll("[data-photo]").length; }

  recount() { this.form.querySelector("[data-photo-count]").textContent = this.count(); }
}
