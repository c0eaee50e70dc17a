import { askAboutChangelogs } from './changelogs.ts';
import type { CorpusName } from './corpora.ts';
import type { TextFile } from './corpus.ts';
import { buildCounts } from './counts.ts';
import { askAboutDocs } from './docs.ts';
import { askAboutMails } from './mails.ts';
import { buildNeedle } from './needle.ts';
import { buildPairs } from './pairs.ts';
import { askAboutRules } from './rules.ts';
import { askAboutSpeeches } from './speeches.ts';
import { askAboutVerses } from './verses.ts';

/** What the right answer is, known because the text was made from it, or by a script that read it. */
export type Truth =
  /** One number that stands in one line of the text. */
  | { readonly kind: 'code'; readonly code: string }
  /** A number for each name. `grain`: what being off by one is; 1 unless given. */
  | {
      readonly kind: 'counts';
      readonly counts: Readonly<Record<string, number>>;
      readonly grain?: number;
    }
  /** Pairs of user numbers as `11111, 22222`, the smaller first; each once. */
  | { readonly kind: 'pairs'; readonly pairs: readonly string[] }
  /**
   * A list, each item once. `pattern` is the source of a regular expression by which an answer's items
   * are known in it: its first group, or all of it.
   */
  | { readonly kind: 'set'; readonly items: readonly string[]; readonly pattern: string }
  /** Lines of a text that is one, from 1, to be cited. */
  | { readonly kind: 'lines'; readonly lines: readonly number[] }
  /** A word or a path for each number. */
  | { readonly kind: 'values'; readonly values: Readonly<Record<string, string>> };

/** A question, and how its answer is judged. */
export interface Asked {
  readonly question: string;
  readonly truth: Truth;
}

/** A question over a text, as one asks it of a model. */
export interface Problem extends Asked {
  /** One text, or files with their paths. */
  readonly text: string | readonly TextFile[];
}

/** One whose text is made. */
export interface MadeProblem extends Problem {
  readonly text: string;
}

/** The same problem for the same size (tokens, about) and seed. */
export type BuildProblem = (tokens: number, seed: number) => MadeProblem;

/**
 * Texts that are made, after those of the paper: a needle to be found (S-NIAH, of RULER), lines of
 * which each one counts (OOLONG), pairs of entries (OOLONG-Pairs).
 */
export const tasks = {
  's-niah': buildNeedle,
  oolong: buildCounts,
  'oolong-pairs': buildPairs,
} as const satisfies Record<string, BuildProblem>;

/** A question about real texts. Odd and even seeds ask different ones; the truth is read from `files`. */
export interface RealTask {
  readonly corpus: CorpusName;
  readonly ask: (files: readonly TextFile[], seed: number) => Asked;
}

/** Texts that others wrote, fetched when they are first asked about. */
export const realTasks = {
  mails: { corpus: 'mails', ask: askAboutMails },
  speeches: { corpus: 'speeches', ask: askAboutSpeeches },
  verses: { corpus: 'bible', ask: askAboutVerses },
  'docs-changes': { corpus: 'docs', ask: askAboutDocs },
  changelogs: { corpus: 'changelogs', ask: askAboutChangelogs },
  'source-tree': { corpus: 'sources', ask: askAboutRules },
} as const satisfies Record<string, RealTask>;

export type MadeTaskName = keyof typeof tasks;
export type TaskName = MadeTaskName | keyof typeof realTasks;
export const madeTaskNames = Object.keys(tasks) as readonly MadeTaskName[];
export const taskNames = [...madeTaskNames, ...Object.keys(realTasks)] as readonly TaskName[];

/** The text as one string: files one after the other, each behind its path. */
export function wholeText({ text }: Pick<Problem, 'text'>): string {
  if (typeof text === 'string') return text;
  return text.map((file) => `--- ${file.path} ---\n${file.text}\n`).join('\n');
}

/** How the text of a problem is called: what a citation may name. */
export const textLabel = 'eval';

export function isMade(name: TaskName): name is MadeTaskName {
  return name in tasks;
}
