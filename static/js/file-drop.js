// Chosen files in words, dropped files, and, with data-upload-url, each file sent by itself with its progress:
// a refused file loses nothing of the others. The server answers a fragment (put into data-upload-target)
// or, with 4xx, the reason in words.
const kilobytes = (bytes) => `${Math.max(1, Math.round(bytes / 1024)).toLocaleString("vi-VN")} kB`;
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

function row(box, file) {
  const element = box.querySelector("[data-file-template]").content.firstElementChild.cloneNode(true);
  element.querySelector(".file-name").textContent = file.name;
  element.querySelector(".file-state").textContent = kilobytes(file.size);
  box.querySelector("[data-file-list]").append(element);
  return element;
}

function mark(element, kind, text) {
  element.classList.remove("file-bad", "file-ok");
  if (kind) element.classList.add(`file-${kind}`);
  element.querySelector(".file-state").textContent = text;
  element.querySelector("progress").hidden = true;
}

function tooLarge(box, file) {
  const limit = Number(box.dataset.maxBytes ?? 0);
  return limit && file.size > limit
    ? `Tệp ${kilobytes(file.size)}, lớn hơn mức ${Math.floor(limit / 1024 / 1024)} MB. Chọn tệp nhỏ hơn.`
    : "";
}

function send(box, input, file, element) {
  const progress = element.querySelector("progress");
  const retry = element.querySelector("[data-file-retry]");
  const refused = (text) => {
    mark(element, "bad", text);
    retry.hidden = false;
    retry.onclick = () => send(box, input, file, element);
  };
  const request = new XMLHttpRequest();
  const data = new FormData();
  data.append(input.name, file);
  retry.hidden = true;
  mark(element, "", "đang gửi");
  progress.hidden = false;
  progress.setAttribute("aria-label", `Đang gửi ${file.name}`);
  request.upload.onprogress = (event) => { progress.value = (event.loaded / event.total) * 100; };
  request.onerror = () => refused("Chưa gửi được. Kiểm tra kết nối mạng rồi gửi lại.");
  request.onload = () => {
    if (request.getResponseHeader("HX-Redirect")) {
      refused("Phiên làm việc đã hết. Đăng nhập ở thẻ khác rồi gửi lại.");
    } else if (request.status < 300) {
      mark(element, "ok", `đã nhận, ${kilobytes(file.size)}`);
      document.querySelector(box.dataset.uploadTarget)?.insertAdjacentHTML("beforeend", request.responseText);
    } else {
      const plain = request.getResponseHeader("Content-Type")?.startsWith("text/plain");
      refused(plain ? request.responseText : "Máy chủ không nhận tệp này. Thử lại sau ít phút.");
    }
  };
  request.open("POST", box.dataset.uploadUrl);
  request.setRequestHeader("X-CSRFToken", token());
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("HX-Current-URL", location.href);
  request.send(data);
}

function take(box, input) {
  const list = box.querySelector("[data-file-list]");
  if (!box.dataset.uploadUrl) list.replaceChildren();
  for (const file of input.files) {
    const element = row(box, file);
    const reason = tooLarge(box, file);
    if (reason) mark(element, "bad", reason);
    else if (box.dataset.uploadUrl) send(box, input, file, element);
  }
  if (box.dataset.uploadUrl) input.value = "";
}

for (const box of document.querySelectorAll("[data-file-drop]")) {
  const input = box.querySelector("input[type=file]");
  const zone = box.querySelector(".file-drop");
  input.addEventListener("change", () => take(box, input));
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.classList.add("is-over"));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
}
