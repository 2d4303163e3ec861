import type WaDialog from "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { toast } from "../behaviour/toasts";
import { announce, h } from "../dom";
import { t } from "../words";
import { Stepper } from "./stepper";

/**
 * <ld-review> around a repair review: one mark is current; the bar's buttons (and their keys) act on it.
 *
 * Marks: .ld-edit[id] on the repaired side, .ld-edit[data-for=id] on the original side. Sending and swapping is
 * htmx's; this element only says which mark is meant, and shows what it was and became.
 */
class Review extends Stepper {
  private kinds: Record<string, string> = {};
  private openKinds = new Set<string>();

  override connectedCallback(): void {
    super.connectedCallback();
    this.kinds = JSON.parse(this.dataset.kinds ?? "{}") as Record<string, string>;
    this.dataset.side ??= "now";
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("submit", (event) => this.sent(event), { capture: true });
    this.addEventListener("change", (event) => (event.target as Element).matches("[data-show]") && this.showChanged());
    // The selection must outlive the press on 更正.
    this.addEventListener("mousedown", (event) => {
      if ((event.target as Element).closest("[data-correct]")) event.preventDefault();
    });
    this.addEventListener("pointerover", (event) => this.hovered(event));
    this.addEventListener("toggle", (event) => this.toggled(event), { capture: true });
    document.addEventListener("selectionchange", this.selectionChanged);
    const query = new URLSearchParams(location.search);
    const asked = query.get("show");
    if (asked) this.show.value = this.dataset.showing = asked;
    if (query.has("after")) this.arriveAt(this.stops()[0], t("后面没有了。"));
    else if (query.has("before")) this.arriveAt(this.stops().at(-1), t("前面没有了。"));
    else this.arrive();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("selectionchange", this.selectionChanged);
  }

  private get show(): HTMLSelectElement {
    return this.querySelector<HTMLSelectElement>("[data-show]")!;
  }

  private get card(): HTMLElement {
    return this.querySelector<HTMLElement>(".ld-review-card")!;
  }

  /** The marks that J and K go through, in the order of the text. */
  protected stops(): HTMLElement[] {
    const show = this.show.value;
    return [...this.querySelectorAll<HTMLElement>(".ld-review-now .ld-edit[id]")].filter((mark) => {
      if (show === "all") return true;
      if (show === "left") {
        const waits = mark.dataset.state === "open";
        return waits && ("lost" in mark.dataset || ("uncertain" in mark.dataset && !mark.querySelector("[data-lost]")));
      }
      if (show === "carried") return "carried" in mark.dataset;
      return show === "uncertain" ? "uncertain" in mark.dataset : mark.dataset.kind === show;
    });
  }

  protected find(mark: string): HTMLElement | null {
    const found = document.getElementById(mark);
    if (found?.matches(".ld-edit")) return found;
    // Adjacent edits are one mark, under the first one's name.
    const key = /^e(\d+)$/.exec(mark)?.[1] ?? "";
    const marks = this.querySelectorAll<HTMLElement>(".ld-edit[data-keys]");
    return [...marks].find((one) => one.dataset.keys!.split(",").includes(key)) ?? null;
  }

  protected beyond(by: number): string {
    const show = this.show.value;
    if (by > 0) return this.dataset.pageEnd ? `?${new URLSearchParams({ after: this.dataset.pageEnd, show })}` : "";
    return this.dataset.pageStart ? `?${new URLSearchParams({ before: this.dataset.pageStart, show })}` : "";
  }

  /** On a page that J or K led to: its first or last mark, or word that there was none. */
  private arriveAt(mark: HTMLElement | undefined, otherwise: string): void {
    if (mark) this.select(mark.id);
    else toast(otherwise);
  }

  /** A decision leads on to what still waits, if that is what the reviewer goes through. */
  private sent(event: Event): void {
    const form = event.target as Element;
    if (!this.current || !form.matches("#review-decide, .ld-review-fill")) return;
    const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    if (button?.value === "reset" || button?.name === "reset") return;
    this.next = this.following();
  }

  protected select(id: string): void {
    for (const mark of this.querySelectorAll(".ld-edit[aria-current]")) mark.removeAttribute("aria-current");
    this.currentId = id;
    const mark = this.current;
    this.fillForms(mark);
    if (!mark) return void (this.card.hidden = true);
    mark.setAttribute("aria-current", "true");
    this.twin(mark)?.setAttribute("aria-current", "true");
    mark.focus({ preventScroll: true });
    this.bring(mark);
    this.showCard(mark);
    // Fonts and the list beside it may still move the text: once more when the page stands.
    requestAnimationFrame(() => this.current === mark && this.showCard(mark));
    const stops = this.stops();
    const place = stops.indexOf(mark) + 1;
    const where = place ? t("第 {place} 处，共 {count} 处", { place, count: stops.length }) : "";
    announce(`${this.card.textContent ?? ""} ${where}`);
  }

  /** Which edits the bar's buttons mean, and which candidates the keys 1 to 9 choose. */
  private fillForms(mark: HTMLElement | null): void {
    const decide = this.querySelector<HTMLFormElement>("#review-decide");
    if (decide) {
      const keys = mark?.dataset.keys ?? mark?.closest<HTMLElement>("[data-keys]")?.dataset.keys ?? "";
      decide.querySelector<HTMLInputElement>("[name=edits]")!.value = keys;
      // A correction can only be taken back; a gap is answered by its character, not by agreeing to it.
      const unanswerable = mark?.dataset.kind === "person" || (!!mark?.dataset.lost && mark.dataset.state === "open");
      for (const button of decide.querySelectorAll<HTMLButtonElement>("[name=decision]")) {
        button.disabled = !keys || (unanswerable && button.value === "accept");
      }
      decide.querySelector<HTMLButtonElement>("[data-correct]")!.disabled = !mark && !this.selected();
    }
    for (const button of this.querySelectorAll<HTMLElement>("[data-nth]")) delete button.dataset.key;
    for (const item of this.querySelectorAll<HTMLElement>("[data-goto]")) {
      const mine = !!mark && item.dataset.goto === mark.id;
      item.classList.toggle("ld-review-here", mine);
      if (!mine) continue;
      if (getComputedStyle(item).position !== "fixed") item.scrollIntoView({ block: "nearest" });
      for (const button of item.querySelectorAll<HTMLElement>("[data-nth]")) button.dataset.key = button.dataset.nth;
    }
  }

  private twin(mark: HTMLElement): HTMLElement | null {
    const id = CSS.escape(mark.dataset.for ?? mark.id);
    return this.querySelector(mark.dataset.for ? `#${id}` : `[data-for="${id}"]`);
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const button = target.closest<HTMLElement>("button[data-correct], button[data-side]");
    if (button && "correct" in button.dataset) return this.correct();
    if (button?.dataset.side) return this.turn(button.dataset.side);
    const goto = target.closest<HTMLAnchorElement>("a");
    const wanted = goto && decodeURIComponent(goto.hash.slice(1));
    if (wanted && this.querySelector(`#${CSS.escape(wanted)}`)) {
      event.preventDefault();
      return this.select(wanted);
    }
    const mark = target.closest<HTMLElement>(".ld-edit");
    if (mark && getSelection()?.isCollapsed !== false) this.select(mark.dataset.for ?? mark.id);
    else if (target.closest(".ld-review-blocks") && !mark) this.select("");
  }

  private showChanged(): void {
    this.dataset.showing = this.show.value;
    this.select("");
    this.step(1);
  }

  private hovered(event: PointerEvent): void {
    if (event.pointerType === "touch") return;
    for (const lit of this.querySelectorAll(".ld-edit-lit")) lit.classList.remove("ld-edit-lit");
    const mark = (event.target as Element).closest<HTMLElement>(".ld-edit");
    if (!mark) {
      if (this.current) this.showCard(this.current);
      else this.card.hidden = true;
      return;
    }
    this.twin(mark)?.classList.add("ld-edit-lit");
    this.showCard(mark);
  }

  /** What it was, what it became, and its kind in words, beside the mark. */
  private showCard(at: HTMLElement): void {
    const mark = at.dataset.for ? this.twin(at) : at;
    if (!mark) return;
    const original = this.twin(mark);
    const lost = mark.dataset.lost;
    const holder = lost ? (mark.parentElement?.closest<HTMLElement>(".ld-edit") ?? null) : null;
    const was = (original ?? (holder && this.twin(holder)))?.textContent ?? "";
    const now = mark.dataset.now ?? mark.textContent ?? "";
    const kind = lost ? t("缺字") : (this.kinds[mark.dataset.kind ?? ""] ?? "");
    const state = {
      open: lost ? t("待补") : t("待定"),
      accepted: lost ? t("已补") : t("已采纳"),
      rejected: t("不采纳"),
    };
    this.card.replaceChildren(
      h("p", { class: "ld-review-card-kind" }, kind, "：", state[mark.dataset.state as keyof typeof state] ?? ""),
      h("p", {}, h("s", {}, shown(was)), h("span", { "aria-label": t("改为") }, " → "), h("b", {}, shown(now))),
    );
    if ("uncertain" in mark.dataset) this.card.append(h("p", { class: "ld-quiet" }, t("系统不能确定，请核对")));
    if ("carried" in mark.dataset) this.card.append(h("p", { class: "ld-quiet" }, t("沿用上一版")));
    this.card.hidden = false;
    this.place(at.getClientRects()[0] ?? at.getBoundingClientRect());
  }

  /** The card above the mark, or below where there is no room; never over the edge of the window. */
  private place(box: DOMRect): void {
    const own = this.getBoundingClientRect();
    const room = this.room();
    const { offsetWidth: width, offsetHeight: height } = this.card;
    const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8));
    let top = box.top - height - 6;
    if (top < room.top) top = box.bottom + 6;
    if (top + height > room.bottom) top = Math.max(room.top, Math.min(top, box.top - height - 6));
    this.card.style.left = `${left - own.left}px`;
    this.card.style.top = `${top - own.top}px`;
  }

  private turn(side: string): void {
    this.dataset.side = side;
    for (const button of this.querySelectorAll<HTMLElement>("[data-side]")) {
      button.setAttribute("aria-pressed", String(button.dataset.side === side));
    }
  }

  private selectionChanged = (): void => {
    const button = this.querySelector<HTMLButtonElement>("[data-correct]");
    if (button) button.disabled = !this.selected() && !this.current;
  };

  /** The selection, if it lies in one paragraph of the repaired side, in characters of that paragraph. */
  private selected(): Passage | null {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    return passageOf(selection.getRangeAt(0));
  }

  private correct(): void {
    let passage = this.selected();
    if (!passage && this.current) {
      const range = document.createRange();
      range.selectNodeContents(this.current);
      passage = passageOf(range);
    }
    if (!passage) return announce(t("请先选中修复后的一段文字"));
    const dialog = document.getElementById("review-correct") as WaDialog | null;
    const form = dialog?.querySelector("form");
    if (!dialog || !form) return;
    for (const [name, value] of Object.entries(passage)) {
      form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = String(value);
    }
    form.querySelector(".ld-review-passage")!.textContent = passage.passage;
    const words = form.querySelector<HTMLTextAreaElement>("[name=words]")!;
    words.value = passage.passage.replaceAll("�", "");
    // As in the form of a fact, Enter saves; Shift+Enter starts a new line on purpose.
    words.onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    };
    dialog.open = true;
    dialog.addEventListener("wa-after-show", () => words.select(), { once: true });
  }

  private toggled(event: Event): void {
    const row = event.target as HTMLDetailsElement;
    if (!row.dataset?.kindRow) return;
    if (row.open) this.openKinds.add(row.dataset.kindRow);
    else this.openKinds.delete(row.dataset.kindRow);
  }

  /** Opened groups stay open; a refused correction stays in its dialog, to be sent again. */
  protected answered(status: number): boolean {
    for (const row of this.querySelectorAll<HTMLDetailsElement>("[data-kind-row]")) {
      if (this.openKinds.has(row.dataset.kindRow!)) row.open = true;
    }
    const dialog = document.getElementById("review-correct") as WaDialog | null;
    if (dialog && status < 400) dialog.open = false;
    return true;
  }
}

interface Passage {
  block: string;
  start: number;
  end: number;
  passage: string;
}

function passageOf(range: Range): Passage | null {
  const side = (range.startContainer.parentElement ?? (range.startContainer as Element)).closest(".ld-review-now");
  if (!side || !side.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(side);
  before.setEnd(range.startContainer, range.startOffset);
  const passage = range.toString();
  const start = [...before.toString()].length; // characters, not UTF-16 units
  const block = side.closest<HTMLElement>("[data-block]")!.dataset.block!;
  return passage ? { block, start, end: start + [...passage].length, passage } : null;
}

const shown = (text: string) => text.replaceAll("�", "□").slice(0, 80) || t("（无）");

customElements.define("ld-review", Review);
