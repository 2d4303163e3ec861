import { announce, on } from "../dom";
import { t } from "../words";

// <form data-selection> around a table: .ld-select-all, .ld-select-row, [data-selected-count], [data-bulk]
const rows = (form: HTMLElement) => [...form.querySelectorAll<HTMLInputElement>(".ld-select-row")];

function refresh(form: HTMLElement): void {
  const all = rows(form);
  const chosen = all.filter((row) => row.checked).length;
  for (const box of form.querySelectorAll<HTMLInputElement>(".ld-select-all")) {
    box.checked = chosen > 0 && chosen === all.length;
    box.indeterminate = chosen > 0 && chosen < all.length;
  }
  for (const count of form.querySelectorAll("[data-selected-count]")) count.textContent = `${chosen}`;
  for (const bar of form.querySelectorAll<HTMLElement>("[data-bulk]")) bar.hidden = chosen === 0;
}

let last: HTMLInputElement | null = null;

on<MouseEvent>("click", ".ld-select-row", (event, row) => {
  const form = row.closest<HTMLElement>("[data-selection]");
  if (!form) return;
  const all = rows(form);
  const from = last ? all.indexOf(last) : -1;
  const to = all.indexOf(row as HTMLInputElement);
  if (event.shiftKey && from >= 0) {
    for (const between of all.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      between.checked = (row as HTMLInputElement).checked;
    }
  }
  last = row as HTMLInputElement;
  refresh(form);
});

on("change", ".ld-select-all", (_event, box) => {
  const form = box.closest<HTMLElement>("[data-selection]");
  if (!form) return;
  for (const row of rows(form)) row.checked = (box as HTMLInputElement).checked;
  refresh(form);
  announce(t("已选择 {count} 项", { count: rows(form).filter((row) => row.checked).length }));
});

on("click", "[data-select-none]", (_event, button) => {
  const form = button.closest<HTMLElement>("[data-selection]");
  if (!form) return;
  for (const row of rows(form)) row.checked = false;
  refresh(form);
});

const refreshAll = () => document.querySelectorAll<HTMLElement>("[data-selection]").forEach(refresh);
document.addEventListener("htmx:after:swap", refreshAll);
window.addEventListener("pageshow", refreshAll); // the browser restores ticks on "back"
