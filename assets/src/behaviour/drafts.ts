import { h } from "../dom";
import { t } from "../words";
import { ServerDraft, type Values } from "./server-drafts";

// <form data-draft="report-42" data-draft-user="7">: what is typed survives a lost connection, a closed tab, an expired session.
// With data-draft-url the server keeps it, too, and the form comes filled with it (server-drafts.ts).
// Never kept: passwords, files, hidden fields. The server's page clears it by <meta name="ld-draft-saved" content="report-42">.
const KEPT_DAYS = 7;
const SKIPPED = new Set(["password", "file", "hidden", "submit", "button"]);

interface Draft {
  at: number;
  values: Values;
}
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const keyOf = (form: HTMLFormElement) => `ld-draft:${form.dataset.draftUser ?? ""}:${form.dataset.draft}`;

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (e): e is Control => "name" in e && !!e.name && "type" in e && !SKIPPED.has(e.type as string),
  );
}

function read(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const control of controls(form)) {
    const list = (values[control.name] ??= []);
    if (control instanceof HTMLInputElement && /checkbox|radio/.test(control.type)) {
      if (control.checked) list.push(control.value);
    } else if (control instanceof HTMLSelectElement) list.push(...[...control.selectedOptions].map((o) => o.value));
    else list.push(control.value);
  }
  return values;
}

function write(form: HTMLFormElement, values: Values): void {
  const seen: Record<string, number> = {};
  for (const control of controls(form)) {
    const list = values[control.name];
    if (!list) continue;
    if (control instanceof HTMLInputElement && /checkbox|radio/.test(control.type)) {
      control.checked = list.includes(control.value);
    } else if (control instanceof HTMLSelectElement) {
      for (const option of control.options) option.selected = list.includes(option.value);
    } else {
      const at = (seen[control.name] = (seen[control.name] ?? -1) + 1);
      control.value = list[at] ?? control.value;
    }
  }
}

function load(key: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "null") as Draft | null;
    return draft && Date.now() - draft.at < KEPT_DAYS * 86_400_000 ? draft : null;
  } catch {
    return null; // storage switched off, or the entry is not ours
  }
}

function store(key: string, draft: Draft): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false; // full or switched off: the form still works, it only has no safety net
  }
}

const clock = (at: number) =>
  new Date(at).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });

const timers = new WeakMap<HTMLFormElement, number>();

function watch(form: HTMLFormElement): void {
  if (form.dataset.draftWatched) return;
  form.dataset.draftWatched = "yes";
  const key = keyOf(form);
  const note = form.querySelector("[data-draft-note]");
  const say = (words: string) => note && (note.textContent = words);
  const server = form.dataset.draftUrl ? new ServerDraft(form, form.dataset.draftUrl, say) : null;
  const draft = load(key);
  // What the form was filled with is newer: this copy has done its service.
  const isOlder = draft && draft.at < Number(form.dataset.draftAt ?? 0) * 1000;
  if (draft && !isOlder && JSON.stringify(draft.values) !== JSON.stringify(read(form))) offer(form, draft);
  form.addEventListener("input", () => {
    clearTimeout(timers.get(form));
    timers.set(
      form,
      window.setTimeout(() => {
        const at = Date.now();
        const values = read(form);
        const isKept = store(key, { at, values });
        if (server) server.keep(values);
        else if (isKept) say(t("草稿已存于本机 {time}", { time: clock(at) }));
      }, 600),
    );
  });
}

/** Offer, do not overwrite: the server's value may be newer than the draft. */
function offer(form: HTMLFormElement, draft: Draft): void {
  const take = h("button", { type: "button", class: "ld-button ld-button-small" }, t("恢复草稿"));
  const drop = h("button", { type: "button", class: "ld-button ld-button-small ld-button-quiet" }, t("不要了"));
  const bar = h(
    "div",
    { class: "ld-notice ld-notice-warning", role: "status" },
    h("span"),
    h("span", {}, t("{time} 保存的草稿还没有提交。", { time: clock(draft.at) })),
    h("span", { class: "ld-row" }, take, drop),
  );
  take.addEventListener("click", () => {
    write(form, draft.values);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    bar.remove();
  });
  drop.addEventListener("click", () => {
    localStorage.removeItem(keyOf(form));
    bar.remove();
  });
  form.prepend(bar);
}

/** Forget a draft once the server has what was typed. */
function clearSaved(): void {
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="ld-draft-saved"]')) {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("ld-draft:") && key.endsWith(`:${meta.content}`)) localStorage.removeItem(key);
    }
  }
}

const watchAll = () => document.querySelectorAll<HTMLFormElement>("form[data-draft]").forEach(watch);

clearSaved();
watchAll();
document.addEventListener("htmx:after:swap", watchAll);
document.addEventListener("ld-draft-saved", (event) => {
  const name = (event as CustomEvent).detail.value ?? (event as CustomEvent).detail.name;
  for (const key of Object.keys(localStorage)) if (key.endsWith(`:${name}`)) localStorage.removeItem(key);
});
