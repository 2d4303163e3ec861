import type { ECharts } from "echarts/core";
import { h } from "../dom";
import { readJson } from "./json-source";
import type { UnitShade } from "../charts/hubei";
import { t } from "../words";

/**
 * Map of the province by a figure: <ld-shade-map data="script-id" label="…">.
 *
 * Rows: {"name": "武汉市", "value": 12.5, "change": -3, "text": "…"}. A table of the same figures belongs beside it.
 */
class ShadeMap extends HTMLElement {
  private chart: ECharts | null = null;
  private watcher: ResizeObserver | null = null;

  async connectedCallback(): Promise<void> {
    const canvas = h("div", { class: "ld-map-canvas", role: "img", "aria-label": this.getAttribute("label") ?? t("湖北省地图") });
    this.prepend(canvas);
    try {
      const [{ drawShades }, rows] = await Promise.all([import("../charts/hubei"), readJson<UnitShade[]>(this)]);
      if (!this.isConnected) return;
      this.chart = await drawShades(canvas, rows);
      this.watcher = new ResizeObserver(() => this.chart?.resize());
      this.watcher.observe(this);
    } catch {
      canvas.replaceWith(h("p", { class: "ld-empty" }, t("地图没有取到，请查看下面的表格。")));
    }
  }

  disconnectedCallback(): void {
    this.watcher?.disconnect();
    this.chart?.dispose();
    this.querySelector(".ld-map-canvas")?.remove();
  }
}

customElements.define("ld-shade-map", ShadeMap);
