declare module "htmx.org/dist/htmx.esm.min.js" {
  const htmx: {
    config: Record<string, unknown>;
    ajax(verb: string, path: string, context: { target: string; swap: string }): Promise<void>;
    process(element: Element): void;
  };
  export default htmx;
}

declare module "frappe-gantt" {
  export default class Gantt {
    constructor(canvas: HTMLElement, tasks: object[], options: object);
    change_view_mode(mode: string): void;
  }
}

declare module "dmn-js/lib/Modeler" {
  export default class Modeler {
    constructor(options: object);
  }
}
