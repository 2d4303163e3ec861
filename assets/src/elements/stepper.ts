import { toast } from "../behaviour/toasts";
import { t } from "../words";

/**
 * A page gone through item by item: one item is current, the bar's buttons and their keys act on it, a decision
 * leads on to the next, undoing back to what it put back. A screen says what its items are and what choosing one shows.
 */
export abstract class Stepper extends HTMLElement {
  protected currentId = "";
  /** Where to go on once the current act is answered; "" stays. */
  protected next = "";

  /** The items that J and K go through, in the order of the page. */
  protected abstract stops(): HTMLElement[];
  /** The page after (1) or before (-1) this one; "" if there is none. */
  protected abstract beyond(by: number): string;
  /** Make an item the current one and show it; "" for none. */
  protected abstract select(id: string): void;
  /** The item that the server means by a mark, such as e12. */
  protected abstract find(mark: string): HTMLElement | null;

  connectedCallback(): void {
    this.addEventListener("click", this.stepped);
    document.addEventListener("htmx:after:swap", this.swapped);
    document.addEventListener("step-undone", this.undone);
  }

  disconnectedCallback(): void {
    document.removeEventListener("htmx:after:swap", this.swapped);
    document.removeEventListener("step-undone", this.undone);
  }

  protected get current(): HTMLElement | null {
    return this.currentId ? this.querySelector<HTMLElement>(`#${CSS.escape(this.currentId)}`) : null;
  }

  private stepped = (event: MouseEvent): void => {
    const button = (event.target as Element).closest<HTMLElement>("[data-step]");
    if (button) this.step(Number(button.dataset.step));
  };

  protected step(by: number): void {
    const stops = this.stops();
    const from = this.current;
    if (by < 0) stops.reverse();
    const next = stops.find((stop) => !from || (by > 0 ? follows(from, stop) : follows(stop, from)));
    const page = next ? "" : this.beyond(by);
    if (next) this.select(next.id);
    else if (page) location.assign(page);
    else toast(by > 0 ? t("后面没有了。") : t("前面没有了。"));
  }

  /** The item after the current one, for when that is decided; "" if it is the last. */
  protected following(): string {
    const from = this.current;
    return (from && this.stops().find((stop) => follows(from, stop))?.id) || "";
  }

  /** On a page that an address led to: the item it names, or the place in the text where it stood. */
  protected arrive(): void {
    const hash = decodeURIComponent(location.hash.slice(1));
    if (hash === "first") this.step(1);
    else if (hash === "last") this.step(-1);
    else if (hash) this.go(hash);
  }

  protected go(mark: string): void {
    const found = this.find(mark);
    if (found) return this.select(found.id);
    this.select("");
    const offset = /^at(\d+)$/.exec(mark)?.[1];
    if (offset) this.rowAt(Number(offset))?.scrollIntoView({ block: "center" });
  }

  private rowAt(offset: number): HTMLElement | undefined {
    const rows = [...this.querySelectorAll<HTMLElement>("[data-row]")];
    return rows.reverse().find((row) => Number(row.dataset.row) <= offset);
  }

  /** Told once the answer stands on the page. */
  private undone = (event: Event): void => this.go((event as CustomEvent<{ mark: string }>).detail.mark);

  /** After an act the next item is current, or the same again. */
  private swapped = (event: Event): void => {
    const status = (event as CustomEvent).detail?.ctx?.response?.status ?? 200;
    if (!this.answered(status)) return;
    const wanted = (status < 400 && this.next) || this.currentId;
    this.next = "";
    if (wanted) this.go(wanted);
    else this.select("");
  };

  /** What a screen does with an answer; false if the current item is to be left alone. */
  protected abstract answered(status: number): boolean;

  /** The part of the window that neither the head nor a bar covers. */
  protected room(): { top: number; bottom: number } {
    const edges = { top: 72, bottom: innerHeight - 16 };
    for (const cover of document.querySelectorAll("[data-cover], .ld-review-here")) {
      const box = cover.getBoundingClientRect();
      if (!box.height || getComputedStyle(cover).position === "static") continue;
      if (box.top > innerHeight / 2) edges.bottom = Math.min(edges.bottom, box.top - 8);
      else if (box.bottom > 0) edges.top = Math.max(edges.top, box.bottom + 8);
    }
    return edges;
  }

  /** Bring it into the middle of that part, unless it is seen already. */
  protected bring(item: Element): void {
    const room = this.room();
    const box = item.getBoundingClientRect();
    if (box.top >= room.top && box.bottom <= room.bottom) return;
    const middle = (room.top + room.bottom - Math.min(box.height, room.bottom - room.top)) / 2;
    scrollBy({ top: box.top - middle, behavior: "instant" });
  }
}

const follows = (one: Node, other: Node) => !!(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
