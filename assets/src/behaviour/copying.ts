import { on } from "../dom";
import { t } from "../words";
import { toast } from "./toasts";

// <button data-copy="#field"> copies what the field holds. Outside https the browser gives no clipboard: then the
// text is marked, for the person to copy.
on("click", "[data-copy]", async (_event, button) => {
  const field = document.querySelector<HTMLInputElement>(button.dataset.copy!);
  if (!field) return;
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    toast(t("已复制到剪贴板。"), { tone: "success" });
  } catch {
    toast(t("浏览器不允许写入剪贴板，已为您选中，请按 Ctrl+C 复制。"));
  }
});

// A one-time link is copied whole or not at all.
on("focusin", "input[readonly]", (_event, field) => (field as HTMLInputElement).select());
