import type WaDialog from "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import htmx from "htmx.org/dist/htmx.esm.min.js";
import { toast } from "../behaviour/toasts";
import { announce } from "../dom";
import { codePoints } from "../plans/requests";
import { t } from "../words";

/**
 * <ld-facts> around a text and its facts: one card is current; the bar's buttons (and their keys) act on it.
 *
 * Cards: .fa-card[data-fact]. Words: .fa-mark[data-facts="12 15"] of the same row. Sending and swapping is htmx's;
 * this element says which fact is meant, shows where its words stand, and opens the small form.
 */
class FactView extends HTMLElement {
  private currentId = "";
  /** The card to go on to once the current one is decided. */
  private next = "";
  /** Until the dialog has gone, it cannot be opened again. */
  private gone: Promise<unknown> = Promise.resolve();

  connectedCallback(): void {
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("pointerover", (event) => this.hovered(event));
    this.addEventListener("focusin", (event) => this.focused(event));
    // The selection must outlive the press on 补充.
    this.addEventListener("mousedown", (event) => {
      if ((event.target as Element).closest("[data-act=add]")) event.preventDefault();
    });
    document.addEventListener("htmx:after:swap", this.swapped);
    document.addEventListener("fact-saved", this.saved);
    document.addEventListener("wa-hide", this.hiding);
    const hash = decodeURIComponent(location.hash.slice(1));
    if (document.getElementById(hash)?.matches(".fa-card")) this.select(hash);
    else if (hash === "first") this.step(1);
  }

  disconnectedCallback(): void {
    document.removeEventListener("htmx:after:swap", this.swapped);
    document.removeEventListener("fact-saved", this.saved);
    document.removeEventListener("wa-hide", this.hiding);
  }

  private cards(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".fa-card")];
  }

  private get current(): HTMLElement | null {
    return this.currentId ? this.querySelector<HTMLElement>(`#${CSS.escape(this.currentId)}`) : null;
  }

  private marksOf(card: HTMLElement): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(`.fa-mark[data-facts~="${card.dataset.fact}"]`)];
  }

  private step(by: number): void {
    const cards = this.cards();
    const at = this.current ? cards.indexOf(this.current) : by > 0 ? -1 : cards.length;
    const next = cards[at + by];
    if (next) this.select(next.id);
    else if (by > 0 && this.dataset.more) location.assign(`${this.dataset.more}#first`);
    else toast(by > 0 ? t("后面没有了。") : t("前面没有了。"));
  }

  private select(id: string): void {
    this.currentId = id;
    for (const card of this.querySelectorAll(".fa-card[aria-current]")) card.removeAttribute("aria-current");
    for (const mark of this.querySelectorAll(".fa-mark-current")) mark.classList.remove("fa-mark-current");
    const card = this.current;
    this.fillForm(card);
    if (!card) return;
    card.setAttribute("aria-current", "true");
    const marks = this.marksOf(card);
    for (const mark of marks) mark.classList.add("fa-mark-current");
    if (!card.contains(document.activeElement)) card.focus({ preventScroll: true });
    bring(card, marks[0]);
    const cards = this.cards();
    const where = t("第 {place} 项，共 {count} 项", { place: cards.indexOf(card) + 1, count: cards.length });
    announce(`${card.querySelector(".fa-said")?.textContent ?? ""} ${where}`);
  }

  /** Which fact the bar's buttons mean, and which of them it has a use for. */
  private fillForm(card: HTMLElement | null): void {
    const form = this.querySelector<HTMLFormElement>("#facts-decide");
    if (!form) return;
    form.querySelector<HTMLInputElement>("[name=fact]")!.value = card?.dataset.fact ?? "";
    const state = card?.dataset.state ?? "";
    const button = (act: string) => form.querySelector<HTMLButtonElement>(`[data-act=${act}]`)!;
    button("accept").disabled = !card || state === "accepted" || state === "corrected";
    button("reject").disabled = !card || state === "rejected";
    button("edit").disabled = !card;
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const step = target.closest<HTMLElement>("[data-step]");
    if (step) return this.step(Number(step.dataset.step));
    const act = target.closest<HTMLElement>("[data-act]")?.dataset.act;
    if (act === "edit") return void this.edit();
    if (act === "add") return void this.add();
    if (act === "accept" || act === "reject") return void (this.next = this.following());
    const card = target.closest<HTMLElement>(".fa-card");
    if (card) {
      this.select(card.id);
      const wanted = target.closest<HTMLElement>("[data-do]")?.dataset.do;
      if (wanted) this.press(wanted);
      return;
    }
    const mark = target.closest<HTMLElement>(".fa-mark");
    if (mark && getSelection()?.isCollapsed !== false) this.select(`f${this.pick(mark)}`);
  }

  /** Words that several facts rest on: a further click goes on to the next of them. */
  private pick(mark: HTMLElement): string {
    const keys = mark.dataset.facts!.split(" ");
    return keys[(keys.indexOf(this.current?.dataset.fact ?? "") + 1) % keys.length]!;
  }

  private press(act: string): void {
    const button = this.querySelector<HTMLButtonElement>(`#facts-decide [data-act=${act}]`);
    if (!button) return;
    button.disabled = false;
    button.click();
  }

  private following(): string {
    const cards = this.cards();
    return cards[cards.indexOf(this.current!) + 1]?.id ?? this.currentId;
  }

  private hovered(event: PointerEvent): void {
    if (event.pointerType === "touch") return;
    for (const lit of this.querySelectorAll(".fa-lit")) lit.classList.remove("fa-lit");
    const target = event.target as Element;
    const card = target.closest<HTMLElement>(".fa-card");
    if (card) return this.light([card], this.marksOf(card));
    const mark = target.closest<HTMLElement>(".fa-mark");
    if (!mark) return;
    const cards = mark.dataset.facts!.split(" ").map((key) => this.querySelector<HTMLElement>(`#f${key}`));
    const found = cards.filter((one): one is HTMLElement => !!one);
    this.light(found, found.flatMap((one) => this.marksOf(one)));
  }

  private light(cards: HTMLElement[], marks: HTMLElement[]): void {
    for (const one of [...cards, ...marks]) one.classList.add("fa-lit");
  }

  /** Reached by Tab: the same as by J and K. */
  private focused(event: FocusEvent): void {
    const card = (event.target as Element).closest<HTMLElement>(".fa-card");
    if (card && card.id !== this.currentId) this.select(card.id);
  }

  private async edit(): Promise<void> {
    const url = this.current?.dataset.edit;
    if (url) await this.openForm(url, {});
  }

  private async add(): Promise<void> {
    const range = this.selected();
    if (!range) return toast(t("请先在原文中选中说明这项要素的文字。"), { tone: "error" });
    await this.openForm(this.dataset.form!, { start: `${range[0]}`, end: `${range[1]}` });
  }

  private async openForm(url: string, values: Record<string, string>): Promise<void> {
    const dialog = document.getElementById("fact-dialog") as WaDialog | null;
    if (!dialog) return;
    await this.gone;
    const query = new URLSearchParams(values);
    for (const field of this.querySelectorAll<HTMLInputElement>("#facts-state input[name]:not([name^=csrf])")) {
      query.set(field.name, field.value);
    }
    await htmx.ajax("GET", `${url}?${query}`, { target: "#fact-form-box", swap: "innerHTML" });
    const form = dialog.querySelector<HTMLElement>("form");
    if (!form) return;
    dialog.label = form.dataset.title ?? "";
    dialog.open = true;
    const first = form.querySelector<HTMLElement>("select, input:not([type=hidden])");
    dialog.addEventListener("wa-after-show", () => first?.focus(), { once: true });
  }

  /** The selected stretch of the text, in code points of all of it. */
  private selected(): [number, number] | null {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const start = this.offsetOf(range.startContainer, range.startOffset);
    const end = this.offsetOf(range.endContainer, range.endOffset);
    return start !== null && end !== null && start < end ? [start, end] : null;
  }

  private offsetOf(node: Node, offset: number): number | null {
    const piece = (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>("[data-at]");
    if (piece && this.contains(piece)) {
      return Number(piece.dataset.at) + codePoints(node.textContent ?? "", node instanceof Text ? offset : 0);
    }
    // Dragged past the last word of a row: the end of its last piece.
    const text = node instanceof Element ? node.closest(".fa-row")?.querySelector(".fa-text") : null;
    const last = text?.lastElementChild as HTMLElement | null;
    return last ? Number(last.dataset.at) + [...(last.textContent ?? "")].length : null;
  }

  private hiding = (event: Event): void => {
    const dialog = event.target as HTMLElement;
    if (dialog.id !== "fact-dialog") return;
    this.gone = new Promise((resolve) => dialog.addEventListener("wa-after-hide", resolve, { once: true }));
    void this.gone.then(() => this.current?.focus({ preventScroll: true }));
  };

  /** The form is done with: its fact is the current one. */
  private saved = (event: Event): void => {
    this.next = `f${(event as CustomEvent<{ fact: number }>).detail.fact}`;
    const dialog = document.getElementById("fact-dialog") as WaDialog | null;
    dialog?.querySelector("#fact-form-box")?.replaceChildren();
    if (dialog) dialog.open = false;
  };

  /** After an act the next fact is current, or the same again; while the form is open nothing moves. */
  private swapped = (event: Event): void => {
    const status = (event as CustomEvent).detail?.ctx?.response?.status ?? 200;
    const dialog = document.getElementById("fact-dialog") as WaDialog | null;
    if (dialog?.open) return;
    const wanted = status < 400 && this.next ? this.next : this.currentId;
    this.next = "";
    if (wanted) this.select(document.getElementById(wanted) ? wanted : "");
  };
}

/** Show the card and its words; on a phone, where both do not fit, the words. */
function bring(card: HTMLElement, mark: HTMLElement | undefined): void {
  const top = 150;
  const seen = (element: HTMLElement) => {
    const box = element.getBoundingClientRect();
    return box.top >= top && box.bottom <= innerHeight - 120;
  };
  if (seen(card) && (!mark || seen(mark))) return;
  card.scrollIntoView({ block: "center" });
  if (mark && !seen(mark)) mark.scrollIntoView({ block: "center" });
}

customElements.define("ld-facts", FactView);
