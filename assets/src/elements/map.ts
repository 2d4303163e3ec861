import type { ECharts } from "echarts/core";
import { h } from "../dom";
import { readJson } from "./json-source";
import type { UnitLight } from "../charts/hubei";
import { t } from "../words";

/**
 * Map of the province by light: <ld-map data="script-id" label="…"> or src.
 *
 * Rows: {"name": "武汉市", "light": "green|blue|yellow|red|grey", "text": "红灯 2 项", "url": "/…"}. Any unit not in the rows is
 * drawn grey as 无数据. What is inside the element (a table with the same rows) stays, as the way in for keyboards and readers.
 */
class LightMap extends HTMLElement {
  private chart: ECharts | null = null;
  private watcher: ResizeObserver | null = null;

  async connectedCallback(): Promise<void> {
    const canvas = h("div", { class: "ld-map-canvas", role: "img", "aria-label": this.getAttribute("label") ?? t("湖北省地图") });
    this.prepend(canvas);
    try {
      const [{ drawMap }, rows] = await Promise.all([import("../charts/hubei"), readJson<UnitLight[]>(this)]);
      if (!this.isConnected) return;
      this.chart = await drawMap(canvas, rows);
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

customElements.define("ld-map", LightMap);
