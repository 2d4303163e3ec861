// A table no wider than its box lets the heading stick to the window and needs no scrolling of its own;
// a wider one becomes a region that a keyboard can scroll (WCAG 2.1.1).
function fit(box: HTMLElement): void {
  const table = box.querySelector<HTMLElement>(":scope > table");
  if (!table) return;
  const fits = table.scrollWidth <= box.clientWidth + 1;
  const scrolls = !fits || box.classList.contains("ld-table-box-tall");
  box.classList.toggle("ld-table-fits", fits);
  if (scrolls) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
}

const sizes = new ResizeObserver((entries) => entries.forEach((entry) => fit(entry.target as HTMLElement)));

const watchAll = () =>
  document.querySelectorAll<HTMLElement>(".ld-table-box").forEach((box) => {
    sizes.observe(box);
    fit(box);
  });

watchAll();
document.addEventListener("htmx:after:swap", watchAll);
