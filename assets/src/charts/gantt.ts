import FrappeGantt from "frappe-gantt";
import "../../../node_modules/frappe-gantt/dist/frappe-gantt.css";
import { h } from "../dom";
import { t } from "../words";

export interface Bar {
  id: string;
  name: string;
  start: string;
  end: string;
  progress: number;
  light: string;
  text: string;
  url: string;
}

const modes = (): [string, string][] => [["Day", t("日")], ["Week", t("周")], ["Month", t("月")]];

/** The library writes names as HTML: what people typed must not become elements. */
const plain = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

/**
 * Today at two thirds of the width: what is under way or late lies before it. The library has it at a sixth,
 * where a phone shows nothing but the time to come.
 */
function showToday(scroller: HTMLElement | null): void {
  const today = scroller?.querySelector<HTMLElement>(".current-highlight");
  if (scroller && today) scroller.scrollLeft = Math.max(0, today.offsetLeft - (scroller.clientWidth * 2) / 3);
}

/** Draws read-only bars and gives the buttons that change the scale. Dates are moved by the task's own acts, never here. */
export function drawGantt(canvas: HTMLElement, bars: Bar[], rest: string[]): HTMLElement {
  const urls = new Map(bars.map((bar) => [bar.id, bar.url]));
  const scales = modes();
  const first = scales[2]![0];
  const chart = new FrappeGantt(
    canvas,
    bars.map((bar) => ({
      id: `b${bar.id}`,
      name: plain(bar.name),
      start: bar.start,
      end: bar.end,
      progress: bar.progress,
      custom_class: `ld-is-${bar.light}`,
      description: plain(bar.text),
    })),
    {
      view_mode: first,
      language: document.documentElement.lang.startsWith("en") ? "en" : "zh",
      readonly: true,
      today_button: false,
      view_mode_select: false,
      scroll_to: "", // by showToday
      bar_height: 22,
      padding: 12,
      infinite_padding: false,
      holidays: { "var(--ld-sunken)": rest },
      popup_on: "hover",
      popup: ({ task }: { task: { name: string; start: string; end: string; progress: number; description: string } }) =>
        `<div class="title">${task.name}</div><div class="subtitle">${task.description}</div><div class="details">${plain(
          t("{start} 至 {end}，完成率 {percent}%", { start: task.start, end: task.end, percent: task.progress }),
        )}</div>`,
      on_click: (task: { id: string }) => {
        const url = urls.get(task.id.slice(1));
        if (url) location.assign(url);
      },
    },
  );
  const scroller = canvas.querySelector<HTMLElement>(".gantt-container");
  scroller?.setAttribute("tabindex", "0");
  showToday(scroller);
  const buttons = scales.map(([mode, words]) =>
    h("button", { type: "button", class: "ld-button ld-button-small", "aria-pressed": String(mode === first) }, words),
  );
  buttons.forEach((button, index) =>
    button.addEventListener("click", () => {
      chart.change_view_mode(scales[index]![0]);
      showToday(scroller);
      buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    }),
  );
  return h("div", { class: "ld-row ld-gantt-bar", role: "group", "aria-label": t("时间刻度") }, ...buttons);
}
