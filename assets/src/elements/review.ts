import type WaDialog from "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { toast } from "../behaviour/toasts";
import { announce, h } from "../dom";
import { t } from "../words";

/**
 * <ld-review> around a repair review: one mark is current; the bar's buttons (and their keys) act on it.
 *
 * Marks: .ld-edit[id] on the repaired side, .ld-edit[data-for=id] on the original side. Sending and swapping is
 * htmx's; this element only says which mark is meant, and shows what it was and became.
 */
class Review extends HTMLElement {
  private currentId = "";
  /** Where to go on once the current mark is decided; "" stays. */
  private next = "";
  private kinds: Record<string, string> = {};
  private openKinds = new Set<string>();

  connectedCallback(): void {
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
    document.addEventListener("htmx:after:swap", this.swapped);
    const asked = new URLSearchParams(location.search).get("show");
    if (asked) this.show.value = this.dataset.showing = asked;
    const hash = decodeURIComponent(location.hash.slice(1));
    if (document.getElementById(hash)?.matches(".ld-edit")) this.select(hash);
    else if (location.search.includes("after=")) this.arrive();
  }

  disconnectedCallback(): void {
    document.removeEventListener("selectionchange", this.selectionChanged);
    document.removeEventListener("htmx:after:swap", this.swapped);
  }

  private get show(): HTMLSelectElement {
    return this.querySelector<HTMLSelectElement>("[data-show]")!;
  }

  private get card(): HTMLElement {
    return this.querySelector<HTMLElement>(".ld-review-card")!;
  }

  private get current(): HTMLElement | null {
    return this.currentId ? this.querySelector<HTMLElement>(`#${CSS.escape(this.currentId)}`) : null;
  }

  /** The marks that J and K go through, in the order of the text. */
  private stops(): HTMLElement[] {
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

  /** On a page that J led to: its first mark, or word that there was none. */
  private arrive(): void {
    const first = this.stops()[0];
    if (first) this.select(first.id);
    else toast(t("后面没有了。"));
  }

  private step(by: number): void {
    const stops = this.stops();
    const from = this.current;
    const next =
      by > 0
        ? stops.find((mark) => !from || follows(from, mark))
        : stops.reverse().find((mark) => from && follows(mark, from));
    if (next) this.select(next.id);
    else if (by > 0 && "more" in this.dataset) {
      const query = new URLSearchParams({ after: this.dataset.pageEnd ?? "0", show: this.show.value });
      location.assign(`${this.dataset.next}?${query}`);
    } else toast(by > 0 ? t("后面没有了。") : t("前面没有了。"));
  }

  /** A decision leads on to what still waits, if that is what the reviewer goes through. */
  private sent(event: Event): void {
    const form = event.target as Element;
    if (!this.current || !form.matches("#review-decide, .ld-review-fill")) return;
    const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    if (button?.value === "reset" || button?.name === "reset") return;
    const from = this.current;
    this.next = this.stops().find((mark) => follows(from, mark))?.id ?? "";
  }

  private select(id: string): void {
    for (const mark of this.querySelectorAll(".ld-edit[aria-current]")) mark.removeAttribute("aria-current");
    this.currentId = id;
    const mark = this.current;
    this.fillForms(mark);
    if (!mark) return void (this.card.hidden = true);
    mark.setAttribute("aria-current", "true");
    this.twin(mark)?.setAttribute("aria-current", "true");
    mark.focus({ preventScroll: true });
    const room = mark.getBoundingClientRect();
    if (room.top < 160 || room.bottom > innerHeight - 160) mark.scrollIntoView({ block: "center" });
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
      const byHand = mark?.dataset.kind === "person";
      for (const button of decide.querySelectorAll<HTMLButtonElement>("[name=decision]")) {
        button.disabled = !keys || (byHand && button.value === "accept");
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
    const button = target.closest<HTMLElement>("button[data-step], button[data-correct], button[data-side]");
    if (button?.dataset.step) return this.step(Number(button.dataset.step));
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
    const box = at.getClientRects()[0] ?? at.getBoundingClientRect();
    const own = this.getBoundingClientRect();
    const left = Math.min(box.left - own.left, own.width - this.card.offsetWidth - 8);
    this.card.style.left = `${Math.max(0, left)}px`;
    const above = box.top > 260;
    this.card.style.top = `${above ? box.top - own.top - this.card.offsetHeight - 6 : box.bottom - own.top + 6}px`;
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

  /** After an act: the same mark is current again, or the place where it was; opened groups stay open. */
  private swapped = (event: Event): void => {
    for (const row of this.querySelectorAll<HTMLDetailsElement>("[data-kind-row]")) {
      if (this.openKinds.has(row.dataset.kindRow!)) row.open = true;
    }
    const dialog = document.getElementById("review-correct") as WaDialog | null;
    // Refused: the words stay in the dialog, to be sent again.
    const status = (event as CustomEvent).detail?.ctx?.response?.status ?? 0;
    if (dialog && status < 400) dialog.open = false;
    if (status < 400 && this.next) this.currentId = this.next;
    this.next = "";
    if (this.currentId && !this.current) this.currentId = "";
    if (this.current) this.select(this.currentId);
    else this.fillForms(null), (this.card.hidden = true);
  };
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

const follows = (one: Node, other: Node) => !!(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
const shown = (text: string) => text.replaceAll("�", "□").slice(0, 80) || t("（无）");

customElements.define("ld-review", Review);
