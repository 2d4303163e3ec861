import { on } from "../dom";

const OPEN = "details.ld-menu[open]";

// A disclosure closes when one looks elsewhere, and gives the focus back on Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
    // The path, not the tree: what was clicked may be gone by now (a chosen unit taken away).
    if (!event.composedPath().includes(menu)) menu.open = false;
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

// Inside a scrolling table the panel would be cut off: there it is placed on the window, upwards if the room below is short.
const IN_TABLE = `.ld-table-box ${OPEN}`;

function place(menu: HTMLDetailsElement): void {
  const panel = menu.querySelector<HTMLElement>(".ld-menu-panel");
  const at = menu.querySelector("summary")?.getBoundingClientRect();
  if (!panel || !at) return;
  panel.style.position = "fixed";
  panel.style.inset = "auto";
  const above = at.bottom + panel.offsetHeight + 8 > window.innerHeight && at.top > panel.offsetHeight;
  panel.style.top = `${above ? at.top - panel.offsetHeight - 4 : at.bottom + 4}px`;
  panel.style.left = `${Math.max(8, Math.min(at.right - panel.offsetWidth, window.innerWidth - panel.offsetWidth - 8))}px`;
}

const placeAll = () => document.querySelectorAll<HTMLDetailsElement>(IN_TABLE).forEach(place);

// Captured: neither event bubbles.
for (const type of ["toggle", "scroll"]) document.addEventListener(type, placeAll, { capture: true, passive: true });
window.addEventListener("resize", placeAll);
