import { on } from "../dom";

// A number and the slider beside it say the same; the number is what the form sends.

function parts(element: HTMLElement): { slider: HTMLInputElement | null; number: HTMLInputElement | null; lever: HTMLElement | null } {
  const lever = element.closest<HTMLElement>(".ld-lever");
  return {
    lever,
    slider: lever?.querySelector<HTMLInputElement>("input[type=range]") ?? null,
    number: lever?.querySelector<HTMLInputElement>("input:not([type=range])") ?? null,
  };
}

function mark(lever: HTMLElement | null, number: HTMLInputElement | null): void {
  lever?.classList.toggle("ld-lever-moved", number !== null && Number(number.value) !== Number(number.dataset.was));
}

on<InputEvent>("input", ".ld-lever input", (_event, element) => {
  const { lever, slider, number } = parts(element);
  if (!slider || !number) return;
  if (element === slider) number.value = slider.value;
  else if (number.value.trim() !== "" && Number.isFinite(Number(number.value))) {
    if (Number(number.value) > Number(slider.max)) slider.max = number.value;
    if (Number(number.value) < Number(slider.min)) slider.min = number.value;
    slider.value = number.value;
  }
  mark(lever, number);
});

on<MouseEvent>("click", "[data-lever-back]", (_event, element) => {
  const { slider, number, lever } = parts(element);
  if (!slider || !number) return;
  number.value = number.dataset.was ?? "";
  slider.value = number.value;
  mark(lever, number);
  number.dispatchEvent(new Event("input", { bubbles: true }));
});
