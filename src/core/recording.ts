import type { ExpectedError } from './errors.ts';
import type { LimitName, RunEvent, RunStarted } from './events.ts';
import { defaultOptions, languageOf, type SettledOptions } from './options.ts';
import {
  AlreadyAnswered,
  AskedDirectly,
  NewerRecord,
  NoRecord,
  NoSuchIteration,
  OtherQuestion,
} from './replay/replayErrors.ts';

/** A cell of a tree of runs. */
export interface CellPlace {
  /** The path of the run in the tree: `''`, `'1'`, `'1.2'`. */
  readonly run: string;
  readonly iteration: number;
  readonly cell: number;
}

/**
 * The record of a run, from which its REPL is built again: its cells are run in a fresh sandbox, and
 * what they ask of models is answered from here.
 *
 * What such a replay makes the same: all that the run's seed, its cells' clocks at their beginning and the
 * replies of models decide. What it can't: how far a clock has run on within a cell, how long code took, how much memory
 * it found, and where its objects stood in it. Where a cell prints something else than it did, the run says so; where it
 * asks for something that isn't recorded, the replay ends with ReplayDiverged, and nothing is paid.
 */
export interface Recording {
  /** Of the whole tree, in the order of their numbers, with all texts whole. */
  readonly events: readonly RunEvent[];
  /**
   * What was handed to `keepState` after a cell; null where nothing is kept of it. Absent: nothing is
   * kept at all.
   */
  readonly state?: (place: CellPlace) => Promise<Uint8Array | null>;
  /**
   * Why its REPL can't be built again, its text has changed for instance: a run that follows it up carries
   * on what was asked and answered, and no more.
   */
  readonly lost?: ExpectedError;
  /** Of the run that this one followed up, in whose REPL it ran; needed where `run.started` names one. */
  readonly followed?: Recording;
}

/** A run that begins as another one did. */
export interface Fork extends Recording {
  /** So many iterations of the other run are taken over, from 1 to its last. */
  readonly iterations: number;
  /** What the user tells the model after them. */
  readonly remark?: string;
}

/** Of the records that are written. */
export const recordFormat = 1;

/**
 * The options that a run was last given, a raised limit of money included; those that its version didn't
 * know yet as they are by default. Throws NoRecord.
 */
export function optionsOf(events: readonly RunEvent[]): SettledOptions {
  let options = startOf(events).options;
  for (const event of events) {
    if (event.type === 'run.resumed' && event.run === '') options = event.options;
    if (event.type === 'budget.raised') options = { ...options, maxCostUsd: event.maxCostUsd };
  }
  return { ...defaultOptions, ...options, language: languageOf(options) };
}

/** Why a run can't go on from its record; null: it can, as far as the record alone tells. */
export function whyNotResumed(
  events: readonly RunEvent[],
  question?: string,
): ExpectedError | null {
  const why = whyNotRead(events);
  if (why !== null) return why;
  const ends = events.filter(({ type, run }) => type === 'run.finished' && run === '');
  const last = ends.at(-1);
  const isOver = last?.type === 'run.finished' && !isResumedAfter(events, last.seq);
  if (isOver && last.status === 'answered') return new AlreadyAnswered();
  const isOther = question !== undefined && question !== startOf(events).question;
  return isOther ? new OtherQuestion() : null;
}

/** Why a run can't be forked from so many of its iterations; null: it can. */
export function whyNotForked(
  events: readonly RunEvent[],
  iterations: number,
): ExpectedError | null {
  const isDirect = events.some(
    (event) => event.type === 'model.replied' && event.purpose === 'direct' && event.run === '',
  );
  return whyNotReached(events, iterations) ?? (isDirect ? new AskedDirectly() : null);
}

/** Why a run can't be followed up from its record; null: it can. */
export function whyNotFollowed(events: readonly RunEvent[]): ExpectedError | null {
  return whyNotReached(events, 1);
}

function whyNotReached(events: readonly RunEvent[], iterations: number): ExpectedError | null {
  const why = whyNotRead(events);
  if (why !== null) return why;
  const last = iterationsOf(events);
  const isThere = Number.isInteger(iterations) && iterations >= 1 && iterations <= last;
  return isThere ? null : new NoSuchIteration(iterations, last);
}

/** How many iterations the root has come to. */
export function iterationsOf(events: readonly RunEvent[]): number {
  return events.reduce(
    (last, event) =>
      event.type === 'iteration.started' && event.run === ''
        ? Math.max(last, event.iteration)
        : last,
    0,
  );
}

/**
 * The limit that ended the run the last time, or at which it was stopped rather than given more money; null
 * where something else ended it, or nothing yet.
 */
export function limitOfEnd(events: readonly RunEvent[]): LimitName | null {
  const at = events.findLastIndex(({ type, run }) => type === 'run.finished' && run === '');
  const end = events[at];
  if (end?.type !== 'run.finished' || isResumedAfter(events, end.seq)) return null;
  if (end.status === 'limit') return end.limit;
  if (end.status !== 'cancelled') return null;
  const last = events.findLast(
    (event) =>
      event.type === 'budget.raised' ||
      (event.type === 'run.resumed' && event.run === '') ||
      (event.type === 'notice' && event.asks === true),
  );
  return last?.type === 'notice' ? 'cost' : null;
}

/** The beginning of the root run. Throws NoRecord. */
export function startOf(events: readonly RunEvent[]): RunEvent & RunStarted {
  const start = events.find(({ type, run }) => type === 'run.started' && run === '');
  if (start?.type !== 'run.started') throw new NoRecord();
  return start;
}

function whyNotRead(events: readonly RunEvent[]): ExpectedError | null {
  const start = events.find(({ type, run }) => type === 'run.started' && run === '');
  if (start?.type !== 'run.started') return new NoRecord();
  const { format = recordFormat } = start;
  return format > recordFormat ? new NewerRecord(format, recordFormat) : null;
}

function isResumedAfter(events: readonly RunEvent[], seq: number): boolean {
  return events.some((event) => event.type === 'run.resumed' && event.seq > seq);
}
