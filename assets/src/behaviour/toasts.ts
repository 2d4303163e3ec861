import { h } from "../dom";
import { icon } from "../icons";
import { csrfToken, post } from "./csrf";
import { t } from "../words";

interface ToastOptions {
  tone?: "info" | "success" | "error";
  /** Address to POST to; shows 撤销 beside the text. The page reloads afterwards, as other rows may depend on it. */
  undoUrl?: string;
}

const ICONS = { info: "info", success: "circle-check", error: "triangle-alert" };
// A person reads about 5 characters a second; an error stays until it is closed.
const shownFor = (text: string, undo: boolean) => Math.max(undo ? 10_000 : 5_000, text.length * 200);

function box(): HTMLElement {
  const existing = document.querySelector<HTMLElement>(".ld-toasts");
  if (existing) return existing;
  const created = h("div", { class: "ld-toasts", role: "region", "aria-label": t("操作结果"), "aria-live": "polite" });
  document.body.append(created);
  return created;
}

export function toast(text: string, { tone = "info", undoUrl }: ToastOptions = {}): void {
  const same = [...box().children].find((child) => child.querySelector(".ld-toast-text")?.textContent === text);
  same?.remove();
  const close = h("button", { type: "button", class: "ld-toast-close", "aria-label": t("关闭") }, icon("x"));
  const undo = undoUrl && h("button", { type: "button" }, t("撤销"));
  const element = h(
    "div",
    { class: `ld-toast ld-toast-${tone}`, role: tone === "error" ? "alert" : undefined },
    icon(ICONS[tone]),
    h("span", { class: "ld-toast-text" }, text),
    undo || null,
    close,
  );
  close.addEventListener("click", () => element.remove());
  if (undo && undoUrl) {
    undo.addEventListener("click", async () => {
      undo.disabled = true;
      try {
        await post(undoUrl, new URLSearchParams({ csrfmiddlewaretoken: csrfToken() }));
        window.location.reload();
      } catch (error) {
        toast((error as Error).message, { tone: "error" });
        undo.disabled = false;
      }
    });
  }
  box().append(element);
  if (tone !== "error") leaveAfter(element, shownFor(text, !!undo));
}

/** Remove after a time that stops while the pointer or the focus is on the toast (WCAG 2.2.1). */
function leaveAfter(element: HTMLElement, ms: number): void {
  let timer = window.setTimeout(() => element.remove(), ms);
  for (const type of ["pointerenter", "focusin"]) element.addEventListener(type, () => clearTimeout(timer));
  for (const type of ["pointerleave", "focusout"]) {
    element.addEventListener(type, () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => element.remove(), ms / 2);
    });
  }
}

// From the server: response header  HX-Trigger: {"ld-toast": {"text": "…", "tone": "success", "undo_url": "/…"}}
document.addEventListener("ld-toast", (event) => {
  const { text, tone, undo_url } = (event as CustomEvent).detail;
  toast(text, { tone, undoUrl: undo_url });
});

// From a full page: <template data-toast="…" data-undo-url="…"> (base/components/messages.html)
for (const template of document.querySelectorAll<HTMLTemplateElement>("template[data-toast]")) {
  toast(template.dataset.toast ?? "", { tone: "success", undoUrl: template.dataset.undoUrl });
}
