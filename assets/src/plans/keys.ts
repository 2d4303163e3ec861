// The plan editor without a mouse. Listed in the dialog "?" (staff/views/plan_editor.py, _page_keys).
import { editor } from "./requests";
import { toggleSide } from "./source";
import { openTask } from "./tree";

const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox])";

function click(selector: string, within: ParentNode = document): boolean {
  const button = within.querySelector<HTMLButtonElement>(selector);
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

function step(from: HTMLElement, by: number): boolean {
  const lines = [...document.querySelectorAll<HTMLElement>("#plan-tree .pl-text")];
  const row = from.closest(".pl-task, .pl-stream");
  const at = lines.findIndex((line) => row?.contains(line));
  const next = lines[row?.classList.contains("pl-stream") && by > 0 ? at : at + by];
  next?.focus();
  return !!next;
}

function withControl(event: KeyboardEvent, at: HTMLElement): boolean {
  const key = event.key.toLowerCase();
  if (key === "enter" && at.matches("textarea[name$=-text]")) return click("[data-split]", at.closest("form")!);
  if (at.closest(TYPING)) return false; // undo of typing is the browser's
  if (key === "z" && !event.shiftKey) return click("#plan-undo");
  if (key === "y" || (key === "z" && event.shiftKey)) return click("#plan-redo");
  return false;
}

function plain(event: KeyboardEvent, at: HTMLElement, row: HTMLElement | null): boolean {
  if (event.key === "ArrowDown" && row) return step(at, 1);
  if (event.key === "ArrowUp" && row) return step(at, -1);
  const key = event.key.toLowerCase();
  if (key === "o") return toggleSide();
  if (!row?.classList.contains("pl-task")) return false;
  if (key === "escape" && row.classList.contains("pl-open")) return openTask(row, false), true;
  if (key === "x") return click(".ld-select-row", row);
  if (key === "delete") {
    const lines = [...document.querySelectorAll<HTMLElement>("#plan-tree .pl-task")];
    const rest = lines.filter((line) => line === row || !row.contains(line)); // its sub-tasks go with it
    const next = rest[rest.indexOf(row) + 1] ?? rest[rest.indexOf(row) - 1];
    const gone = click("[data-act=delete]", row);
    next?.querySelector<HTMLElement>(".pl-text")?.focus();
    return gone;
  }
  const act = { n: "add", s: "sub", d: "copy", m: "merge" }[key];
  return !!act && click(`[data-act=${act}]`, row);
}

// Captured: before <ld-sortable>, whose Alt+arrows know one list only, and before the page's own keys.
document.addEventListener(
  "keydown",
  (event) => {
    const at = event.target instanceof HTMLElement ? event.target : null;
    if (!editor() || !at || event.isComposing || document.querySelector("wa-dialog[open]")) return;
    const row = at.closest<HTMLElement>("#plan-tree .pl-task") ?? at.closest<HTMLElement>("#plan-tree .pl-stream");
    let done = false;
    if (event.altKey) {
      const act = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "indent", ArrowLeft: "outdent" }[event.key];
      const bar = row?.querySelector(":scope > .ld-tree-row");
      done = !!act && !!bar && (click(`[data-act=${act}]`, bar) || true);
    } else if (event.ctrlKey || event.metaKey) done = withControl(event, at);
    else if (!at.closest(TYPING)) done = plain(event, at, row);
    if (!done) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
