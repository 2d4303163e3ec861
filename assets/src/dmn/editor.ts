import "./styles";
import Modeler from "dmn-js/lib/Modeler";
import { failureText } from "../behaviour/csrf";
import { toast } from "../behaviour/toasts";
import { announce, h } from "../dom";
import { icon } from "../icons";
import { t } from "../words";
import { ModelDrafts, clock } from "./drafts";
import { place, suggestFrom } from "./expression-input";
import { fieldNote, loadFields, pickField } from "./field-picker";
import { type Field, type Manager, type Moddle, type View, decisions, namesIn, narrowedTypes, unitOf } from "./model";
import { type GivenProblem, Problems, type Problem, type Question, unitsOf } from "./problems";
import { addColumn, requireInput } from "./require-input";
import { saveModel } from "./saving";
import { nameTypes, translate } from "./translations";

const DRAFT_PAUSE_MS = 800;
const TYPES = ["string", "boolean", "number", "date", "time", "dateTime", "dayTimeDuration", "yearMonthDuration", "Any"];

const button = (iconName: string, words: string, more: Record<string, string | boolean> = {}) =>
  h("button", { type: "button", class: "ld-button ld-button-small", ...more }, icon(iconName), h("span", {}, words));

/** The editor proper: dmn-js between a toolbar and the list of problems. */
export class DmnEditor {
  private manager!: Manager;
  private readonly canvas = h("div", { class: "ld-dmn-canvas", role: "tabpanel" });
  private readonly tabs = h("div", { class: "ld-dmn-tabs", role: "tablist", "aria-label": t("模型的各部分") });
  private readonly status = h("span", { class: "ld-quiet ld-dmn-status", role: "status" });
  private readonly pick = button("book-open-text", t("从字典添加输入"));
  private readonly undo = button("undo-2", t("撤销"), { "aria-keyshortcuts": "Control+Z" });
  private readonly redo = button("redo-2", t("重做"), { "aria-keyshortcuts": "Control+Y" });
  private readonly next = button("triangle-alert", "", { "aria-keyshortcuts": "F8", hidden: true });
  private readonly save = h(
    "button",
    { type: "button", class: "ld-button ld-button-small ld-button-primary", "aria-keyshortcuts": "Control+S" },
    icon("save"),
    h("span", {}, t("保存")),
  );
  private readonly problems: Problems;
  private readonly drafts: ModelDrafts;
  private fields: Promise<Field[]> | null = null;
  private known: Field[] = [];
  private token: string;
  private xml = "";
  private isDirty = false;
  private isSaving = false;
  private edits = 0;
  private draftTimer = 0;

  constructor(private readonly host: HTMLElement) {
    this.token = host.dataset.token ?? "";
    this.drafts = new ModelDrafts(host.dataset.user ?? "", host.dataset.saveUrl!);
    this.problems = new Problems(
      host.dataset.diagnosticsUrl ?? "",
      (problem) => this.placeWords(problem),
      (problem) => void this.goTo(problem),
      () => this.paint(),
    );
    const bar = h("div", { class: "ld-dmn-bar" }, this.pick, this.undo, this.redo, this.next, this.status, this.save);
    host.replaceChildren(bar, this.tabs, h("div", { class: "ld-dmn-stage" }, this.canvas, this.problems.bubble), this.problems.element);
    this.pick.hidden = !host.dataset.fieldsUrl;
    this.pick.addEventListener("click", () => void this.addFromDictionary());
    this.undo.addEventListener("click", () => this.command("undo"));
    this.redo.addEventListener("click", () => this.command("redo"));
    this.next.addEventListener("click", () => this.goToNext());
    this.save.addEventListener("click", () => void this.store());
    host.addEventListener("keydown", (event) => this.pressed(event));
    host.addEventListener("focusin", (event) => this.focused(event.target as Element));
    host.addEventListener("focusout", () => this.problems.showBubble(null, null));
    // dmn-js draws its cells anew as it likes; what we hang on them has to be hung again.
    new MutationObserver(() => this.paint()).observe(this.canvas, { childList: true, subtree: true });
    window.addEventListener("beforeunload", (event) => this.isDirty && event.preventDefault());
  }

  /** Open a model; a draft of it that this browser kept is offered. */
  async open(xml: string): Promise<void> {
    const common = {
      additionalModules: [{ translate: ["value", translate] }],
      dataTypes: TYPES,
      debounceInput: false,
      expressionLanguages: { options: [{ value: "feel", label: "FEEL" }], defaults: { editor: "feel" } },
    };
    const views = { drd: common, decisionTable: common, literalExpression: common, boxedExpression: common };
    this.manager = new Modeler({ container: this.canvas, height: "100%", common, ...views }) as unknown as Manager;
    this.manager.on("views.changed", () => this.drawTabs());
    this.manager.on("viewer.created", ({ viewer }) => {
      // Opening a view clears its stack, which is no change of the model.
      viewer.on("commandStack.changed", ({ trigger }: { trigger?: string }) => (trigger === "clear" ? this.showStack() : this.changed()));
      viewer.on("elements.changed", ({ elements }: { elements: { businessObject?: Moddle }[] }) => {
        for (const element of elements) this.check(element.businessObject ?? (element as unknown as Moddle));
      });
    });
    await this.load(xml);
    this.xml = (await this.manager.saveXML({ format: true })).xml;
    const given = JSON.parse(this.host.dataset.problems || "[]") as GivenProblem[];
    this.problems.replace(given);
    suggestFrom(() => this.suggestions());
    if (this.host.dataset.fieldsUrl) void this.dictionary();
    this.offerDraft();
    this.say(t("已打开，没有未保存的修改"));
  }

  /** The model as it is now, saved or not. */
  async current(): Promise<string> {
    return (await this.manager.saveXML({ format: true })).xml;
  }

  private async load(xml: string): Promise<void> {
    await this.manager.importXML(xml);
    nameTypes(narrowedTypes(this.manager.getDefinitions()));
    // What an official reads is the table: the diagram only where there is nothing else to open.
    const views = this.manager.getViews();
    const first = views.find((view) => view.type === "decisionTable") ?? views.find((view) => view.type !== "drd");
    if (first) await this.manager.open(first);
  }

  private say(words: string): void {
    this.status.textContent = words;
  }

  private drawTabs(): void {
    const now = this.manager.getActiveView();
    const labels: Record<View["type"], string> = {
      drd: t("关系图"),
      decisionTable: t("决策表"),
      literalExpression: t("表达式"),
      boxedExpression: t("函数"),
    };
    const focused = this.tabs.contains(document.activeElement);
    const tabs = this.manager.getViews().map((view) => {
      const label = view.type === "drd" ? labels.drd : view.element.name || labels[view.type];
      const isNow = view === now || view.element === now?.element;
      const tab = h(
        "button",
        { type: "button", role: "tab", class: "ld-dmn-tab", "aria-selected": String(isNow), tabindex: isNow ? "0" : "-1", title: labels[view.type] },
        icon(view.type === "drd" ? "split" : view.type === "decisionTable" ? "table-2" : "square-pen"),
        label,
      );
      tab.addEventListener("click", () => void this.manager.open(view));
      return tab;
    });
    this.tabs.replaceChildren(...tabs);
    if (focused) tabs.find((tab) => tab.tabIndex === 0)?.focus();
    this.canvas.setAttribute("aria-label", now?.type === "drd" ? labels.drd : (now?.element.name ?? ""));
    this.pick.disabled = now?.type === "boxedExpression" || !now;
    this.paint();
    this.showStack();
  }

  private pressed(event: KeyboardEvent): void {
    const tab = (event.target as Element).closest<HTMLElement>("[role=tab]");
    const step = tab && { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const tabs = [...this.tabs.children] as HTMLElement[];
      tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length]?.click();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") void this.store();
    else if (event.key === "F8") this.goToNext();
    else return;
    event.preventDefault();
  }

  private command(name: "undo" | "redo"): void {
    const stack = this.manager.getActiveViewer()?.get("commandStack");
    if (name === "undo" ? stack?.canUndo() : stack?.canRedo()) stack[name]();
  }

  private showStack(): void {
    const stack = this.manager.getActiveViewer()?.get("commandStack");
    this.undo.disabled = !stack?.canUndo();
    this.redo.disabled = !stack?.canRedo();
  }

  private changed(): void {
    this.showStack();
    this.edits += 1;
    this.isDirty = true;
    this.say(t("有未保存的修改"));
    clearTimeout(this.draftTimer);
    this.draftTimer = window.setTimeout(() => void this.keepDraft(), DRAFT_PAUSE_MS);
  }

  private async keepDraft(): Promise<void> {
    const xml = await this.current();
    if (!this.isDirty) return;
    if (this.drafts.keep(this.token, xml)) this.say(t("有未保存的修改，草稿已存于本机 {time}", { time: clock(Date.now()) }));
  }

  private offerDraft(): void {
    const draft = this.drafts.read();
    if (!draft || draft.xml === this.xml) return this.drafts.forget();
    const words =
      draft.token === this.token
        ? t("{time} 保存在本机的草稿还没有提交。", { time: clock(draft.at) })
        : t("{time} 保存在本机的草稿还没有提交，此后模型已有新的版本；恢复后保存，会先请您核对差别。", { time: clock(draft.at) });
    const take = h("button", { type: "button", class: "ld-button ld-button-small" }, t("恢复草稿"));
    const drop = h("button", { type: "button", class: "ld-button ld-button-small ld-button-quiet" }, t("不要了"));
    const bar = h("div", { class: "ld-notice ld-notice-warning", role: "status" }, icon("history"), h("span", {}, words), h("span", { class: "ld-row" }, take, drop));
    take.addEventListener("click", async () => {
      bar.remove();
      await this.load(draft.xml);
      // The draft was made on the model as it was then: what was saved since is not to be overwritten unseen.
      this.token = draft.token;
      this.isDirty = true;
      this.say(t("已恢复草稿，还没有保存"));
      this.save.focus();
    });
    drop.addEventListener("click", () => {
      this.drafts.forget();
      bar.remove();
      this.save.focus();
    });
    this.host.prepend(bar);
  }

  /** Where what was sent and not saved waits, with all that differs from what others saved. */
  private offerReview(message: string, address: string, edits: number): void {
    this.host.querySelector(":scope > .ld-dmn-review")?.remove();
    const link = h("a", { class: "ld-button ld-button-small", href: address }, t("去核对差别"));
    const bar = h("div", { class: "ld-notice ld-notice-warning ld-dmn-review" }, icon("triangle-alert"), h("span", {}, message), link);
    // What was sent is kept there; only what was typed afterwards would be left behind.
    link.addEventListener("click", () => {
      this.isDirty = this.edits !== edits;
      if (!this.isDirty) this.drafts.forget();
    });
    this.host.prepend(bar);
    link.focus();
  }

  private async store(): Promise<void> {
    if (this.isSaving) return;
    this.isSaving = true;
    this.save.disabled = true;
    this.say(t("正在保存……"));
    try {
      const edits = this.edits;
      const xml = await this.current();
      this.drafts.keep(this.token, xml);
      const saved = await saveModel(this.host.dataset.saveUrl!, xml, this.token);
      if (saved.state === "saved") {
        this.token = saved.token;
        this.xml = xml;
        // What was typed while the answer was on its way is not saved.
        this.isDirty = this.edits !== edits;
        if (!this.isDirty) this.drafts.forget();
        this.say(t("已保存 {time}", { time: clock(Date.now()) }));
        toast(saved.message, { tone: "success" });
        if (saved.problems) this.problems.replace(saved.problems);
        if (saved.url && !this.isDirty) window.location.assign(saved.url);
      } else if (saved.state === "refused") {
        toast(saved.message, { tone: "error" });
        if (saved.problems) this.problems.replace(saved.problems);
        this.say(t("没有保存，草稿存于本机"));
        if (saved.review) this.offerReview(saved.message, saved.review, edits);
      } else this.say(t("没有保存"));
    } catch {
      toast(failureText(500), { tone: "error" });
      this.say(t("没有保存"));
    } finally {
      this.isSaving = false;
      this.save.disabled = false;
    }
  }

  private async dictionary(): Promise<Field[]> {
    this.fields ??= loadFields(this.host.dataset.fieldsUrl!);
    this.known = await this.fields;
    if (!this.known.length) this.fields = null; // ask again next time
    this.paint();
    return this.known;
  }

  private async addFromDictionary(): Promise<void> {
    const view = this.manager.getActiveView();
    const field = await pickField(await this.dictionary());
    const viewer = this.manager.getActiveViewer();
    if (!field || !viewer || !view) return void this.pick.focus();
    const decision = view.type === "drd" ? decisions(this.manager.getDefinitions())[0] : view.element;
    if (!decision) return toast(t("请先在关系图里新建一个决策。"), { tone: "error" });
    const type = requireInput(this.manager, decision, field);
    if (view.type === "decisionTable") addColumn(viewer, field, type);
    if (view.type === "drd") await this.load(await this.current());
    this.changed();
    toast(t("已添加输入“{name}”。", { name: field.name }), { tone: "success" });
    this.pick.focus();
  }

  private suggestions() {
    const words = new Map(this.known.map((field) => [field.name, fieldNote(field)]));
    // A decision cannot ask for itself.
    const itself = this.manager.getActiveView()?.element.name;
    const names = namesIn(this.manager.getDefinitions()).filter(({ name }) => name !== itself);
    return names.map(({ name, type }) => ({ name, note: words.get(name) ?? translate(type) }));
  }

  /** Ask about an expression that changed. */
  private check(element: Moddle): void {
    const question = this.question(element);
    if (question) this.problems.ask(question, () => this.question(element) ?? question);
    else if (element.$type === "dmn:DecisionTable" || element.$type === "dmn:Decision") this.problems.drop((one) => this.isThere(one));
  }

  private question(element: Moddle): Question | null {
    const names = namesIn(this.manager.getDefinitions());
    const owner = element.$parent;
    const text = (element.text as string | undefined) ?? "";
    if (element.$type === "dmn:InputClause") {
      const head = element.inputExpression as Moddle | undefined;
      const table = element.$parent?.$parent?.id;
      if (!head || !table) return null;
      return { table, rule: "", column: element.id, text: head.text ?? "", kind: "head", type: head.typeRef ?? "", names };
    }
    if (element.$type !== "dmn:UnaryTests" && element.$type !== "dmn:LiteralExpression") return null;
    if (owner?.$type === "dmn:DecisionRule") {
      const isInput = element.$type === "dmn:UnaryTests";
      const entries = owner.get(isInput ? "inputEntry" : "outputEntry") as Moddle[];
      const column = (owner.$parent!.get(isInput ? "input" : "output") as Moddle[])[entries.indexOf(element)];
      const table = owner.$parent?.$parent?.id;
      if (!column || !table) return null;
      const type = (isInput ? column.inputExpression?.typeRef : column.typeRef) ?? "";
      const own = { label: column.label ?? "", values: (isInput ? column.inputValues : column.outputValues)?.text ?? "" };
      const about = isInput ? { expression: column.inputExpression?.text ?? "" } : { name: column.name ?? "" };
      return { table, rule: owner.id, column: column.id, text, kind: isInput ? "input" : "output", type, names, ...own, ...about };
    }
    if (owner?.$type === "dmn:Decision") {
      return { table: owner.id, rule: "", column: "", text, kind: "literal", type: owner.variable?.typeRef ?? "", names };
    }
    return null;
  }

  private find(problem: Problem): { table?: Moddle; rule: number; column?: Moddle } {
    const table = decisions(this.manager.getDefinitions()).find((one) => one.id === problem.table);
    const logic = table?.decisionLogic as Moddle | undefined;
    if (logic?.$type !== "dmn:DecisionTable") return { table, rule: -1 };
    const rule = (logic.get("rule") as Moddle[]).findIndex((one) => one.id === problem.rule);
    const column = [...(logic.get("input") as Moddle[]), ...(logic.get("output") as Moddle[])].find((one) => one.id === problem.column);
    return { table, rule, column };
  }

  private isThere(problem: Problem): boolean {
    const { table, rule, column } = this.find(problem);
    return !!table && (!problem.rule || rule >= 0) && (!problem.column || !!column);
  }

  private placeWords(problem: Problem): string {
    const { table, rule, column } = this.find(problem);
    if (!table) return problem.where ?? "";
    const label = column && (column.label || column.inputExpression?.text || column.name || table?.name);
    return [
      table ? t("决策“{name}”", { name: table.name ?? "" }) : "",
      rule >= 0 ? t("规则 {number}", { number: rule + 1 }) : "",
      label ? t("列“{name}”", { name: label }) : "",
    ]
      .filter(Boolean)
      .join("，");
  }

  private cellOf(problem: Problem): HTMLElement | null {
    if (this.manager.getActiveView()?.element.id !== problem.table) return null;
    if (!problem.column) return this.canvas.querySelector<HTMLElement>(".textarea, .literal-expression");
    const column = `[data-col-id="${CSS.escape(problem.column)}"]`;
    return this.canvas.querySelector<HTMLElement>(problem.rule ? `td${column}[data-row-id="${CSS.escape(problem.rule)}"]` : `th${column}`);
  }

  /** Marks on the cells that have problems, and how many there are in all. */
  private paint(): void {
    // The corner above the rules' numbers heads nothing: a header cell that is empty says so.
    this.canvas.querySelectorAll("th.index-column:empty:not([role])").forEach((corner) => corner.setAttribute("role", "presentation"));
    if (!this.manager) return;
    const marked = new Set<HTMLElement>();
    for (const problem of this.problems.all()) {
      const cell = this.cellOf(problem);
      if (!cell) continue;
      marked.add(cell);
      if (cell.dataset.problem !== (problem.severity ?? "error")) cell.dataset.problem = problem.severity ?? "error";
    }
    for (const cell of this.canvas.querySelectorAll<HTMLElement>("[data-problem]")) if (!marked.has(cell)) delete cell.dataset.problem;
    this.paintUnits();
    const count = this.problems.count;
    const words = t("{count} 处问题", { count });
    this.next.hidden = count === 0;
    const label = this.next.querySelector("span")!;
    if (label.textContent !== words) label.textContent = words;
    const active = document.activeElement;
    if (active && this.canvas.contains(active)) this.focused(active);
  }

  /** Behind the type of each column its unit, where the label does not have it. */
  private paintUnits(): void {
    const view = this.manager.getActiveView();
    const logic = view?.element.decisionLogic as Moddle | undefined;
    if (logic?.$type !== "dmn:DecisionTable") return;
    for (const column of [...(logic.get("input") as Moddle[]), ...(logic.get("output") as Moddle[])]) {
      const head = this.canvas.querySelector<HTMLElement>(`th[data-col-id="${CSS.escape(column.id)}"] :is(.input-variable, .output-variable)`);
      const unit = unitOf(column, view?.element.name ?? "", this.known);
      if (head && (head.dataset.unit ?? "") !== unit) head.dataset.unit = unit;
    }
  }

  /** The cell in hand says what is wrong with it, to the eye and to a screen reader. */
  private focused(target: Element): void {
    const cell = target.closest<HTMLElement>("td[data-row-id], th[data-col-id]") ?? target.closest<HTMLElement>(".literal-expression");
    const view = this.manager?.getActiveView();
    if (!cell || !view || !this.canvas.contains(cell)) return;
    const place = { table: view.element.id, rule: cell.dataset.rowId ?? "", column: cell.dataset.colId ?? "" };
    const wrong = this.problems.at(place);
    this.problems.showBubble(place, cell);
    const box = cell.querySelector("[contenteditable]");
    if (!box) return;
    if (!wrong.length) {
      box.removeAttribute("aria-invalid");
      box.removeAttribute("aria-describedby");
    } else if (box.getAttribute("aria-describedby") !== this.problems.bubble.id) {
      box.setAttribute("aria-invalid", "true");
      box.setAttribute("aria-describedby", this.problems.bubble.id);
    }
  }

  private async goTo(problem: Problem): Promise<void> {
    const view = this.manager.getViews().find((one) => one.element.id === problem.table);
    if (view && view.element !== this.manager.getActiveView()?.element) await this.manager.open(view);
    const cell = this.cellOf(problem);
    if (!cell) return;
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    cell.querySelector<HTMLElement>("[contenteditable], button")?.focus();
    announce(problem.message);
    // The cell's own editor replaces what stood there once it has the focus.
    requestAnimationFrame(() => {
      const box = cell.querySelector<HTMLElement>(".ld-expression");
      if (!box || problem.start === null || problem.end === null) return;
      const text = box.textContent ?? "";
      box.focus();
      place(box, unitsOf(text, problem.start), unitsOf(text, problem.end));
    });
  }

  private goToNext(): void {
    const all = this.problems.all();
    const cells = all.map((problem) => this.cellOf(problem));
    const here = cells.findIndex((cell) => cell?.contains(document.activeElement));
    const next = all[(here + 1) % all.length];
    if (next) void this.goTo(next);
  }
}
