import type { Variable } from '../../core/environment.ts';
import type { Language } from '../../core/options.ts';
import type { RecoveredCall, SandboxStart } from '../../protocol/sandbox.ts';

/** The type of the variable, and what it is. */
const lists = {
  python: { type: 'list', what: 'a list of dicts {name, prompt, result}' },
  javascript: { type: 'Array', what: 'an array of {name, prompt, result}' },
} as const;

/** What killed cells had paid for, until the REPL of a later cell holds it. */
export class Recovery {
  readonly #language: Language;
  #variable: string | null = null;
  #pending: readonly RecoveredCall[] = [];

  constructor(language: Language) {
    this.#language = language;
  }

  copy(): Recovery {
    const copy = new Recovery(this.#language);
    copy.#variable = this.#variable;
    copy.#pending = this.#pending;
    return copy;
  }

  /** A cell was killed; `variables` are those that are left. */
  add(calls: readonly RecoveredCall[], variables: readonly Variable[]): void {
    if (calls.length === 0) return;
    this.#pending = [...this.#pending, ...calls];
    this.#variable ??= freeName(variables);
  }

  /** For the next worker to put into its REPL. */
  get forStart(): SandboxStart['recovered'] {
    if (this.#variable === null || this.#pending.length === 0) return null;
    return { variable: this.#variable, calls: this.#pending };
  }

  /** A state was saved that has it all. */
  settle(): void {
    this.#pending = [];
  }

  /** For the model; null when nothing was recovered from the last kill. */
  note(calls: readonly RecoveredCall[]): string | null {
    if (calls.length === 0) return null;
    const what =
      calls.length === 1
        ? 'The result of the 1 query that this cell had got is'
        : `The results of the ${calls.length} queries that this cell had got are`;
    const list = lists[this.#language].what;
    return `${what} kept in ${this.#variable}, ${list}, the newest last; prompt is the first 200 characters.`;
  }

  /** The variables with the one that the next worker will have on top. */
  with(variables: readonly Variable[]): readonly Variable[] {
    const { forStart } = this;
    if (forStart === null) return variables;
    const { variable, calls } = forStart;
    const others = variables.filter(({ name }) => name !== variable);
    const isNew = others.length === variables.length;
    const size = isNew ? `${calls.length} ${calls.length === 1 ? 'item' : 'items'}` : '';
    return [...others, { name: variable, type: lists[this.#language].type, size }];
  }
}

/** Not a name that the code has taken for something of its own. */
function freeName(variables: readonly Variable[]): string {
  const taken = new Set(variables.map(({ name }) => name));
  let name = 'recovered';
  for (let number = 2; taken.has(name); number += 1) name = `recovered${number}`;
  return name;
}
