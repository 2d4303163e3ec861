import { post } from "../behaviour/csrf";
import { toast } from "../behaviour/toasts";
import { announce } from "../dom";
import { t } from "../words";

/**
 * Reorder the items of a tree by dragging the grip, or by Alt+↑/↓ (and Alt+←/→ to change the level) on it.
 *
 * <ld-sortable data-url="/…/order"><ol class="ld-tree">
 *   <li data-id="7" data-label="抓宣传推介"><div class="ld-tree-row">… <button class="ld-grip">…</div><ol>…</ol></li>
 *
 * Posts after each move: moved (id), parent (id or empty), order (ids of the list it is now in, comma separated).
 * On refusal the item goes back. data-depth is how many levels there may be (default 2); with data-fixed no
 * item changes its level, with data-fixed="1" none comes to or leaves the first level.
 */
class Sortable extends HTMLElement {
  private dragged: HTMLElement | null = null;

  connectedCallback(): void {
    this.addEventListener("keydown", this.key);
    this.addEventListener("pointerdown", this.grab);
  }

  private get depth(): number {
    return Number(this.dataset.depth ?? 2);
  }

  private items(list: Element): HTMLElement[] {
    return [...list.children].filter((child): child is HTMLElement => child instanceof HTMLElement && "id" in child.dataset);
  }

  private level(list: Element): number {
    let level = 1;
    for (let at = list.parentElement; at && at !== this; at = at.parentElement) if (at.matches("ol")) level++;
    return level;
  }

  private height(item: Element): number {
    const nested = [...item.querySelectorAll("li[data-id]")];
    return 1 + Math.max(0, ...nested.map((child) => this.level(child.parentElement!) - this.level(item.parentElement!)));
  }

  private fits(item: Element, list: Element): boolean {
    const [from, to] = [this.level(item.parentElement!), this.level(list)];
    if (this.dataset.fixed === "1" ? from !== to && (from === 1 || to === 1) : this.hasAttribute("data-fixed") && from !== to)
      return false;
    return !item.contains(list) && this.level(list) - 1 + this.height(item) <= this.depth;
  }

  private key = (event: KeyboardEvent): void => {
    const grip = (event.target as Element).closest(".ld-grip");
    const item = grip?.closest<HTMLElement>("li[data-id]");
    if (!event.altKey || !item || !event.key.startsWith("Arrow")) return;
    event.preventDefault(); // Alt+← is "back" in the browser
    const [back, before] = [this.placeOf(item), this.orderAt(item)];
    const list = item.parentElement!;
    if (event.key === "ArrowUp") item.previousElementSibling?.before(item);
    else if (event.key === "ArrowDown") item.nextElementSibling?.after(item);
    else if (event.key === "ArrowRight") {
      const inner = item.previousElementSibling && this.listIn(item.previousElementSibling);
      if (inner && this.fits(item, inner)) inner.append(item);
    } else {
      const parent = list.parentElement?.closest("li[data-id]");
      if (parent && this.contains(parent)) parent.after(item);
    }
    (grip as HTMLElement).focus();
    this.settle(item, back, before);
  };

  private listIn(item: Element): Element {
    const existing = item.querySelector(":scope > ol");
    if (existing) return existing;
    const created = document.createElement("ol");
    item.append(created);
    return created;
  }

  private placeOf(item: HTMLElement): () => void {
    const list = item.parentElement!;
    const next = item.nextElementSibling;
    return () => list.insertBefore(item, next);
  }

  private grab = (event: PointerEvent): void => {
    const grip = (event.target as Element).closest<HTMLElement>(".ld-grip");
    const item = grip?.closest<HTMLElement>("li[data-id]");
    if (!grip || !item || event.button !== 0) return;
    const [back, before] = [this.placeOf(item), this.orderAt(item)];
    this.dragged = item;
    item.classList.add("ld-dragging");
    event.preventDefault(); // no text selection while dragging
    grip.focus();
    // On the document, not by pointer capture: a capture ends when its element is moved in the page.
    const done = new AbortController();
    const stop = (end: PointerEvent) => {
      done.abort();
      item.classList.remove("ld-dragging");
      this.dragged = null;
      if (end.type === "pointercancel") back();
      else this.settle(item, back, before);
    };
    document.addEventListener("pointermove", (move) => this.over(move), { signal: done.signal });
    document.addEventListener("pointerup", stop, { signal: done.signal });
    document.addEventListener("pointercancel", stop, { signal: done.signal });
  };

  /** Near the window's edge the page follows the pointer, so that an item can be taken past what is seen. */
  private scrollAlong(event: PointerEvent): void {
    if (event.clientY < 96) window.scrollBy(0, -24);
    else if (event.clientY > window.innerHeight - 64) window.scrollBy(0, 24);
  }

  private over(event: PointerEvent): void {
    this.scrollAlong(event);
    const item = this.dragged;
    const row = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>(".ld-tree-row");
    const target = row?.closest<HTMLElement>("li[data-id]");
    if (!item || !row || !target || !this.contains(target) || item.contains(target)) return;
    const box = row.getBoundingClientRect();
    const inner = event.clientX > box.left + 64 ? target.querySelector(":scope > ol") : null;
    if (event.clientY < box.top + box.height / 2) {
      if (this.fits(item, target.parentElement!)) target.before(item);
    } else if (inner && this.fits(item, inner)) inner.prepend(item);
    else if (this.fits(item, target.parentElement!)) target.after(item);
  }

  private settle(item: HTMLElement, back: () => void, before: string): void {
    if (this.orderAt(item) === before) return;
    this.renumber();
    const list = item.parentElement!;
    const position = this.items(list).indexOf(item) + 1;
    const label = item.dataset.label ?? t("该项");
    announce(t("{label} 已移到第 {position} 位，共 {count} 项", { label, position, count: this.items(list).length }));
    void this.send(item, list, back);
  }

  /** Where the item stands, as text that changes with any move. */
  private orderAt(item: HTMLElement): string {
    const list = item.parentElement!;
    return `${list.closest<HTMLElement>("li[data-id]")?.dataset.id ?? ""}:${this.items(list).map((i) => i.dataset.id)}`;
  }

  private async send(item: HTMLElement, list: Element, back: () => void): Promise<void> {
    item.classList.add("ld-moved");
    window.setTimeout(() => item.classList.remove("ld-moved"), 1200);
    const body = new URLSearchParams({
      moved: item.dataset.id ?? "",
      parent: list.closest<HTMLElement>("li[data-id]")?.dataset.id ?? "",
      order: this.items(list).map((i) => i.dataset.id).join(","),
    });
    try {
      if (this.dataset.url) await post(this.dataset.url, body);
      this.dispatchEvent(new CustomEvent("ld-sorted", { bubbles: true, detail: Object.fromEntries(body) }));
    } catch (error) {
      back();
      this.renumber();
      toast(t("顺序没有保存：{reason}", { reason: (error as Error).message }), { tone: "error" });
    }
  }

  /** Show 1., 1.1, … as the server numbers them, where a row has .ld-tree-no. */
  private renumber(): void {
    if (!this.hasAttribute("data-number")) return;
    const walk = (list: Element | null, prefix: string) => {
      if (!list) return;
      this.items(list).forEach((item, index) => {
        const number = `${prefix}${index + 1}`;
        const cell = item.querySelector(":scope > .ld-tree-row > .ld-tree-no");
        if (cell) cell.textContent = number;
        walk(item.querySelector(":scope > ol"), `${number}.`);
      });
    };
    walk(this.querySelector("ol"), "");
  }
}

customElements.define("ld-sortable", Sortable);
