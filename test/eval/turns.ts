import type { RunEvent } from '../../src/core/events.ts';
import { type Language, languageOf } from '../../src/core/options.ts';
import { readReply } from '../../src/core/reply/readReply.ts';
import { javascript, python } from '../support/codeReading.ts';

/** How well the root models of a tree kept to the protocol. */
export interface Turns {
  /** Replies of root models, those of child runs too; what is asked for at a limit is none. */
  readonly turns: number;
  /** Replies with neither cell nor answer, or with a block that is not run. */
  readonly broken: number;
  /** With neither cell nor answer. */
  readonly idle: number;
  /** With a block whose label is not run, or which has none. */
  readonly mislabelled: number;
  /** Answers in prose after which the model was asked for another reply: held back, or none. */
  readonly refused: number;
  readonly cells: number;
  /** Failed or ran out of time; those that were skipped after one are not counted. */
  readonly failedCells: number;
  /** Calls of code that failed. */
  readonly failedCalls: number;
}

export const noTurns: Turns = {
  turns: 0,
  broken: 0,
  idle: 0,
  mislabelled: 0,
  refused: 0,
  cells: 0,
  failedCells: 0,
  failedCalls: 0,
};

/** Counts the turns of a tree from its events, as they come. */
export class TurnCounter {
  #turns = noTurns;
  #language: Language = 'python';
  /** Runs of the tree whose last reply held an answer in its prose. */
  readonly #offering = new Set<string>();

  get turns(): Turns {
    return this.#turns;
  }

  take(event: RunEvent): void {
    switch (event.type) {
      case 'run.started':
        this.#language = languageOf(event.options);
        return;
      case 'model.replied':
        if (event.purpose === 'iteration') this.#takeReply(event.run, event.text);
        return;
      case 'cell.finished':
        if (event.status === 'skipped') return;
        this.#add({ cells: 1, failedCells: event.status === 'ok' ? 0 : 1 });
        return;
      case 'call.finished':
        this.#add({ failedCalls: event.status === 'error' ? 1 : 0 });
        return;
      default:
    }
  }

  #takeReply(run: string, text: string): void {
    const reading = this.#language === 'python' ? python : javascript;
    const { cells, answer, ignored } = readReply(text, reading);
    const idle = cells.length === 0 && answer === null;
    const mislabelled = ignored.length > 0;
    this.#add({
      turns: 1,
      broken: idle || mislabelled ? 1 : 0,
      idle: idle ? 1 : 0,
      mislabelled: mislabelled ? 1 : 0,
      refused: this.#offering.delete(run) ? 1 : 0,
    });
    if (answer !== null) this.#offering.add(run);
  }

  #add(more: Partial<Turns>): void {
    const sums = Object.keys(noTurns) as (keyof Turns)[];
    const added = sums.map((name) => [name, this.#turns[name] + (more[name] ?? 0)] as const);
    this.#turns = { ...noTurns, ...Object.fromEntries(added) };
  }
}
