/** Address of the icon sprite; the page says it in <html data-icons>, because only the server knows STATIC_URL. */
export const spriteUrl = document.documentElement.dataset.icons ?? "";

/** One icon of the sprite, hidden from screen readers: the text beside it carries the meaning. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "ld-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${spriteUrl}#${name}`);
  svg.append(use);
  return svg;
}
