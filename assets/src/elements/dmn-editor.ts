import { failureText } from "../behaviour/csrf";
import { h } from "../dom";
import { icon } from "../icons";
import { t } from "../words";
import type { DmnEditor } from "../dmn/editor";

/**
 * <div data-dmn-editor data-xml-url data-save-url data-diagnostics-url data-fields-url data-token data-user data-problems>
 *
 * Attributes and what the addresses answer: docs/reference/dmn-editor.md. Where there is too little room to edit a table, or no
 * data-save-url, the model is shown as tables to read; dmn-js is fetched only where it is used.
 */
const ROOMY = matchMedia("(min-width: 48rem)");

function fault(host: HTMLElement, words: string): void {
  host.replaceChildren(h("div", { class: "ld-notice ld-notice-error", role: "alert" }, icon("triangle-alert"), h("span", {}, words)));
}

async function mount(host: HTMLElement): Promise<void> {
  if (host.dataset.mounted) return;
  host.dataset.mounted = "yes";
  const work = h("div", { class: "ld-dmn-work" });
  const read = h("div", { class: "ld-dmn-read" });
  const note = h("div", { class: "ld-notice", role: "note" }, icon("info"), h("span", {}, t("屏幕较窄，这里只供阅读；请在电脑上编辑。")));
  Object.assign(work.dataset, host.dataset);
  host.replaceChildren(h("p", { class: "ld-quiet" }, t("正在打开模型……")));
  let xml: string;
  try {
    const response = await fetch(host.dataset.xmlUrl!, { headers: { Accept: "application/xml" } });
    // Redirected to the sign-in page: the session is over.
    if (!response.ok || response.redirected) return fault(host, failureText(response.ok ? 401 : response.status));
    xml = await response.text();
  } catch {
    return fault(host, failureText(0));
  }
  let editor: DmnEditor | null = null;
  const show = async (): Promise<void> => {
    const edits = ROOMY.matches && !!host.dataset.saveUrl;
    work.hidden = !edits;
    read.hidden = edits;
    if (!edits) {
      const { readable } = await import("../dmn/reading");
      const now = editor ? await editor.current() : xml;
      read.replaceChildren(...(host.dataset.saveUrl ? [note] : []), readable(now));
    } else if (!editor) {
      const { DmnEditor } = await import("../dmn/editor");
      editor = new DmnEditor(work);
      await editor.open(xml);
    }
  };
  host.replaceChildren(work, read);
  try {
    await show();
    ROOMY.addEventListener("change", () => void show());
  } catch {
    fault(host, t("模型打不开：编辑器只认 DMN 1.3，或文件已损坏。可以从 Excel 重新导入，或联系管理员。"));
  }
}

const mountAll = () => document.querySelectorAll<HTMLElement>("[data-dmn-editor]").forEach((host) => void mount(host));

mountAll();
document.addEventListener("htmx:after:swap", mountAll);
