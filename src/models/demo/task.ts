import type { AskedDate } from './dates.ts';
import type { Level } from './fields.ts';
import type { Sought } from './words.ts';

/** Which lines a question is about: all conditions together. */
export interface Where {
  readonly levels: readonly Level[] | null;
  /** The word by which the question named the levels, singular: "error". */
  readonly levelWord: string | null;
  readonly sought: Sought | null;
  readonly date: AskedDate | null;
}

/** A question in one of the forms that the demo understands. */
export type Task =
  | { readonly form: 'total'; readonly unit: 'line' | 'entry' | 'word' | 'file' }
  | { readonly form: 'count'; readonly where: Where; readonly unit: 'line' | 'occurrence' }
  | {
      readonly form: 'which';
      /** What the lines are grouped by, singular: a field of theirs, or `file`. */
      readonly noun: string;
      readonly where: Where;
      /** Also what set each failure off. */
      readonly cause: boolean;
      /** Only how many there are. */
      readonly onlyCount: boolean;
    }
  | { readonly form: 'when'; readonly where: Where; readonly ends: 'first' | 'last' | 'both' }
  | {
      readonly form: 'frequent';
      /** A field, `word` or `message`. */
      readonly noun: string;
      readonly where: Where;
      readonly top: number;
    }
  | { readonly form: 'find'; readonly where: Where }
  | { readonly form: 'outline' };
