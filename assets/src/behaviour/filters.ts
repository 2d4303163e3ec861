import { on } from "../dom";

// The filters that a narrow window folds away (styles/table.css)
on("click", ".ld-filter-toggle", (_event, button) => {
  const open = button.closest(".ld-filter")?.classList.toggle("ld-filter-open") ?? false;
  button.setAttribute("aria-expanded", `${open}`);
});
