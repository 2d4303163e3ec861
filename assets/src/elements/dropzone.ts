import { csrfToken, failureText } from "../behaviour/csrf";
import { h, on, uid } from "../dom";
import { icon } from "../icons";
import { t } from "../words";

/**
 * .ld-drop around an <input type=file>: drop files onto it; the input stays what the form sends.
 *
 * With data-upload-url each file is sent at once, with progress. The address answers JSON
 * {"url": where to go next} or, with 4xx, {"error": "…"} shown at the file. data-max-mb refuses before sending.
 */
const zones = ".ld-drop";

on<DragEvent>("dragover", zones, (event, zone) => {
  event.preventDefault();
  zone.classList.add("ld-drop-over");
});
on<DragEvent>("dragleave", zones, (event, zone) => {
  if (!zone.contains(event.relatedTarget as Node | null)) zone.classList.remove("ld-drop-over");
});
on<DragEvent>("drop", zones, (event, zone) => {
  event.preventDefault();
  zone.classList.remove("ld-drop-over");
  const input = zone.querySelector<HTMLInputElement>("input[type=file]");
  const files = event.dataTransfer?.files;
  if (!input || !files?.length) return;
  input.files = input.multiple ? files : first(files);
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

on("change", `${zones} input[type=file]`, (_event, element) => {
  const input = element as HTMLInputElement;
  const zone = input.closest<HTMLElement>(zones)!;
  const list = zone.querySelector(".ld-drop-files") ?? zone.appendChild(h("ul", { class: "ld-drop-files" }));
  list.replaceChildren();
  for (const file of input.files ?? []) {
    const row = new FileRow(file);
    list.append(row.element);
    const limit = Number(zone.dataset.maxMb ?? 0);
    if (limit && file.size > limit * 1024 * 1024) row.fail(t("文件超过 {limit} MB，请压缩或拆分后再上传。", { limit }));
    else if (file.size === 0) row.fail(t("文件是空的。"));
    else if (zone.dataset.uploadUrl) send(zone.dataset.uploadUrl, input.name, row);
  }
  if (zone.dataset.uploadUrl) input.value = "";
});

function first(files: FileList): FileList {
  const kept = new DataTransfer();
  if (files[0]) kept.items.add(files[0]);
  return kept.files;
}

class FileRow {
  element: HTMLLIElement;
  private bar = h("progress", { max: "100", value: "0" });
  private share = h("span", { class: "ld-num" });
  private progress: HTMLElement;

  constructor(readonly file: File) {
    const id = uid("ld-file");
    this.bar.setAttribute("aria-labelledby", id);
    this.progress = h("span", { class: "ld-progress", hidden: true }, this.bar, this.share);
    this.element = h(
      "li",
      { class: "ld-drop-file" },
      icon("file-text"),
      h("span", { id }, file.name),
      h("span", { class: "ld-quiet ld-nowrap" }, size(file.size)),
      this.progress,
    );
  }

  show(sent: number): void {
    this.progress.hidden = false;
    this.bar.value = sent * 100;
    this.share.textContent = `${Math.round(sent * 100)}%`;
  }

  fail(text: string): void {
    this.progress.hidden = true;
    this.element.append(h("span", { class: "ld-error", role: "alert" }, icon("triangle-alert"), h("span", {}, text)));
  }
}

const size = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** XMLHttpRequest, because fetch cannot report how much has been sent. */
function send(url: string, name: string, row: FileRow): void {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append(name, row.file);
  request.open("POST", url);
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => event.lengthComputable && row.show(event.loaded / event.total));
  request.addEventListener("error", () => row.fail(failureText(0)));
  request.addEventListener("load", () => {
    if (request.status >= 400) return row.fail(request.response?.error ?? failureText(request.status));
    row.show(1);
    if (request.response?.url) window.location.assign(request.response.url);
  });
  request.send(body);
}
