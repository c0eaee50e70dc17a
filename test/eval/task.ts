import { buildCounts } from './counts.ts';
import { buildNeedle } from './needle.ts';
import { buildPairs } from './pairs.ts';

/** What the right answer is, known because the text was made from it. */
export type Truth =
  /** One number that stands in one line of the text. */
  | { readonly kind: 'code'; readonly code: string }
  /** A number for each name. */
  | { readonly kind: 'counts'; readonly counts: Readonly<Record<string, number>> }
  /** Pairs of user numbers as `11111, 22222`, the smaller first; each once. */
  | { readonly kind: 'pairs'; readonly pairs: readonly string[] };

/** A question over a text, as one asks it of a model. */
export interface Problem {
  readonly question: string;
  readonly text: string;
  readonly truth: Truth;
}

/** The same problem for the same size (tokens, about) and seed. */
export type BuildProblem = (tokens: number, seed: number) => Problem;

/**
 * The kinds of tasks, after those of the paper: a needle to be found (S-NIAH, of RULER), lines of
 * which each one counts (OOLONG), pairs of entries (OOLONG-Pairs).
 */
export const tasks = {
  's-niah': buildNeedle,
  oolong: buildCounts,
  'oolong-pairs': buildPairs,
} as const satisfies Record<string, BuildProblem>;

export type TaskName = keyof typeof tasks;
export const taskNames = Object.keys(tasks) as readonly TaskName[];
