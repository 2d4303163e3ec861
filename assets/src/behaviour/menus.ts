import { on } from "../dom";

const OPEN = "details.ld-menu[open]";

// A disclosure closes when one looks elsewhere, and gives the focus back on Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
    if (!(event.target instanceof Node) || !menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("focusin", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
    if (!(event.target instanceof Node) || !menu.contains(event.target)) menu.open = false;
  }
});
on<KeyboardEvent>("keydown", OPEN, (event, menu) => {
  const items = [...menu.querySelectorAll<HTMLElement>(".ld-menu-item")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (event.key === "Escape") {
    (menu as HTMLDetailsElement).open = false;
    menu.querySelector("summary")?.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    items[(at + step + items.length) % items.length]?.focus();
  }
});
