import { h } from "../dom";
import { t } from "../words";
import type { Bar } from "../charts/gantt";

/**
 * Bars in time: <ld-gantt data="script-id" rest="script-id" label="…">.
 *
 * Bars: {"id", "name", "start": "2026-03-01", "end", "progress": 0..100, "light", "text", "url"}; rest: days off as a list of dates.
 * The page has the same rows as a table: the drawing is for the eye.
 */
class Gantt extends HTMLElement {
  async connectedCallback(): Promise<void> {
    const canvas = h("div", { class: "ld-gantt-canvas", role: "img", "aria-label": this.getAttribute("label") ?? t("甘特图") });
    this.replaceChildren(canvas);
    try {
      const { drawGantt } = await import("../charts/gantt");
      if (!this.isConnected) return;
      this.prepend(drawGantt(canvas, this.#read<Bar[]>("data"), this.#read<string[]>("rest")));
    } catch {
      canvas.replaceWith(h("p", { class: "ld-empty" }, t("甘特图没有画出来，请查看下面的表格。")));
    }
  }

  #read<T>(name: string): T {
    return JSON.parse(document.getElementById(this.getAttribute(name) ?? "")?.textContent ?? "[]") as T;
  }
}

customElements.define("ld-gantt", Gantt);
