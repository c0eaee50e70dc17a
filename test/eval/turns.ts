import type { RunEvent } from '../../src/core/events.ts';
import type { Language } from '../../src/core/options.ts';
import { readReply } from '../../src/core/reply/readReply.ts';
import { javascript, python } from '../support/codeReading.ts';

/** How well the root models of a tree kept to the protocol. */
export interface Turns {
  /** Replies of root models, those of child runs too; what is asked for at a limit is none. */
  readonly turns: number;
  /** Replies that broke the protocol, in either way. */
  readonly broken: number;
  /** With neither cell nor answer. */
  readonly idle: number;
  /** With a block whose label is not run, or which has none. */
  readonly mislabelled: number;
  readonly cells: number;
  /** Failed or ran out of time; those that were skipped after one are not counted. */
  readonly failedCells: number;
}

export const noTurns: Turns = {
  turns: 0,
  broken: 0,
  idle: 0,
  mislabelled: 0,
  cells: 0,
  failedCells: 0,
};

/** What there is after one more event of a run whose code is in that language. */
export function countTurns(before: Turns, event: RunEvent, language: Language): Turns {
  switch (event.type) {
    case 'model.replied':
      return event.purpose === 'iteration' ? countReply(before, event.text, language) : before;
    case 'cell.finished': {
      if (event.status === 'skipped') return before;
      const failed = event.status === 'ok' ? 0 : 1;
      return { ...before, cells: before.cells + 1, failedCells: before.failedCells + failed };
    }
    default:
      return before;
  }
}

function countReply(before: Turns, text: string, language: Language): Turns {
  const reading = language === 'python' ? python : javascript;
  const { cells, answer, ignored } = readReply(text, reading);
  const idle = cells.length === 0 && answer === null;
  const mislabelled = ignored.length > 0;
  return {
    ...before,
    turns: before.turns + 1,
    broken: before.broken + (idle || mislabelled ? 1 : 0),
    idle: before.idle + (idle ? 1 : 0),
    mislabelled: before.mislabelled + (mislabelled ? 1 : 0),
  };
}
