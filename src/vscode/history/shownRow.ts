/** The list, as far as a row of it is selected. */
export interface SelectableRows {
  readonly isVisible: () => boolean;
  readonly has: (runId: string) => boolean;
  readonly selection: () => readonly string[];
  /** Selects the row alone; rejects where the list was made anew meanwhile. */
  readonly select: (runId: string) => Promise<void>;
}

/** ms between two looks at whether a row is selected: VS Code draws a list some time after it has it. */
const lookInterval = 400;
/** Looks after which it is left as it is. */
const mostLooks = 10;

/**
 * Has the row selected of the run that is shown, as soon as the list has it and is in sight. The list lets
 * go of its selection when a row comes under another head, as that of a run does which ends; so it is
 * looked at again until it is as it should be. What a person selects meanwhile stays.
 */
export class ShownRow {
  readonly #rows: SelectableRows;
  readonly #onFailure: (failure: unknown) => void;
  #runId: string | null = null;
  /** What may be selected in place of it, and be replaced. */
  #before = '';
  #looks = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(rows: SelectableRows, onFailure: (failure: unknown) => void) {
    this.#rows = rows;
    this.#onFailure = onFailure;
  }

  get runId(): string | null {
    return this.#runId;
  }

  /** A run has come into sight. */
  show(runId: string): void {
    this.#runId = runId;
    this.#follow();
  }

  /** The run that is shown is in the list, has come under another head, or is back in sight. */
  move(): void {
    if (this.#runId !== null) this.#follow();
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #follow(): void {
    this.#before = keyOf(this.#rows.selection());
    this.#looks = 0;
    this.#look();
  }

  #look(): void {
    this.dispose();
    const runId = this.#runId;
    if (runId === null || !this.#rows.isVisible() || !this.#rows.has(runId)) return;
    const selection = this.#rows.selection();
    const isReplaceable = ['', this.#before].includes(keyOf(selection));
    if (!selection.includes(runId)) {
      if (!isReplaceable) return;
      this.#rows.select(runId).catch((failure: unknown) => {
        // Before that, the list may just be on its way.
        if (this.#looks === mostLooks) this.#onFailure(failure);
      });
    }
    this.#looks += 1;
    if (this.#looks <= mostLooks) this.#timer = setTimeout(() => this.#look(), lookInterval);
  }
}

function keyOf(selection: readonly string[]): string {
  return selection.join('\n');
}
