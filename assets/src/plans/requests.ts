// What every request of the plan editor carries, and what must survive a swap of the tree.

interface Context {
  sourceElement: HTMLElement;
  request: { headers: Record<string, string>; body: FormData | URLSearchParams | null };
}
type RequestEvent = CustomEvent<{ ctx: Context }>;

export const editor = () => document.getElementById("plan-editor");

// At the moment of sending, not of the click: a request that waited for another one carries the revision it left.
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = (event as RequestEvent).detail;
  if (!editor()) return;
  ctx.request.headers["X-Plan-Revision"] = document.getElementById("plan-tools")?.dataset.revision ?? "";
  const open = [...document.querySelectorAll<HTMLElement>("#plan-tree .pl-open")].map((row) => row.dataset.task);
  ctx.request.headers["X-Plan-Open"] = open.join(",");
});

/** Code points, as the server counts them, before a UTF-16 offset. */
export const codePoints = (text: string, offset: number) => [...text.slice(0, offset)].length;

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = (event as RequestEvent).detail;
  if (!ctx.sourceElement.matches("[data-split]")) return;
  const field = ctx.sourceElement.closest("form")?.querySelector<HTMLTextAreaElement>("textarea[name$=-text]");
  if (field && ctx.request.body) ctx.request.body.set("at", `${codePoints(field.value, field.selectionStart)}`);
});

// The tree is swapped whole: focus, cursor, ticks and the panel's place are kept across it.
let focused: { id: string; start: number | null; end: number | null } | null = null;
let ticked: string[] = [];
let sideTop = 0;

document.addEventListener("htmx:before:swap", () => {
  const main = editor();
  if (!main) return;
  const active = document.activeElement;
  const texty = active instanceof HTMLTextAreaElement || (active instanceof HTMLInputElement && active.type === "text");
  focused =
    active?.id && main.contains(active)
      ? { id: active.id, start: texty ? active.selectionStart : null, end: texty ? active.selectionEnd : null }
      : null;
  ticked = [...main.querySelectorAll<HTMLInputElement>(".ld-select-row:checked")].map((box) => box.value);
  sideTop = main.querySelector(".pl-side-scroll")?.scrollTop ?? 0;
});

document.addEventListener("htmx:after:swap", () => {
  const main = editor();
  if (!main) return;
  for (const box of main.querySelectorAll<HTMLInputElement>(".ld-select-row")) box.checked = ticked.includes(box.value);
  const scroll = main.querySelector(".pl-side-scroll");
  if (scroll) scroll.scrollTop = sideTop;
  for (const error of main.querySelectorAll(".pl-error")) {
    const field = main.querySelector(`[aria-describedby="${error.id}"]`);
    if (error.childElementCount) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
  if (focused && !main.contains(document.activeElement)) {
    const again = document.getElementById(focused.id);
    again?.focus({ preventScroll: true });
    if (focused.start !== null && (again instanceof HTMLTextAreaElement || again instanceof HTMLInputElement)) {
      again.setSelectionRange(focused.start, focused.end);
    }
  }
  main.dispatchEvent(new Event("plan-drawn"));
});
