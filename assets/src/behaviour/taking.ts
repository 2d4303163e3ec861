import { on } from "../dom";

// 并入: a joint unit's words go below what is typed, under the unit's name, and its report is ticked. Without this script
// the button posts the form and the server does the same.
const PARTS = ["text", "problem", "next_step"];

on<MouseEvent>("click", "[data-joint] button[name=take]", (event, button) => {
  const form = (button as HTMLButtonElement).form;
  const item = button.closest<HTMLElement>("[data-joint]");
  if (!form || !item) return;
  event.preventDefault();
  for (const name of PARTS) {
    const said = item.querySelector<HTMLElement>(`[data-joint-part=${name}]`)?.innerText.trim();
    const field = form.elements.namedItem(name);
    if (!said || !(field instanceof HTMLTextAreaElement)) continue;
    const part = `【${item.dataset.unit}】${said}`;
    // A second click must not write it twice.
    if (field.value.includes(part)) continue;
    const before = field.value.trimEnd();
    field.value = before ? `${before}\n${part}` : part;
  }
  const tick = item.querySelector<HTMLInputElement>("input[name=taken]");
  if (tick) tick.checked = true;
  form.dispatchEvent(new Event("input", { bubbles: true }));
});

// The ticks stand outside the form: their change is a change of the draft all the same.
on("change", "[data-joint] input[name=taken]", (_event, tick) => {
  (tick as HTMLInputElement).form?.dispatchEvent(new Event("input", { bubbles: true }));
});

for (const box of document.querySelectorAll<HTMLElement>("[data-joint-all]")) {
  box.hidden = false;
  const all = box.querySelector<HTMLInputElement>("input")!;
  const ticks = () => [...document.querySelectorAll<HTMLInputElement>("[data-joint] input[name=taken]")];
  all.checked = ticks().every((tick) => tick.checked);
  all.addEventListener("change", () => {
    const list = ticks();
    for (const tick of list) tick.checked = all.checked;
    list[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
