import type WaDialog from "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { h, on, uid } from "../dom";
import { t } from "../words";

/** Ask in a dialog of our own: window.confirm cannot say what the buttons do. Resolves to the answer. */
export function ask(text: string, yes = t("确定"), danger = false): Promise<boolean> {
  return new Promise((resolve) => {
    const titleId = uid("ld-ask");
    const no = h("button", { type: "button", class: "ld-button", slot: "footer", autofocus: true }, t("取消"));
    const go = h(
      "button",
      { type: "button", slot: "footer", class: `ld-button ld-button-primary${danger ? " ld-button-danger" : ""}` },
      yes,
    );
    const dialog = h("wa-dialog" as "div", { label: t("请确认"), "light-dismiss": true }, h("p", { id: titleId }, text), no, go);
    let answer = false;
    no.addEventListener("click", () => ((dialog as unknown as WaDialog).open = false));
    go.addEventListener("click", () => {
      answer = true;
      (dialog as unknown as WaDialog).open = false;
    });
    dialog.addEventListener("wa-after-hide", (event) => {
      if (event.target !== dialog) return;
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    void customElements.whenDefined("wa-dialog").then(() => ((dialog as unknown as WaDialog).open = true));
  });
}

const confirmed = new WeakSet<HTMLElement>();

// <button data-confirm="…" data-confirm-yes="删除" data-confirm-danger> or the same on a form
on<SubmitEvent>("submit", "form", async (event, form) => {
  const submitter = event.submitter as HTMLButtonElement | null;
  const asking = submitter?.dataset.confirm ? submitter : form.dataset.confirm ? form : null;
  if (!asking || confirmed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(asking.dataset.confirm!, asking.dataset.confirmYes, "confirmDanger" in asking.dataset))) return;
  confirmed.add(form);
  (form as HTMLFormElement).requestSubmit(submitter);
});

// hx-confirm="…" goes through the same dialog
document.addEventListener("htmx:confirm", (event) => {
  event.preventDefault();
  const { ctx, issueRequest, dropRequest } = (event as CustomEvent).detail;
  const { confirmYes, confirmDanger } = (ctx.sourceElement as HTMLElement).dataset;
  void ask(ctx.confirm, confirmYes, confirmDanger !== undefined).then((yes) => (yes ? issueRequest() : dropRequest()));
});
