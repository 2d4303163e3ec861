import { announce, h, uid } from "../dom";
import { icon } from "../icons";
import { t } from "../words";

interface Choice {
  value: string;
  label: string;
  hint?: string;
}

/**
 * Choose units by typing part of a name (ARIA 1.2 combobox with a listbox).
 *
 * <ld-unit-picker name="joint" src="/units/search" label-id="…" multiple placeholder="…">
 *   <input type="hidden" name="joint" value="12" data-label="武汉市科技局">
 * </ld-unit-picker>
 *
 * src?q=… answers [{"value", "label", "hint"}]. Emits hidden inputs of the name, and `change`. Without script the
 * hidden inputs already chosen are still sent.
 */
export class UnitPicker extends HTMLElement {
  private chosen: Choice[] = [];
  private found: Choice[] = [];
  private at = -1;
  private asked = 0;
  private timer = 0;
  private input!: HTMLInputElement;
  private box!: HTMLElement;
  private list!: HTMLElement;

  connectedCallback(): void {
    if (this.input) return;
    this.chosen = [...this.querySelectorAll<HTMLInputElement>("input[type=hidden]")].map((field) => ({
      value: field.value,
      label: field.dataset.label ?? field.value,
    }));
    const listId = uid("ld-units");
    this.input = h("input", {
      class: "ld-picker-input", type: "text", role: "combobox", autocomplete: "off", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": listId, id: this.getAttribute("input-id") ?? undefined,
      "aria-labelledby": this.getAttribute("label-id") ?? undefined, "aria-label": this.getAttribute("label") ?? undefined,
      "aria-describedby": this.getAttribute("describedby") ?? undefined,
      "aria-invalid": this.hasAttribute("invalid") ? "true" : undefined,
      placeholder: this.getAttribute("placeholder") ?? t("输入单位名称中的几个字"),
    });
    this.list = h("ul", { class: "ld-picker-list", role: "listbox", id: listId, "aria-label": t("匹配的单位"), hidden: true });
    this.box = h("div", { class: "ld-picker-box" }, this.input);
    this.replaceChildren(this.box, this.list);
    this.box.addEventListener("click", (event) => event.target === this.box && this.input.focus());
    this.input.addEventListener("input", () => this.searchSoon());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusout", (event) => {
      if (!this.contains(event.relatedTarget as Node | null)) this.close();
    });
    // Pressing must not blur the input, or the list closes before the click. Chosen on the click, not before it: with the
    // list gone the click would land on what lies below and close the menu around the picker.
    for (const type of ["pointerdown", "mousedown"]) this.list.addEventListener(type, (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (option) this.choose(Number(option.dataset.index));
    });
    this.draw();
  }

  get multiple(): boolean {
    return this.hasAttribute("multiple");
  }

  /** Back to nothing chosen and nothing typed; says nothing to listeners. */
  clear(): void {
    this.chosen = [];
    this.input.value = "";
    this.close();
    this.draw();
  }

  private searchSoon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.search(), 180);
  }

  private async search(): Promise<void> {
    const text = this.input.value.trim();
    if (!text) return this.close();
    const ask = ++this.asked;
    const url = new URL(this.getAttribute("src") ?? "", location.href);
    url.searchParams.set("q", text);
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(`${response.status}`);
      const rows = (await response.json()) as Choice[];
      if (ask !== this.asked) return; // an older answer overtaken by a newer question
      const taken = new Set(this.chosen.map((choice) => choice.value));
      this.found = rows.map((row) => ({ ...row, value: `${row.value}` })).filter((row) => !taken.has(row.value));
      this.open(this.found.length ? "" : t("没有匹配的单位"));
    } catch {
      if (ask === this.asked) this.open(t("查询失败，请稍后重试"));
    }
  }

  private open(note: string): void {
    if (note) this.found = [];
    this.at = this.found.length ? 0 : -1;
    this.list.replaceChildren(
      ...this.found.map((row, index) =>
        h(
          "li",
          { role: "option", id: `${this.list.id}-${index}`, "data-index": `${index}` },
          h("span", {}, row.label),
          row.hint ? h("span", { class: "ld-picker-hint" }, row.hint) : null,
        ),
      ),
    );
    if (note) this.list.append(h("li", { class: "ld-picker-note", role: "option", "aria-disabled": "true" }, note));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    announce(note || t("找到 {count} 个单位", { count: this.found.length }));
    this.mark();
  }

  private close(): void {
    this.asked++;
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private mark(): void {
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", `${index === this.at}`));
    const active = this.list.children[this.at];
    if (active && this.found.length) this.input.setAttribute("aria-activedescendant", active.id);
    else this.input.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return; // Enter and arrows belong to the input method
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return void this.search();
      const count = this.found.length;
      if (count) this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + count) % count;
      this.mark();
    } else if (event.key === "Enter" && (open || this.input.value.trim())) {
      event.preventDefault(); // never sends a half-typed name
      if (open && this.at >= 0) this.choose(this.at);
      else void this.search();
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && !this.input.value && this.chosen.length) {
      this.drop(this.chosen.length - 1);
    }
  }

  private choose(index: number): void {
    const row = this.found[index];
    if (!row) return;
    if (!this.multiple) this.chosen = [];
    this.chosen.push(row);
    this.input.value = "";
    this.close();
    this.draw();
    announce(t("已选择 {name}", { name: row.label }));
    this.input.focus();
    this.changed();
  }

  private drop(index: number): void {
    const [row] = this.chosen.splice(index, 1);
    this.draw();
    if (row) announce(t("已移除 {name}", { name: row.label }));
    this.input.focus();
    this.changed();
  }

  private draw(): void {
    const name = this.getAttribute("name") ?? "";
    const chips = this.chosen.map((choice, index) => {
      const drop = h("button", { type: "button", "aria-label": t("移除 {name}", { name: choice.label }) }, icon("x"));
      drop.addEventListener("click", () => this.drop(index));
      return h(
        "span",
        { class: "ld-picker-chip" },
        choice.label,
        drop,
        h("input", { type: "hidden", name, value: choice.value, "data-label": choice.label }),
      );
    });
    this.box.replaceChildren(...chips, this.input);
  }

  private changed(): void {
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("ld-unit-picker", UnitPicker);
