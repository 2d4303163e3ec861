import { registerMap, type ECharts } from "echarts/core";
import mapUrl from "echarts4/map/json/province/hubei.json?url";
import { draw, token } from "./echarts";
import { t } from "../words";

export interface UnitLight {
  name: string;
  light: "green" | "blue" | "yellow" | "red" | "grey";
  text: string;
  url?: string;
}

// Shape repeats what colour says, on the map as in the badges.
const LOOK: Record<UnitLight["light"], { mark: string; word: string; decal: object }> = {
  green: { mark: "✓", word: t("绿灯"), decal: { symbol: "none" } },
  blue: { mark: "◷", word: t("蓝灯"), decal: { symbol: "circle", symbolSize: 0.35, dashArrayX: [[8, 8]], dashArrayY: [8, 6] } },
  yellow: { mark: "▲", word: t("黄灯"), decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 6], rotation: Math.PI / 4 } },
  red: { mark: "✕", word: t("红灯"), decal: { symbol: "rect", dashArrayX: [[6, 4], [2, 4]], dashArrayY: [3, 3], rotation: -Math.PI / 4 } },
  grey: { mark: "–", word: t("未亮灯"), decal: { symbol: "none" } },
};
const SHORT: Record<string, string> = { 恩施土家族苗族自治州: "恩施州", 神农架林区: "神农架" };
const short = (name: string) => SHORT[name] ?? name.replace(/市$/, "");

// Where a name stands: the seats of the eastern cities lie so close together that their labels would overlap.
const LABEL_AT: Record<string, [number, number]> = {
  黄冈市: [115.45, 30.85], 黄石市: [115.1, 29.88], 鄂州市: [114.72, 30.24], 荆州市: [112.35, 29.85], 武汉市: [114.35, 30.62],
  仙桃市: [113.42, 30.3], 潜江市: [112.75, 30.36], 天门市: [113.1, 30.64], 孝感市: [113.8, 31.15], 神农架林区: [110.5, 31.6],
};
// Too small for a name on a phone; there they show the mark alone, and the table names them.
const TINY = new Set(["鄂州市", "仙桃市", "潜江市", "天门市", "神农架林区"]);
const PHONE_PX = 480;

interface Geo {
  features: { properties: { name: string; cp: [number, number] } }[];
}

let registered: Promise<void> | null = null;

function register(): Promise<void> {
  registered ??= fetch(mapUrl)
    .then((response) => response.json())
    .then((geo: Geo) => {
      for (const { properties } of geo.features) properties.cp = LABEL_AT[properties.name] ?? properties.cp;
      registerMap("hubei", geo as never);
    });
  return registered;
}

export async function drawMap(canvas: HTMLElement, rows: UnitLight[]): Promise<ECharts> {
  await register();
  const byName = new Map(rows.map((row) => [row.name, row]));
  const chart = draw(canvas, {
    // The element carries its own label and table; ECharts' sentence would repeat all rows in one breath.
    aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
    tooltip: {
      formatter: ({ name }: { name: string }) => {
        const row = byName.get(name);
        // ECharts renders this as HTML; names and texts come from people
        return row ? `${escape(name)}<br>${LOOK[row.light].word}：${escape(row.text)}` : `${escape(name)}<br>${t("无数据")}`;
      },
    },
    series: [
      {
        type: "map",
        map: "hubei",
        left: 8, right: 8, top: 8, bottom: 8,
        selectedMode: false,
        label: {
          show: true,
          lineHeight: 17,
          formatter: ({ name }: { name: string }) => {
            const row = byName.get(name);
            const text = TINY.has(name) && canvas.clientWidth < PHONE_PX ? "" : short(name);
            return row ? `{m|${LOOK[row.light].mark}} ${text}` : text;
          },
          color: token("ink"),
          textBorderColor: "#fff",
          textBorderWidth: 3,
          rich: { m: { fontWeight: "bold", color: token("ink"), textBorderColor: "#fff", textBorderWidth: 3 } },
        },
        itemStyle: { borderColor: "#fff", borderWidth: 1.5, areaColor: token("grey-tint") },
        emphasis: { label: { color: token("ink") }, itemStyle: { areaColor: token("accent-line"), borderColor: token("accent-deep") } },
        data: rows.map((row) => ({
          name: row.name,
          cursor: row.url ? "pointer" : "default",
          itemStyle: { areaColor: fill(row.light), color: fill(row.light), decal: { ...LOOK[row.light].decal, color: "rgba(23,33,43,.28)" } },
        })),
      },
    ],
  });
  chart.on("click", (event) => {
    const url = byName.get(event.name)?.url;
    if (url) window.location.assign(url);
  });
  return chart;
}

const FILLS = { green: "#8cc79b", blue: "#8fb3ea", yellow: "#f4cf62", red: "#e58a84", grey: "#dfe4e7" };
const fill = (light: UnitLight["light"]) => FILLS[light];

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

export interface UnitShade {
  name: string;
  value: number;
  change: number;
  text: string;
}

/** The cities by a figure: darker is more; an arrow says whether a change adds or takes. */
export async function drawShades(canvas: HTMLElement, rows: UnitShade[]): Promise<ECharts> {
  await register();
  const byName = new Map(rows.map((row) => [row.name, row]));
  const most = Math.max(0, ...rows.map((row) => row.value));
  const mark = (row: UnitShade) => (row.change > 0 ? "▲" : row.change < 0 ? "▼" : "");
  return draw(canvas, {
    animation: false,
    aria: { enabled: true, label: { enabled: false }, decal: { show: false } },
    tooltip: {
      formatter: ({ name }: { name: string }) => {
        const row = byName.get(name);
        return row ? `${escape(name)}<br>${escape(row.text)}` : `${escape(name)}<br>${t("无数据")}`;
      },
    },
    visualMap: { show: false, min: 0, max: most || 1, inRange: { color: ["#eef4f2", "#8fc3b4", "#1f7a66"] } },
    series: [
      {
        type: "map",
        map: "hubei",
        left: 8, right: 8, top: 8, bottom: 8,
        selectedMode: false,
        label: {
          show: true,
          formatter: ({ name }: { name: string }) => {
            const row = byName.get(name);
            const text = TINY.has(name) && canvas.clientWidth < PHONE_PX ? "" : short(name);
            return row && mark(row) ? `${mark(row)} ${text}` : text;
          },
          color: token("ink"),
          textBorderColor: "#fff",
          textBorderWidth: 3,
        },
        itemStyle: { borderColor: "#fff", borderWidth: 1.5, areaColor: token("grey-tint") },
        emphasis: { label: { color: token("ink") }, itemStyle: { areaColor: token("accent-line"), borderColor: token("accent-deep") } },
        data: rows.map((row) => ({ name: row.name, value: row.value })),
      },
    ],
  });
}
