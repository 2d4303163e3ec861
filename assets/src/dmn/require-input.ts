import type { Field, Manager, Moddle, Viewer } from "./model";
import { inputData, typeName } from "./model";

const LISTS: Record<string, string> = { number: "数值列表", string: "文本列表", date: "日期列表" };
const SIZE = { width: 180, height: 45 };

/** The type a field has in the model: a list needs a named definition of its own (DMN 1.3, 7.3.3). */
function typeRef(manager: Manager, field: Field): string {
  const element = /^list<(.+)>$/.exec(field.type)?.[1];
  if (!element) return typeName(field.type);
  const definitions = manager.getDefinitions();
  const items = definitions.get("itemDefinition") as Moddle[];
  const known = items.find((item) => item.isCollection && item.typeRef === element);
  if (known) return known.name!;
  const name = LISTS[element] ?? field.name;
  const made = manager._moddle.create("dmn:ItemDefinition", { name, isCollection: true, typeRef: element });
  made.id = manager._moddle.ids.nextPrefixed("ItemDefinition_", made);
  made.$parent = definitions;
  items.push(made);
  return name;
}

/**
 * Add a field of the dictionary to a decision: input data and requirement, in the diagram too if there is one.
 *
 * Returns the type to write at the column. What is there already is left as it is.
 */
export function requireInput(manager: Manager, decision: Moddle, field: Field): string {
  const { create, ids } = wrap(manager);
  const definitions = manager.getDefinitions();
  const type = typeRef(manager, field);
  let input = inputData(definitions).find((element) => element.name === field.name);
  if (!input) {
    input = create("dmn:InputData", { name: field.name });
    input.id = ids.nextPrefixed("InputData_", input);
    const variable = create("dmn:InformationItem", { name: field.name, typeRef: type });
    variable.id = ids.nextPrefixed("InformationItem_", variable);
    variable.$parent = input;
    input.variable = variable;
    if (field.description) input.description = field.description;
    input.$parent = definitions;
    (definitions.get("drgElement") as Moddle[]).push(input);
    draw(manager, input, decision);
  }
  const requirements = decision.get("informationRequirement") as Moddle[];
  if (!requirements.some((each) => each.requiredInput?.href === `#${input.id}`)) {
    const reference = create("dmn:DMNElementReference", { href: `#${input.id}` });
    const requirement = create("dmn:InformationRequirement", { requiredInput: reference });
    requirement.id = ids.nextPrefixed("InformationRequirement_", requirement);
    reference.$parent = requirement;
    requirement.$parent = decision;
    requirements.push(requirement);
    drawEdge(manager, requirement, input, decision);
  }
  return input.variable?.typeRef ?? type;
}

/** An input column of the open table that asks for the field: an empty one, else a new one at the end. */
export function addColumn(viewer: Viewer, field: Field, type: string): void {
  const inputs = viewer.get("sheet").getRoot().businessObject.get("input") as Moddle[];
  const modeling = viewer.get("modeling");
  const empty = inputs.find((input) => !input.label && !input.inputExpression?.text);
  const column = empty ?? (modeling.addCol({ type: "dmn:InputClause" }, inputs.length).businessObject as Moddle);
  modeling.updateProperties(column, { label: field.name, inputExpression: { text: field.name, typeRef: type } });
  const words = field.allowed_words.map((word) => JSON.stringify(word));
  if (words.length) modeling.editAllowedValues(column, words);
}

function wrap(manager: Manager) {
  return { create: manager._moddle.create.bind(manager._moddle), ids: manager._moddle.ids };
}

function shapes(manager: Manager): Moddle[] | undefined {
  const diagrams = manager.getDefinitions().dmnDI?.get("diagrams") as Moddle[] | undefined;
  return diagrams?.[0]?.get("diagramElements") as Moddle[] | undefined;
}

const shapeOf = (elements: Moddle[], element: Moddle) =>
  elements.find((each) => each.$type === "dmndi:DMNShape" && each.dmnElementRef === element);

/** Below the decision, beside what is there already. */
function draw(manager: Manager, input: Moddle, decision: Moddle): void {
  const elements = shapes(manager);
  const above = elements && shapeOf(elements, decision);
  if (!elements || !above) return;
  const { create, ids } = wrap(manager);
  const y = above.bounds.y + above.bounds.height + 90;
  const row = elements.filter((each) => each.bounds && Math.abs(each.bounds.y - y) < SIZE.height);
  const x = row.length ? Math.max(...row.map((each) => each.bounds.x + each.bounds.width)) + 30 : above.bounds.x;
  const bounds = create("dc:Bounds", { x, y, ...SIZE });
  const shape = create("dmndi:DMNShape", { dmnElementRef: input, bounds, isCollapsed: false });
  shape.id = ids.nextPrefixed("DMNShape_", shape);
  bounds.$parent = shape;
  shape.$parent = elements[0]?.$parent;
  elements.push(shape);
}

function drawEdge(manager: Manager, requirement: Moddle, input: Moddle, decision: Moddle): void {
  const elements = shapes(manager);
  const from = elements && shapeOf(elements, input)?.bounds;
  const to = elements && shapeOf(elements, decision)?.bounds;
  if (!elements || !from || !to) return;
  const { create, ids } = wrap(manager);
  const waypoint = [
    create("dc:Point", { x: from.x + from.width / 2, y: from.y }),
    create("dc:Point", { x: to.x + to.width / 2, y: to.y + to.height }),
  ];
  const edge = create("dmndi:DMNEdge", { dmnElementRef: requirement, waypoint });
  edge.id = ids.nextPrefixed("DMNEdge_", edge);
  for (const point of waypoint) point.$parent = edge;
  edge.$parent = elements[0]?.$parent;
  elements.push(edge);
}
