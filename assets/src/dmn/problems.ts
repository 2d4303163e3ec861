import { csrfToken } from "../behaviour/csrf";
import { h, uid } from "../dom";
import { t } from "../words";

/** One problem of one expression; start and end count code points of its text, null for the whole. */
export interface Problem {
  message: string;
  table: string;
  rule: string;
  column: string;
  start: number | null;
  end: number | null;
  hint?: string | null;
  severity?: string;
  /** The place in words, where it is no cell. */
  where?: string;
}

/** As the server gives it: places may be numbers for people, with the ids beside them. */
export interface GivenProblem extends Partial<Omit<Problem, "rule" | "column">> {
  message: string;
  rule?: string | number;
  column?: string | number;
  table_id?: string;
  rule_id?: string;
  column_id?: string;
}

function byIds(given: GivenProblem): Problem {
  return {
    ...given,
    table: given.table_id || given.table || "",
    rule: given.rule_id || (typeof given.rule === "string" ? given.rule : ""),
    column: given.column_id || (typeof given.column === "string" ? given.column : ""),
    start: given.start ?? null,
    end: given.end ?? null,
  };
}

/** An expression to be checked, as docs/reference/dmn-editor.md has it. */
export interface Question {
  table: string;
  rule: string;
  column: string;
  text: string;
  kind: "input" | "output" | "head" | "literal";
  type: string;
  names: { name: string; type: string }[];
  /** Of the column, as it is now. */
  label?: string;
  expression?: string;
  name?: string;
  values?: string;
}

type Place = Pick<Problem, "table" | "rule" | "column">;
export const keyOf = ({ table, rule, column }: Place) => [table, rule, column].join("\n");

const PAUSE_MS = 400;

/** The problems of a model: asked for while a cell is typed in, shown at the cell and in a list. */
export class Problems {
  readonly element = h("section", { class: "ld-dmn-problems", hidden: true });
  readonly bubble = h("div", { class: "ld-dmn-bubble", id: uid("ld-dmn-bubble"), role: "status", hidden: true });
  private readonly found = new Map<string, Problem[]>();
  private readonly timers = new Map<string, number>();
  private readonly asked = new Map<string, AbortController>();

  constructor(
    private readonly url: string,
    private readonly placeWords: (problem: Problem) => string,
    private readonly go: (problem: Problem) => void,
    private readonly changed: () => void,
  ) {}

  get count(): number {
    return this.all().length;
  }

  all(): Problem[] {
    return [...this.found.values()].flat();
  }

  at(place: Place): Problem[] {
    return this.found.get(keyOf(place)) ?? [];
  }

  /** All of them anew, as a save or the page gives them. */
  replace(given: GivenProblem[]): void {
    this.found.clear();
    for (const problem of given.map(byIds)) this.put(keyOf(problem), [...this.at(problem), problem]);
    this.show();
  }

  /** A cell, rule or column is gone. */
  drop(isThere: (problem: Problem) => boolean): void {
    for (const [key, problems] of this.found) if (!problems.every(isThere)) this.found.delete(key);
    this.show();
  }

  /** Check an expression once the person pauses. */
  ask(place: Place, question: () => Question): void {
    if (!this.url) return;
    const key = keyOf(place);
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      window.setTimeout(() => void this.post(key, question()), PAUSE_MS),
    );
  }

  private async post(key: string, question: Question): Promise<void> {
    this.asked.get(key)?.abort();
    const asked = new AbortController();
    this.asked.set(key, asked);
    try {
      const response = await fetch(this.url, {
        method: "POST",
        signal: asked.signal,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify(question),
      });
      if (!response.ok) return; // the save says what is wrong; typing goes on
      const { table, rule, column } = question;
      const given = (await response.json()) as GivenProblem[];
      this.put(key, given.map((each) => ({ ...byIds(each), table, rule, column })));
      this.show();
    } catch {
      // No connection, or a newer question: the next keystroke asks again.
    }
  }

  private put(key: string, problems: Problem[]): void {
    if (problems.length) this.found.set(key, problems);
    else this.found.delete(key);
  }

  show(): void {
    const rows = this.all().map((problem) => {
      const button = h(
        "button",
        { type: "button", class: "ld-dmn-problem" },
        h("span", { class: "ld-dmn-problem-place" }, this.placeWords(problem)),
        h("span", {}, problem.message),
        problem.hint ? h("span", { class: "ld-quiet" }, problem.hint) : null,
      );
      button.addEventListener("click", () => this.go(problem));
      return h("li", {}, button);
    });
    this.element.hidden = rows.length === 0;
    this.element.replaceChildren(
      h("h2", {}, t("需要处理 {count} 处", { count: rows.length })),
      h("ol", { class: "ld-dmn-problem-list" }, ...rows),
    );
    this.changed();
  }

  /** What is wrong with the cell in hand, right under it. */
  showBubble(place: Place | null, under: HTMLElement | null): void {
    const problems = place && under ? this.at(place) : [];
    this.bubble.hidden = problems.length === 0;
    if (!under || !problems.length) return void this.bubble.replaceChildren();
    this.bubble.replaceChildren(
      ...problems.map((problem) =>
        h("p", {}, problem.message, problem.hint ? h("span", { class: "ld-dmn-hint" }, problem.hint) : null),
      ),
    );
    const host = this.bubble.offsetParent?.getBoundingClientRect();
    const cell = under.getBoundingClientRect();
    if (!host) return;
    this.bubble.style.top = `${cell.bottom - host.top + 2}px`;
    this.bubble.style.left = `${Math.max(0, Math.min(cell.left - host.left, host.width - this.bubble.offsetWidth - 4))}px`;
  }
}

/** UTF-16 units of so many code points of a text. */
export const unitsOf = (text: string, points: number) => [...text].slice(0, points).join("").length;
