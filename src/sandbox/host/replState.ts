import { type Deferred, deferred } from '../../core/deferred.ts';
import type { Variable } from '../../core/environment.ts';
import type { Language } from '../../core/options.ts';
import { variableName } from '../../core/quoted.ts';
import type { RecoveredCall, SavedState } from '../../protocol/sandbox.ts';
import { Recovery } from './recovery.ts';

/** What there is of a REPL without its worker: the state that its last cell left, and what is in it. */
export class ReplState {
  readonly recovery: Recovery;
  readonly #language: Language;
  #saved: SavedState | null = null;
  /** Of the saved state, and of the cell that finished last. */
  #savedVariables: readonly Variable[] = [];
  #finishedVariables: readonly Variable[] = [];
  /** Open between a finished cell and its state. */
  #saving: Deferred<void> | null = null;

  constructor(language: Language, recovery = new Recovery(language)) {
    this.#language = language;
    this.recovery = recovery;
  }

  /** Null: as it begins. */
  get saved(): SavedState | null {
    return this.#saved;
  }

  get savedVariables(): readonly Variable[] {
    return this.#savedVariables;
  }

  /** A cell has finished; its state is on its way. */
  finish(variables: readonly Variable[]): void {
    this.#finishedVariables = variables;
    this.#saving ??= deferred();
  }

  save(state: SavedState): void {
    this.#saved = state;
    this.#savedVariables = this.#finishedVariables;
    this.recovery.settle();
    this.stopWaiting();
  }

  /** No state comes any more: it is here, or its worker is dead. */
  stopWaiting(): void {
    this.#saving?.resolve();
    this.#saving = null;
  }

  /** False when there was nothing to forget. */
  forget(): boolean {
    if (this.#saved === null) return false;
    this.#saved = null;
    this.#savedVariables = [];
    return true;
  }

  /** Resolves when the last cell's state is here. */
  async settled(): Promise<void> {
    await this.#saving?.promise;
  }

  /** What the model is told when a cell was killed that had got these answers. */
  restartNotes(answered: readonly RecoveredCall[]): readonly string[] {
    const names = this.#savedVariables.map(({ name }) => variableName(name));
    const kept =
      names.length === 0
        ? 'There are no variables from earlier cells.'
        : `Variables from earlier cells are as they were: ${names.slice(-50).join(', ')}.`;
    const restarted = `The sandbox was restarted: what this cell had assigned is lost. ${kept}`;
    const recovered = this.recovery.note(answered);
    return recovered === null ? [restarted] : [restarted, recovered];
  }

  /** The same for another REPL. The memory itself is shared: nobody may write to it any more. */
  copy(): ReplState {
    const copy = new ReplState(this.#language, this.recovery.copy());
    copy.#saved = this.#saved;
    copy.#savedVariables = this.#savedVariables;
    copy.#finishedVariables = this.#savedVariables;
    return copy;
  }
}
