import { h } from "../dom";
import { t } from "../words";

const child = (element: Element, name: string) => [...element.children].find((each) => each.localName === name);
const children = (element: Element, name: string) => [...element.children].filter((each) => each.localName === name);
const text = (element: Element | undefined) => (element && child(element, "text")?.textContent?.trim()) || "";

const POLICIES: Record<string, string> = {
  UNIQUE: t("规则互不重叠，最多命中一条"),
  FIRST: t("取第一条命中的规则"),
  PRIORITY: t("取优先级最高的规则"),
  ANY: t("命中的规则结果相同"),
  COLLECT: t("列出所有命中规则的结果"),
  "COLLECT SUM": t("所有命中规则的结果相加"),
  "COLLECT MIN": t("所有命中规则的结果取最小"),
  "COLLECT MAX": t("所有命中规则的结果取最大"),
  "COLLECT COUNT": t("数一数命中的规则有几条"),
  "RULE ORDER": t("按规则次序列出结果"),
  "OUTPUT ORDER": t("按输出次序列出结果"),
};

/** A model as tables to read, made from its XML without dmn-js: for narrow screens and for models not to be edited. */
export function readable(xml: string): HTMLElement {
  const root = new DOMParser().parseFromString(xml, "application/xml").documentElement;
  if (root.localName !== "definitions") return h("p", { class: "ld-empty" }, t("模型读不出来。"));
  const found = children(root, "decision").map(decision);
  return h("div", { class: "ld-stack-loose" }, ...(found.length ? found : [h("p", { class: "ld-empty" }, t("模型里还没有决策。"))]));
}

function decision(element: Element): HTMLElement {
  const name = element.getAttribute("name") ?? "";
  const table = child(element, "decisionTable");
  const literal = child(element, "literalExpression");
  const body = table
    ? decisionTable(table, name)
    : literal
      ? [h("pre", { class: "ld-dmn-literal" }, text(literal) || "—")]
      : [h("p", { class: "ld-quiet" }, t("这个决策用其他形式书写，请在宽屏上查看。"))];
  return h("section", { class: "ld-stack-tight" }, h("h2", {}, name), ...body);
}

function decisionTable(table: Element, name: string): HTMLElement[] {
  const policy = [table.getAttribute("hitPolicy") ?? "UNIQUE", table.getAttribute("aggregation")].filter(Boolean).join(" ");
  const inputs = children(table, "input").map((each) => each.getAttribute("label") || text(child(each, "inputExpression")));
  const outputs = children(table, "output").map((each) => each.getAttribute("label") || each.getAttribute("name") || name);
  const rules = children(table, "rule").map((rule, index) => {
    const when = children(rule, "inputEntry").map(text);
    const then = children(rule, "outputEntry").map(text);
    const note = children(rule, "annotationEntry").map(text).join("；") || child(rule, "description")?.textContent?.trim() || "";
    return h(
      "tr",
      {},
      h("th", { scope: "row", class: "ld-fit" }, t("规则 {number}", { number: index + 1 })),
      ...inputs.map((label, at) => h("td", { "data-label": label }, anything(when[at]))),
      ...outputs.map((label, at) => h("td", { "data-label": label, class: "ld-dmn-then" }, then[at] || "—")),
      h("td", { "data-label": t("批注") }, note || "—"),
    );
  });
  const heads = [t("规则"), ...inputs, ...outputs, t("批注")].map((label) => h("th", { scope: "col" }, label));
  return [
    h("p", { class: "ld-quiet" }, POLICIES[policy] ?? policy),
    h(
      "div",
      { class: "ld-table-box", tabindex: "0", role: "region", "aria-label": name },
      h(
        "table",
        { class: "ld-table ld-table-cards" },
        h("caption", { class: "ld-visually-hidden" }, name),
        h("thead", {}, h("tr", {}, ...heads)),
        h("tbody", {}, ...rules),
      ),
    ),
  ];
}

const anything = (test: string | undefined) => (!test || test === "-" ? t("不限") : test);
