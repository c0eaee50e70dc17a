import type { RunEvent } from '../core/events.ts';

/** The newest format of a run's record that this version reads, as `run.started` names it. */
export const newestFormat = 1;

/** A record that a later version of RLM has written: what it means can't be known here. */
export class NewerFormat extends Error {
  constructor(format: number) {
    super(
      `a newer version of RLM has written it (format ${format}; this one reads format ${newestFormat})`,
    );
    this.name = 'NewerFormat';
  }
}

/** The format that a line names, where it begins a record that is too new to be read; else null. */
export function newerFormatOf(line: unknown): number | null {
  if (typeof line !== 'object' || line === null) return null;
  const { type, run, format } = line as Partial<Record<string, unknown>>;
  const isStart = type === ('run.started' satisfies RunEvent['type']) && run === '';
  return isStart && typeof format === 'number' && format > newestFormat ? format : null;
}
