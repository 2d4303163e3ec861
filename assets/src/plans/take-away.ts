// A plan on paper and on the clipboard.
import { failureText } from "../behaviour/csrf";
import { toast } from "../behaviour/toasts";
import { on } from "../dom";
import { t } from "../words";

on("click", "[data-print]", () => window.print());

on("click", "[data-copy-url]", async (_event, button) => {
  try {
    const response = await fetch(button.dataset.copyUrl!);
    if (!response.ok) throw new Error(failureText(response.status));
    await navigator.clipboard.writeText(await response.text());
    toast(t("已复制到剪贴板。"), { tone: "success" });
  } catch (error) {
    const words = error instanceof DOMException ? t("浏览器不允许写入剪贴板，请改用下载。") : (error as Error).message;
    toast(words, { tone: "error" });
  }
});
