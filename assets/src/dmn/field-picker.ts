import type WaDialog from "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { h, uid } from "../dom";
import { t } from "../words";
import type { Field } from "./model";

const SHOWN = 60;

/** The dictionary's fields in use, fetched once; empty where it cannot be reached. */
export async function loadFields(url: string): Promise<Field[]> {
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    return response.ok ? ((await response.json()) as { fields: Field[] }).fields : [];
  } catch {
    return [];
  }
}

export const fieldNote = (field: Field) => [field.type_words, field.measure].filter(Boolean).join("，");

const matches = (field: Field, words: string[]) => {
  const text = [field.name, ...field.aliases, field.description, field.owner].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
};

/** Let a person choose a field; null if they leave. Arrow keys move through the list, Enter takes. */
export function pickField(fields: Field[]): Promise<Field | null> {
  return new Promise((resolve) => {
    const searchId = uid("ld-field-search");
    const search = h("input", { id: searchId, class: "ld-input", type: "search", autocomplete: "off", autofocus: true });
    const list = h("ul", { class: "ld-dmn-fields", "aria-label": t("字段") });
    const count = h("p", { class: "ld-quiet", role: "status" });
    const dialog = h(
      "wa-dialog" as "div",
      { label: t("从字段字典选取"), class: "ld-dmn-picker" },
      h("div", { class: "ld-field" }, h("label", { class: "ld-label", for: searchId }, t("搜索")), search),
      count,
      list,
    );
    let answer: Field | null = null;
    const close = () => ((dialog as unknown as WaDialog).open = false);
    const show = () => {
      const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      const found = fields.filter((field) => matches(field, words));
      count.textContent = fields.length
        ? t("找到 {count} 个字段", { count: found.length })
        : t("字段字典没有取到，请检查网络后重新打开。");
      list.replaceChildren(
        ...found.slice(0, SHOWN).map((field) => {
          const button = h(
            "button",
            { type: "button", class: "ld-dmn-field" },
            h("b", {}, field.name),
            h("span", { class: "ld-dmn-field-type" }, fieldNote(field)),
            h("span", { class: "ld-quiet" }, [field.description, field.owner].filter(Boolean).join(" · ")),
          );
          button.addEventListener("click", () => {
            answer = field;
            close();
          });
          return h("li", {}, button);
        }),
      );
    };
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      const stops: HTMLElement[] = [search, ...list.querySelectorAll<HTMLElement>("button")];
      const at = stops.indexOf(document.activeElement as HTMLElement);
      stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
      event.preventDefault();
    });
    search.addEventListener("input", show);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) list.querySelector("button")?.click();
    });
    dialog.addEventListener("wa-after-hide", (event) => {
      if (event.target !== dialog) return;
      dialog.remove();
      resolve(answer);
    });
    show();
    document.body.append(dialog);
    void customElements.whenDefined("wa-dialog").then(() => ((dialog as unknown as WaDialog).open = true));
  });
}
