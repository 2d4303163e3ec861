import type WaDialog from "@awesome.me/webawesome/dist/components/dialog/dialog.js";

// Single keys work only outside fields; a screen lists its own in the dialog #ld-keys.
const PRESSED = "a[href], button, summary";
const TYPING = "input, textarea, select, [contenteditable], wa-dialog[open]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target instanceof Element && event.target.closest(TYPING)) return;
  if (event.key === "?" || event.key === "？") {
    const help = document.getElementById("ld-keys") as WaDialog | null;
    if (help) help.open = true;
  } else if (event.key === "/") {
    const search = document.querySelector<HTMLInputElement>("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "Enter" && event.target instanceof Element && event.target.closest(PRESSED)) {
    return; // it is for what has the focus
  } else {
    const target = document.querySelector<HTMLElement>(`[data-key~="${CSS.escape(event.key)}"]`);
    if (!target || target.closest("[hidden]")) return;
    event.preventDefault();
    if (target.matches("input, select, textarea")) target.focus();
    else target.click();
  }
});
