// The tree of workstreams and tasks: open and close, drop, choose several.
import { on } from "../dom";
import type { UnitPicker } from "../elements/unit-picker";
import { editor } from "./requests";

export function rowOf(id: string | number): HTMLElement | null {
  return document.getElementById(`task-${id}`);
}

export function openTask(row: HTMLElement, open = !row.classList.contains("pl-open")): void {
  const body = row.querySelector<HTMLElement>(".pl-body");
  if (!body) return;
  row.classList.toggle("pl-open", open);
  row.querySelector(".pl-text")?.setAttribute("aria-expanded", `${open}`);
  body.hidden = !open;
  if (open && !body.childElementCount) body.dispatchEvent(new Event("pl-load"));
}

/** The cursor into a task's text, now or once its fields are there. */
function write(row: HTMLElement): void {
  openTask(row, true);
  const text = row.querySelector<HTMLTextAreaElement>("textarea[name$=-text]");
  if (text) text.focus();
  else row.dataset.write = "";
}

/** Show a task: scroll to it, focus its line, and with `fields` open it with the cursor in its text. */
export function goTo(id: string | number, fields = false): void {
  const row = rowOf(id);
  if (!row) return;
  const button = row.querySelector<HTMLElement>(".pl-text");
  row.scrollIntoView({ block: "nearest" });
  button?.focus();
  if (fields) openTask(row, true);
}

on("click", "[data-open-task]", (_event, button) => {
  const row = rowOf(button.dataset.openTask!);
  if (row) openTask(row);
});

// A task just made has no words yet: its fields open at once, with the cursor in the text.
document.addEventListener("plan-focus", (event) => {
  const { task } = (event as CustomEvent<{ task: number }>).detail;
  const row = rowOf(task);
  goTo(task);
  if (row?.querySelector(":scope > .pl-row .pl-text em")) write(row);
});

document.addEventListener("htmx:after:swap", () => {
  const row = document.querySelector<HTMLElement>("#plan-tree .pl-task[data-write]");
  if (!row?.querySelector("textarea")) return;
  delete row.dataset.write;
  write(row);
});

on("ld-sorted", "#plan-tree", (event) => {
  const form = document.getElementById("plan-move") as HTMLFormElement;
  const values = (event as unknown as CustomEvent<Record<string, string>>).detail;
  for (const name of ["moved", "parent", "order"]) {
    (form.elements.namedItem(name) as HTMLInputElement).value = values[name] ?? "";
  }
  form.requestSubmit();
});

const chosen = () => document.querySelectorAll("#plan-tree .ld-select-row:checked").length;

export function drawChosen(): void {
  const bar = document.querySelector<HTMLElement>("[data-plan-bulk]");
  if (!bar) return;
  const count = chosen();
  bar.hidden = count === 0;
  bar.querySelector("[data-plan-chosen]")!.textContent = `${count}`;
  if (count) return;
  for (const menu of bar.querySelectorAll("details")) menu.open = false;
  // Units named for one choice of tasks must not go along to the next.
  for (const picker of bar.querySelectorAll<UnitPicker>("ld-unit-picker")) picker.clear();
}

on("change", "#plan-tree .ld-select-row, #plan-tree .ld-select-all", () => window.setTimeout(drawChosen));
on("click", "[data-plan-none]", () => {
  for (const box of document.querySelectorAll<HTMLInputElement>("#plan-tree .ld-select-row")) box.checked = false;
  drawChosen();
});
editor()?.addEventListener("plan-drawn", drawChosen);

// /…/edit/#task-12 leads to the task
if (editor() && location.hash.startsWith("#task-")) goTo(location.hash.slice(6), true);
