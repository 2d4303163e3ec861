import type WaDialog from "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import htmx from "htmx.org/dist/htmx.esm.min.js";
import { toast } from "../behaviour/toasts";
import { announce } from "../dom";
import { codePoints } from "../plans/requests";
import { t } from "../words";
import { Stepper } from "./stepper";

/**
 * <ld-facts> around a text and its facts: one card is current; the bar's buttons (and their keys) act on it.
 *
 * Cards: .fa-card[data-fact]. Words: .fa-mark[data-facts="12 15"] of the same row. Sending and swapping is htmx's;
 * this element says which fact is meant, shows where its words stand, and opens the small form.
 */
class FactView extends Stepper {
  /** Until the dialog has gone, it cannot be opened again. */
  private gone: Promise<unknown> = Promise.resolve();

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("pointerover", (event) => this.hovered(event));
    this.addEventListener("focusin", (event) => this.focused(event));
    // The selection must outlive the press on 补充.
    this.addEventListener("mousedown", (event) => {
      if ((event.target as Element).closest("[data-act=add]")) event.preventDefault();
    });
    document.addEventListener("fact-saved", this.saved);
    document.addEventListener("wa-hide", this.hiding);
    this.arrive();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("fact-saved", this.saved);
    document.removeEventListener("wa-hide", this.hiding);
  }

  protected stops(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".fa-card")];
  }

  protected find(mark: string): HTMLElement | null {
    const found = document.getElementById(mark);
    return found?.matches(".fa-card") ? found : null;
  }

  protected beyond(by: number): string {
    if (by > 0) return this.dataset.more ? `${this.dataset.more}#first` : "";
    return this.dataset.less ? `${this.dataset.less}#last` : "";
  }

  private marksOf(card: HTMLElement): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(`.fa-mark[data-facts~="${card.dataset.fact}"]`)];
  }

  protected select(id: string): void {
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
    this.bring(card);
    // On a phone, where both do not fit, the words.
    if (marks[0]) this.bring(marks[0]);
    const cards = this.stops();
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
    const act = target.closest<HTMLElement>("[data-act]")?.dataset.act;
    if (act === "edit") return void this.edit();
    if (act === "add") return void this.add();
    if (act === "accept" || act === "reject") return void (this.next = this.following() || this.currentId);
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

  /** While the form is open nothing moves. */
  protected answered(): boolean {
    return !(document.getElementById("fact-dialog") as WaDialog | null)?.open;
  }
}

customElements.define("ld-facts", FactView);
