import type { Memento } from 'vscode';

const key = 'rlm.lastQuestions';
const most = 12;
/** Characters; a longer one would push the others out of the editor's own store. */
const longest = 4_000;

/** The questions that were typed in this workspace, the newest first; each once. */
export class LastQuestions {
  readonly #memory: Pick<Memento, 'get' | 'update'>;

  constructor(memory: Pick<Memento, 'get' | 'update'>) {
    this.#memory = memory;
  }

  get all(): readonly string[] {
    const stored = this.#memory.get<unknown>(key);
    if (!Array.isArray(stored)) return [];
    return stored.filter((question) => typeof question === 'string').slice(0, most);
  }

  async add(question: string): Promise<void> {
    if (question.length > longest) return;
    const others = this.all.filter((other) => other !== question);
    await this.#memory.update(key, [question, ...others].slice(0, most));
  }
}
