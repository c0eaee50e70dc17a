import type { Variable } from './environment.ts';

/** Which variables the model knows of: those that are new or have changed are told, not all each turn. */
export class ToldVariables {
  readonly #told = new Map<string, string>();

  /** Those that were not told as they are now; they count as told from here on. */
  news(variables: readonly Variable[]): readonly Variable[] {
    const changed = variables.filter(
      ({ name, type, size }) => this.#told.get(name) !== `${type}, ${size}`,
    );
    for (const { name, type, size } of changed) this.#told.set(name, `${type}, ${size}`);
    return changed;
  }

  /** What was told is not before the model any more. */
  forget(): void {
    this.#told.clear();
  }
}
