import { announce, on } from "../dom";
import { t } from "../words";

/** Kept in a cookie, not localStorage: the server puts the class on <html>, so a page never flashes in the other size. */
function remember(name: string, value: string): void {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
}

const root = document.documentElement;

on("click", "[data-toggle-large]", () => {
  const large = root.classList.toggle("ld-large");
  remember("ld_font", large ? "large" : "normal");
  for (const button of document.querySelectorAll("[data-toggle-large]")) button.setAttribute("aria-pressed", `${large}`);
  announce(large ? t("已切换为大字版") : t("已切换为标准字号"));
});

on("click", "[data-toggle-nav]", () => {
  const folded = root.classList.toggle("ld-nav-folded");
  remember("ld_nav", folded ? "folded" : "open");
  for (const button of document.querySelectorAll("[data-toggle-nav]")) button.setAttribute("aria-expanded", `${!folded}`);
});
