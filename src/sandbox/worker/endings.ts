import type { CellError } from '../../core/environment.ts';

/** How a cell's code came to its end: by itself, by its deadline, by Stop. */
export type Ending = 'done' | 'timeout' | 'killed';

/** The interpreter knows the line of the last call only, which may be far from the loop. */
export function stopError(ending: Exclude<Ending, 'done'>, cellSeconds: number): CellError {
  if (ending === 'killed') return { name: 'Stopped', message: 'The cell was stopped.', line: null };
  const message = `The cell computed for more than ${cellSeconds} s and was stopped; what it had assigned is kept. Waiting for queries does not count.`;
  return { name: 'Timeout', message, line: null };
}

export const neverSettles: CellError = {
  name: 'Error',
  message:
    'The cell awaits something that can never settle: no query is open, and nothing else takes time here.',
  line: null,
};

export const unreadable: CellError = {
  name: 'Error',
  message: 'The code threw something that can not be read.',
  line: null,
};
