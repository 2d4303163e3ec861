// After a refused form the reader starts at the list of errors: <div data-focus tabindex="-1">
const focusFirst = () => document.querySelector<HTMLElement>("[data-focus]")?.focus();

focusFirst();
document.addEventListener("htmx:after:settle", (event) => {
  if ((event.target as Element).querySelector?.("[data-focus]")) focusFirst();
});
