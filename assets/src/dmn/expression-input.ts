import { h, uid } from "../dom";

/** A name that can be put into an expression, with what it is. */
export interface Suggestion {
  name: string;
  note: string;
}

let suggest: () => Suggestion[] = () => [];
/** Where the names come from that are offered while typing. */
export const suggestFrom = (source: () => Suggestion[]) => (suggest = source);

interface Options {
  container: HTMLElement;
  value?: string;
  onChange?: (value: string) => void;
  contentAttributes?: Record<string, string | undefined>;
}

const LIMIT = 8;
const WORD = /[\p{L}\p{N}_]+$/u;

/**
 * Stands in for @bpmn-io/feel-editor (vite.config.ts): that one writes <style> elements, which the page's CSP refuses, and
 * judges Chinese expressions by rules of its own. Here the server judges; this only edits text and offers names.
 */
export default class ExpressionInput {
  private readonly node: HTMLElement;
  private readonly list: HTMLElement;
  private at = -1;

  constructor(private readonly options: Options) {
    const listId = uid("ld-names");
    this.node = h("div", {
      class: "ld-expression",
      contenteditable: "plaintext-only",
      role: "textbox",
      "aria-multiline": "true",
      "aria-autocomplete": "list",
      "aria-label": options.contentAttributes?.["aria-label"],
      spellcheck: "false",
      tabindex: "0",
    });
    // dmn-js asks for this class to know that Enter belongs to the list.
    this.list = h("ul", { id: listId, class: "ld-expression-names", role: "listbox", hidden: true });
    this.node.setAttribute("aria-controls", listId);
    this.setValue(options.value ?? "");
    this.node.addEventListener("input", (event) => this.typed(event as InputEvent));
    this.node.addEventListener("compositionend", () => this.changed());
    this.node.addEventListener("keydown", (event) => this.pressed(event));
    this.node.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => this.chosen(event));
    options.container.append(this.node, this.list);
  }

  focus(position?: number): void {
    this.node.focus();
    place(this.node, position ?? this.text().length);
  }

  setValue(value: string): void {
    this.node.replaceChildren(document.createTextNode(value));
  }

  setVariables(): void {} // dmn-js's own resolver is not used: see suggestFrom

  private text(): string {
    return (this.node.textContent ?? "").replace(/\n$/, "");
  }

  private typed(event: InputEvent): void {
    if (event.isComposing) return;
    this.changed();
  }

  private changed(): void {
    if (!this.node.firstChild) this.node.append(document.createTextNode(""));
    this.options.onChange?.(this.text());
    this.offer();
  }

  /** The word before the caret. */
  private word(): string {
    const selection = getSelection();
    if (!selection?.isCollapsed || !this.node.contains(selection.anchorNode)) return "";
    const before = document.createRange();
    before.selectNodeContents(this.node);
    before.setEnd(selection.anchorNode!, selection.anchorOffset);
    return WORD.exec(before.toString())?.[0] ?? "";
  }

  private offer(): void {
    const word = this.word();
    const found = word
      ? suggest()
          .filter(({ name }) => name !== word && name.toLowerCase().includes(word.toLowerCase()))
          .slice(0, LIMIT)
      : [];
    this.at = -1;
    this.list.replaceChildren(
      ...found.map(({ name, note }) =>
        h("li", { id: uid("ld-name"), role: "option", "data-name": name }, h("b", {}, name), h("span", {}, note)),
      ),
    );
    this.show(found.length > 0);
  }

  private show(open: boolean): void {
    this.list.hidden = !open;
    this.list.classList.toggle("cm-tooltip-autocomplete", open);
    if (!open) {
      this.list.replaceChildren(); // dmn-js looks for the class anywhere inside
      this.node.removeAttribute("aria-activedescendant");
    }
  }

  private close(): void {
    this.show(false);
  }

  private pressed(event: KeyboardEvent): void {
    if (!this.list.hidden && !event.isComposing) {
      const options = [...this.list.children] as HTMLElement[];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        this.at = this.at < 0 && step < 0 ? options.length - 1 : (this.at + step + options.length) % options.length;
        options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
        this.node.setAttribute("aria-activedescendant", options[this.at]!.id);
      } else if (event.key === "Escape") this.close();
      else if ((event.key === "Enter" || event.key === "Tab") && this.at >= 0) this.put(options[this.at]!.dataset.name!);
      else return;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      document.execCommand("insertText", false, "\n");
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private chosen(event: MouseEvent): void {
    event.preventDefault(); // the text keeps the focus
    const name = (event.target as Element).closest<HTMLElement>("[data-name]")?.dataset.name;
    if (name) this.put(name);
  }

  /** The name in place of the word before the caret; undone by the browser's own undo. */
  private put(name: string): void {
    const selection = getSelection()!;
    const word = this.word();
    for (let left = [...word].length; left > 0; left--) selection.modify("extend", "backward", "character");
    document.execCommand("insertText", false, name);
    this.close();
  }
}

/** Put the caret after so many UTF-16 units of the text. */
export function place(node: HTMLElement, start: number, end = start): void {
  const text = node.firstChild;
  if (!text) return;
  const length = text.textContent?.length ?? 0;
  getSelection()?.setBaseAndExtent(text, Math.min(start, length), text, Math.min(end, length));
}
