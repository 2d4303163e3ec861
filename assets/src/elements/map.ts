import type { ECharts } from "echarts/core";
import { h } from "../dom";
import { readJson } from "./json-source";
import type * as Hubei from "../charts/hubei";
import { t } from "../words";

/** A map of the province. What is inside the element, a table with the same rows, stays: the way in for keyboards and readers. */
abstract class ProvinceMap<Row> extends HTMLElement {
  private chart: ECharts | null = null;
  private watcher: ResizeObserver | null = null;

  protected abstract draw(hubei: typeof Hubei, canvas: HTMLElement, rows: Row[]): Promise<ECharts>;

  async connectedCallback(): Promise<void> {
    const canvas = h("div", { class: "ld-map-canvas", role: "img", "aria-label": this.getAttribute("label") ?? t("湖北省地图") });
    this.prepend(canvas);
    try {
      const [hubei, rows] = await Promise.all([import("../charts/hubei"), readJson<Row[]>(this)]);
      if (!this.isConnected) return;
      this.chart = await this.draw(hubei, canvas, rows);
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

/**
 * By light: <ld-map data="script-id" label="…"> or src.
 *
 * Rows: {"name": "武汉市", "light": "green|blue|yellow|red|grey", "text": "红灯 2 项", "url": "/…"}. Any unit not in the rows is
 * drawn grey as 无数据.
 */
class LightMap extends ProvinceMap<Hubei.UnitLight> {
  protected draw(hubei: typeof Hubei, canvas: HTMLElement, rows: Hubei.UnitLight[]): Promise<ECharts> {
    return hubei.drawMap(canvas, rows);
  }
}

/** By a figure: <ld-shade-map data="script-id" label="…">. Rows: {"name": "武汉市", "value": 12.5, "change": -3, "text": "…"}. */
class ShadeMap extends ProvinceMap<Hubei.UnitShade> {
  protected draw(hubei: typeof Hubei, canvas: HTMLElement, rows: Hubei.UnitShade[]): Promise<ECharts> {
    return hubei.drawShades(canvas, rows);
  }
}

customElements.define("ld-map", LightMap);
customElements.define("ld-shade-map", ShadeMap);
