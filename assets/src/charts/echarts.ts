import { BarChart, LineChart, MapChart, PieChart } from "echarts/charts";
import {
  AriaComponent, DatasetComponent, GeoComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent,
} from "echarts/components";
import { init, registerTheme, use, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([
  BarChart, LineChart, MapChart, PieChart, AriaComponent, DatasetComponent, GeoComponent, GridComponent, LegendComponent, MarkLineComponent,
  TooltipComponent, VisualMapComponent, CanvasRenderer,
]);

/** A colour or font of the design, read from the page so that it is written down once (styles/tokens.css). */
export const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--ld-${name}`).trim();

const axis = () => ({
  axisLine: { lineStyle: { color: token("line-strong") } },
  axisTick: { show: false },
  axisLabel: { color: token("ink-2") },
  splitLine: { lineStyle: { color: token("line") } },
});

function theme(): object {
  return {
    color: [token("accent"), "#c98a1b", "#5b8c6e", "#8a6aa8", "#7c8b99"],
    textStyle: { fontFamily: token("font"), color: token("ink") },
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    legend: { textStyle: { color: token("ink-2") }, itemWidth: 14, itemHeight: 10 },
    tooltip: { backgroundColor: "#1c2933", borderWidth: 0, textStyle: { color: "#fff" }, confine: true },
    categoryAxis: { ...axis(), splitLine: { show: false } },
    valueAxis: { ...axis(), axisLine: { show: false } },
    timeAxis: axis(),
    line: { symbol: "circle", symbolSize: 7, lineStyle: { width: 2.5 } },
    bar: { barMaxWidth: 28, itemStyle: { borderRadius: [3, 3, 0, 0] } },
  };
}

export function draw(canvas: HTMLElement, option: object): ECharts {
  registerTheme("luodi", theme());
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8125;
  const chart = init(canvas, "luodi", { locale: "ZH" });
  chart.setOption({ animation: !still, textStyle: { fontSize: size }, aria: { enabled: true, decal: { show: true } }, tooltip: {}, ...option });
  return chart;
}
