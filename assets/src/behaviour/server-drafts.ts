import { t } from "../words";
import { csrfToken } from "./csrf";

// <form data-draft data-draft-url="…" data-draft-version="3">: the draft is kept on the server, too, so that another
// device goes on where this one stopped. drafts.ts keeps the copy on this computer; this file only sends it on.
const PAUSE_MS = 1500;
const RETRY_MS = 20_000;

export type Values = Record<string, string[]>;

/** Sends the newest values, one request at a time; says in `note` what has become of them. */
export class ServerDraft {
  private timer = 0;
  private waiting: Values | null = null;
  private request: AbortController | null = null;
  private isStale = false;
  private isSent = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly url: string,
    private readonly say: (words: string) => void,
  ) {
    window.addEventListener("online", () => this.waiting && void this.send());
    form.addEventListener("submit", () => this.stop());
  }

  keep(values: Values): void {
    if (this.isStale) return;
    this.isSent = false; // typed again after the browser's way back
    this.waiting = values;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.send(), PAUSE_MS);
  }

  /** The report itself is on its way: a draft that arrived after it would come back from the dead. */
  private stop(): void {
    clearTimeout(this.timer);
    this.waiting = null;
    this.isSent = true;
    this.request?.abort();
  }

  private async send(): Promise<void> {
    const values = this.waiting;
    if (!values || this.request) return;
    this.waiting = null;
    const request = new AbortController();
    this.request = request;
    const limit = window.setTimeout(() => request.abort(), RETRY_MS);
    try {
      const body = new FormData();
      for (const [name, list] of Object.entries(values)) for (const value of list) body.append(name, value);
      body.append("version", this.form.dataset.draftVersion ?? "0");
      const headers = { "X-CSRFToken": csrfToken() };
      // An expired session answers with the sign-in page: that is not a saved draft.
      const { signal } = request;
      const response = await fetch(this.url, { method: "POST", body, headers, redirect: "error", signal });
      if (response.status >= 500) throw new Error();
      const answer = (await response.json()) as { version?: number; at?: string; error?: string };
      if (response.ok && answer.version) {
        this.form.dataset.draftVersion = String(answer.version);
        if (!this.waiting) this.say(t("已保存草稿 {time}", { time: answer.at ?? "" }));
      } else {
        this.isStale = response.status === 409;
        this.say(answer.error ?? t("草稿没有保存到服务器，仍存于本机。"));
      }
    } catch {
      if (!this.isSent) {
        this.waiting ??= values;
        this.say(t("等待联网，草稿已存于本机"));
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => void this.send(), RETRY_MS);
      }
      return;
    } finally {
      clearTimeout(limit);
      this.request = null;
    }
    if (this.waiting) this.keep(this.waiting);
  }
}
