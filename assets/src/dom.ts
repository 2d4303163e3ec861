type Child = Node | string | null | undefined | false;

/** Build an element. Text is always text: nothing here parses HTML. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | boolean | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string") element.setAttribute(name, value);
  }
  element.append(...children.filter((child): child is Node | string => !!child || child === ""));
  return element;
}

/** Run when one of the events reaches an element matching the selector, now or after any swap. */
export function on<E extends Event>(
  type: string,
  selector: string,
  handle: (event: E, element: HTMLElement) => void,
): void {
  document.addEventListener(type, (event) => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (element) handle(event as E, element);
  });
}

let serial = 0;
export const uid = (prefix: string) => `${prefix}-${++serial}`;

/** Say it to a screen reader without moving the focus. */
export function announce(text: string): void {
  let region = document.getElementById("ld-announcer");
  if (!region) {
    region = h("div", { id: "ld-announcer", class: "ld-visually-hidden", role: "status", "aria-live": "polite" });
    document.body.append(region);
  }
  region.textContent = "";
  // A change in the same frame as the clearing is not read out.
  window.setTimeout(() => (region.textContent = text), 60);
}
