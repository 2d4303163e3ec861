import type { ECharts } from "echarts/core";
import { h } from "../dom";
import { readJson } from "./json-source";
import { t } from "../words";

/**
 * A chart from an ECharts option. <ld-chart data="script-id" label="…"> or src="/…/chart.json"; height by --height.
 * Colours, fonts and grid come from the design; the option says data only. A table of the same figures belongs beside it.
 */
class Chart extends HTMLElement {
  private chart: ECharts | null = null;
  private watcher: ResizeObserver | null = null;

  async connectedCallback(): Promise<void> {
    const canvas = h("div", { class: "ld-chart-canvas", role: "img", "aria-label": this.getAttribute("label") ?? t("图表") });
    this.append(canvas);
    try {
      const [{ draw }, option] = await Promise.all([import("../charts/echarts"), readJson<object>(this)]);
      if (!this.isConnected) return;
      this.chart = draw(canvas, option);
      this.watcher = new ResizeObserver(() => this.chart?.resize());
      this.watcher.observe(this);
    } catch {
      canvas.replaceWith(h("p", { class: "ld-empty" }, t("图表数据没有取到，请刷新页面。")));
    }
  }

  disconnectedCallback(): void {
    this.watcher?.disconnect();
    this.chart?.dispose();
    this.replaceChildren(...[...this.children].filter((child) => !child.matches(".ld-chart-canvas")));
  }
}

customElements.define("ld-chart", Chart);
