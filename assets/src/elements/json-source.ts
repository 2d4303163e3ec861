/** Data of an element: from src (address), or from a <script type="application/json"> named by `data`. */
export async function readJson<T>(element: HTMLElement): Promise<T> {
  const src = element.getAttribute("src");
  if (src) {
    const response = await fetch(src, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`${src}: ${response.status}`);
    return (await response.json()) as T;
  }
  const script = document.getElementById(element.getAttribute("data") ?? "");
  if (!script?.textContent) throw new Error("no data");
  return JSON.parse(script.textContent) as T;
}
