// The source text beside the plan: what each task was read from, and new tasks out of passages.
import { on } from "../dom";
import { codePoints, editor } from "./requests";
import { goTo } from "./tree";

const side = () => document.getElementById("plan-side");
const source = () => side()?.querySelector<HTMLElement>(".pl-source") ?? null;
let lastStream = "";

export function toggleSide(open?: boolean): boolean {
  const panel = side();
  if (!panel) return false;
  const shown = panel.classList.toggle("pl-side-open", open);
  for (const button of document.querySelectorAll("[data-side-toggle][aria-expanded]")) {
    button.setAttribute("aria-expanded", `${shown}`);
  }
  return true;
}

on("click", "[data-side-toggle]", () => toggleSide());

/** Run once the panel shows a tab; loads it first where another one is shown. */
function withTab(tab: string, then: () => void): void {
  const panel = side();
  if (panel?.querySelector("[data-side]")?.getAttribute("data-side") === tab) return then();
  editor()?.addEventListener("plan-drawn", then, { once: true });
  panel?.querySelector<HTMLElement>(`.ld-tab[hx-get$="tab=${tab}"]`)?.click();
}

on("click", "[data-side-tab]", (_event, button) => {
  toggleSide(true);
  withTab(button.dataset.sideTab!, () => {});
});

function bring(target: Element | null | undefined): void {
  const box = source();
  if (!box || !target) return;
  const top = target.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
  box.scrollTo({ top: top - box.clientHeight / 3 });
}

function highlight(id: string): void {
  const marks = [...(source()?.querySelectorAll<HTMLElement>("mark[data-tasks]") ?? [])];
  const mine = marks.filter((mark) => mark.dataset.tasks!.split(" ").includes(id));
  for (const mark of marks) mark.classList.toggle("pl-current", mine.includes(mark));
  bring(mine[0]);
}

on("focusin", "#plan-tree .pl-task", (_event, row) => {
  lastStream = row.dataset.stream ?? "";
  highlight(row.dataset.task ?? "");
});

on("click", "[data-show-source]", (_event, button) => {
  toggleSide(true);
  withTab("source", () => highlight(button.dataset.showSource!));
});

on("click", "[data-show-at]", (_event, button) => {
  const at = Number(button.dataset.showAt);
  withTab("source", () => {
    const pieces = [...(source()?.querySelectorAll<HTMLElement>("[data-at]") ?? [])];
    bring(pieces.filter((piece) => Number(piece.dataset.at) <= at).pop());
  });
});

on("click", "[data-goto-task]", (event, link) => {
  event.preventDefault();
  goTo(link.dataset.gotoTask!, true);
});

on("click", ".pl-source mark[data-tasks]", (_event, mark) => {
  if (!getSelection()?.isCollapsed) return; // choosing words, not a task
  const [id] = mark.dataset.tasks!.trim().split(" ");
  if (id) goTo(id);
});

/** Where a point of the selection lies in the text, in code points; null outside it. */
function offsetOf(node: Node | null, offset: number): number | null {
  const piece = (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>("[data-at]");
  if (!node || !piece || !source()?.contains(piece)) return null;
  return Number(piece.dataset.at) + codePoints(node.textContent ?? "", node instanceof Text ? offset : 0);
}

function selectedRange(): [number, number] | null {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  return start !== null && end !== null && start < end ? [start, end] : null;
}

function addFromText(start: number, end: number): void {
  const form = document.getElementById("plan-from-text") as HTMLFormElement;
  const first = document.querySelector<HTMLElement>("#plan-tree .pl-stream")?.dataset.id?.slice(1) ?? "";
  const set = (name: string, value: string) => ((form.elements.namedItem(name) as HTMLInputElement).value = value);
  set("start", `${start}`);
  set("end", `${end}`);
  set("workstream", document.querySelector(`#plan-tree [data-id="w${lastStream}"]`) ? lastStream : first);
  form.requestSubmit();
}

document.addEventListener("selectionchange", () => {
  const button = side()?.querySelector<HTMLButtonElement>("[data-selected-text]");
  if (button) button.disabled = !selectedRange();
});

// pointerdown would empty the selection before the click
on("pointerdown", "[data-selected-text]", (event) => event.preventDefault());
on("click", "[data-selected-text]", () => {
  const range = selectedRange();
  if (range) addFromText(...range);
});

on("click", "[data-from-text]", (_event, button) => {
  const [start, end] = button.dataset.fromText!.split(" ").map(Number);
  addFromText(start!, end!);
});

// After an act the marks stand elsewhere; after a saved field only the checks can differ.
function renew(tabs: string[]): void {
  const current = side()?.querySelector<HTMLElement>(".ld-tab[aria-current]");
  const shown = side()?.querySelector("[data-side]")?.getAttribute("data-side") ?? "";
  if (tabs.includes(shown)) current?.click();
}
document.addEventListener("plan-changed", () => renew(["source", "checks", "coverage"]));
document.addEventListener("plan-saved", () => renew(["checks"]));
