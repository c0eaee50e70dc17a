import type { Memento } from 'vscode';

const key = 'rlm.drafts';
const most = 20;
/** Characters; longer ones would fill the editor's own store. */
const longest = 100_000;

/** Questions that were typed and not asked, by the text that they are about. */
export class Drafts {
  readonly #memory: Pick<Memento, 'get' | 'update'>;

  constructor(memory: Pick<Memento, 'get' | 'update'>) {
    this.#memory = memory;
  }

  /** Null where nothing was left. */
  of(text: string): string | null {
    return this.#all.find(([about]) => about === text)?.[1] ?? null;
  }

  /** `''`: nothing is left. */
  async keep(text: string, question: string): Promise<void> {
    const all = this.#all;
    const others = all.filter(([about]) => about !== text);
    const isKept = question.trim() !== '' && question.length <= longest;
    if (!isKept && others.length === all.length) return;
    const kept = isKept ? [[text, question], ...others] : others;
    await this.#memory.update(key, kept.slice(0, most));
  }

  /** The newest first. */
  get #all(): readonly (readonly [text: string, question: string])[] {
    const stored = this.#memory.get<unknown>(key);
    if (!Array.isArray(stored)) return [];
    return stored.filter(
      (each) =>
        Array.isArray(each) && each.length === 2 && each.every((one) => typeof one === 'string'),
    );
  }
}
