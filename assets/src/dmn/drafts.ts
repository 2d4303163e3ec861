/** What was not saved yet, kept in this browser: one model's XML, by person and address. */
const KEPT_DAYS = 7;

export interface ModelDraft {
  at: number;
  token: string;
  xml: string;
}

export class ModelDrafts {
  private readonly key: string;

  constructor(user: string, address: string) {
    this.key = `ld-draft:${user}:dmn:${address}`;
  }

  read(): ModelDraft | null {
    try {
      const draft = JSON.parse(localStorage.getItem(this.key) ?? "null") as ModelDraft | null;
      return draft && Date.now() - draft.at < KEPT_DAYS * 86_400_000 ? draft : null;
    } catch {
      return null; // storage switched off, or the entry is not ours
    }
  }

  keep(token: string, xml: string): boolean {
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), token, xml } satisfies ModelDraft));
      return true;
    } catch {
      return false; // full or switched off: the editor still works, it only has no safety net
    }
  }

  forget(): void {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // nothing was kept either
    }
  }
}

export const clock = (at: number) =>
  new Date(at).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
