/** What this code needs of dmn-js, which comes without types. */
export interface Moddle {
  $type: string;
  $parent?: Moddle;
  id: string;
  name?: string;
  text?: string;
  typeRef?: string;
  get(name: string): any;
  set(name: string, value: unknown): void;
  [name: string]: any;
}

export interface View {
  id: string;
  name?: string;
  type: "drd" | "decisionTable" | "literalExpression" | "boxedExpression";
  element: Moddle;
}

export interface Viewer {
  get<T = any>(service: string): T;
  on(event: string, handle: (event: any) => void): void;
}

export interface Manager {
  importXML(xml: string): Promise<{ warnings: { message: string }[] }>;
  saveXML(options: { format: boolean }): Promise<{ xml: string }>;
  getDefinitions(): Moddle;
  getViews(): View[];
  getActiveView(): View | undefined;
  getActiveViewer(): Viewer | undefined;
  open(view: View): Promise<unknown>;
  on(event: string, handle: (event: any) => void): void;
  destroy(): void;
  _moddle: { create(type: string, values: object): Moddle; ids: { nextPrefixed(prefix: string, element?: Moddle): string } };
}

/** A field of the dictionary, as the list endpoint gives it. */
export interface Field {
  name: string;
  type: string;
  type_words: string;
  measure: string;
  allowed: string;
  allowed_words: string[];
  subject: string;
  owner: string;
  source: string;
  description: string;
  aliases: string[];
}

/** A FEEL type by the name dmn-js knows it by; others are the same in both. */
const NAMES: Record<string, string> = {
  "date and time": "dateTime",
  "years and months duration": "yearMonthDuration",
  "days and time duration": "dayTimeDuration",
};
export const typeName = (feel: string) => NAMES[feel] ?? feel;

export const inputData = (definitions: Moddle): Moddle[] =>
  (definitions.get("drgElement") as Moddle[]).filter((element) => element.$type === "dmn:InputData");

export const decisions = (definitions: Moddle): Moddle[] =>
  (definitions.get("drgElement") as Moddle[]).filter((element) => element.$type === "dmn:Decision");

/** Names that expressions of a model can use, with types as written. */
export function namesIn(definitions: Moddle): { name: string; type: string }[] {
  return (definitions.get("drgElement") as Moddle[])
    .filter((element) => element.name && element.$type !== "dmn:KnowledgeSource")
    .map((element) => ({ name: element.name!, type: (element.variable?.typeRef as string | undefined) ?? "" }));
}

const bare = (reference: string | undefined) => (reference ?? "").split(":").pop()!.trim();

/** The built-in type that each type of the model narrows, by name, as dmn-js knows it. Structures and lists are left out. */
export function narrowedTypes(definitions: Moddle): Map<string, string> {
  const items = (definitions.get("itemDefinition") as Moddle[]).filter((item) => !item.isCollection && !item.itemComponent?.length);
  const above = new Map(items.map((item) => [item.name ?? "", bare(item.typeRef)]));
  const found = new Map<string, string>();
  for (const name of above.keys()) {
    const seen = new Set<string>();
    let plain = name;
    while (above.has(plain) && !seen.has(plain)) {
      seen.add(plain);
      plain = above.get(plain)!;
    }
    if (plain && !above.has(plain)) found.set(name, typeName(plain));
  }
  return found;
}

/** The unit of a column that its label does not say: that of the field it asks for. */
export function unitOf(column: Moddle, table: string, fields: Field[]): string {
  if (/[（(][^（()）]*[)）]\s*$/.test(column.label ?? "")) return "";
  const asked = column.inputExpression ? column.inputExpression.text : (column.name ?? table);
  return fields.find((field) => field.name === (asked ?? "").trim())?.measure ?? "";
}
