import htmx from "htmx.org/dist/htmx.esm.min.js";
import { csrfToken, failureText } from "./csrf";
import { toast } from "./toasts";
import { t } from "../words";

// htmx 4 swaps error pages too. Form errors (400, 409, 422) are wanted; whole error pages are not.
htmx.config.noSwap = [204, 304, 401, 403, 404, 413, 429, "5xx"];

interface Context {
  request: { method: string; headers: Record<string, string> };
  response?: { status: number };
}
type RequestEvent = CustomEvent<{ ctx: Context; error?: unknown }>;

document.addEventListener("htmx:config:request", (event) => {
  const { request } = (event as RequestEvent).detail.ctx;
  if (!/GET|QUERY/.test(request.method)) request.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener("htmx:response:error", (event) => {
  const status = (event as RequestEvent).detail.ctx.response?.status ?? 0;
  if (![400, 409, 422].includes(status)) toast(failureText(status), { tone: "error" });
});

// htmx wires what came in only after its transitions: a press in between was lost. Wiring twice does nothing.
document.addEventListener("htmx:before:settle", (event) => {
  for (const node of (event as CustomEvent<{ newContent: Node[] }>).detail.newContent) {
    if (node instanceof Element) htmx.process(node);
  }
});

// No response at all: the line is down, or the request ran past its time limit.
document.addEventListener("htmx:error", (event) => {
  const { ctx, error } = (event as RequestEvent).detail;
  if (ctx) toast(failureText(0), { tone: "error" });
  else console.error(error);
});

window.addEventListener("offline", () => toast(t("网络已断开。正在填写的内容会保存在本机。"), { tone: "error" }));
window.addEventListener("online", () => toast(t("网络已恢复。"), { tone: "success" }));
