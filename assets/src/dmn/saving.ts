import type WaDialog from "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { csrfToken, failureText } from "../behaviour/csrf";
import { h } from "../dom";
import { t } from "../words";
import type { GivenProblem } from "./problems";

interface Loss {
  message: string;
  where?: string;
}

interface Answer {
  token?: string;
  message?: string;
  url?: string;
  problems?: GivenProblem[];
  losses?: Loss[];
  confirm?: string;
  review?: string;
}

export type Saved =
  | { state: "saved"; token: string; message: string; problems: GivenProblem[] | null; url: string }
  | { state: "given up" }
  /** review: the page on which what was sent waits to be looked over; "" for none */
  | { state: "refused"; message: string; problems: GivenProblem[] | null; review: string };

/** Save the XML; what would be lost is shown first and saved only once it was agreed to. */
export async function saveModel(url: string, xml: string, token: string, confirmed = ""): Promise<Saved> {
  const body = new FormData();
  body.set("xml", xml);
  body.set("token", token);
  if (confirmed) body.set("confirmed", confirmed);
  let response: Response;
  let answer: Answer;
  try {
    response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": csrfToken() } });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    // A sign-in page instead of an answer: the session is over.
    answer = isJson ? ((await response.json()) as Answer) : { message: failureText(response.ok ? 401 : response.status) };
    if (!isJson) return { state: "refused", message: answer.message!, problems: null, review: "" };
  } catch {
    return { state: "refused", message: failureText(0), problems: null, review: "" };
  }
  const problems = answer.problems ?? null;
  if (response.ok && answer.token) {
    return { state: "saved", token: answer.token, message: answer.message ?? t("已保存。"), problems, url: answer.url ?? "" };
  }
  if (answer.losses?.length && answer.confirm && !confirmed) {
    if (!(await agree(answer.losses))) return { state: "given up" };
    return saveModel(url, xml, token, answer.confirm);
  }
  return { state: "refused", message: answer.message || failureText(response.status), problems, review: answer.review ?? "" };
}

/** The loss report. Resolves to whether the person saves all the same. */
function agree(losses: Loss[]): Promise<boolean> {
  return new Promise((resolve) => {
    const no = h("button", { type: "button", class: "ld-button", slot: "footer", autofocus: true }, t("返回修改"));
    const yes = h("button", { type: "button", class: "ld-button ld-button-primary ld-button-danger", slot: "footer" }, t("仍然保存"));
    const rows = losses.map((loss) => h("li", {}, loss.where ? `${loss.where}：` : "", loss.message));
    const dialog = h(
      "wa-dialog" as "div",
      { label: t("保存后会丢失的内容"), class: "ld-dmn-losses" },
      h("p", {}, t("与上次保存的模型相比，下列内容不会被保存：")),
      h("ul", { class: "ld-stack-tight" }, ...rows),
      no,
      yes,
    );
    let answer = false;
    const close = (agreed: boolean) => {
      answer = agreed;
      (dialog as unknown as WaDialog).open = false;
    };
    no.addEventListener("click", () => close(false));
    yes.addEventListener("click", () => close(true));
    dialog.addEventListener("wa-after-hide", (event) => {
      if (event.target !== dialog) return;
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    void customElements.whenDefined("wa-dialog").then(() => ((dialog as unknown as WaDialog).open = true));
  });
}
