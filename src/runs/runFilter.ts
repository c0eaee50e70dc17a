import type { ListedRun } from './runSummary.ts';

/** What a person typed to find runs, taken apart. Lower case; empty: says nothing about it. */
export interface RunFilter {
  /** Each must stand in question, answer or file. */
  readonly words: readonly string[];
  /** Of those below, any of each kind that is named must fit. */
  readonly statuses: readonly ListedRun['status'][];
  readonly pinned: boolean;
  /** Parts of a file's or folder's name. */
  readonly files: readonly string[];
  /** Parts of the root or sub-model's name. */
  readonly models: readonly string[];
}

/** How a status is written in a filter: `@failed`. */
export const statusMarks = {
  running: '@running',
  answered: '@answered',
  limit: '@limit',
  cancelled: '@stopped',
  failed: '@failed',
  interrupted: '@interrupted',
  damaged: '@damaged',
} as const satisfies Record<ListedRun['status'], string>;
export const pinnedMark = '@pinned';

const token = /@(file|model):(?:"([^"]*)"?|(\S*))|"([^"]*)"?|(\S+)/gi;

/**
 * Words (a phrase in double quotes), `@failed` and the like, `@pinned`, `@file:NAME`, `@model:NAME`.
 * An `@` that means nothing here is part of a word.
 */
export function parseFilter(text: string): RunFilter {
  const words: string[] = [];
  const marks = new Set<string>();
  const named = { file: [] as string[], model: [] as string[] };
  const known = new Set<string>([...Object.values(statusMarks), pinnedMark]);
  for (const [, kind, quoted, bare, phrase, word] of text.toLowerCase().matchAll(token)) {
    if (kind === 'file' || kind === 'model') named[kind].push(quoted ?? bare ?? '');
    else if (word !== undefined && known.has(word)) marks.add(word);
    else words.push(phrase ?? word ?? '');
  }
  const statuses = Object.keys(statusMarks) as ListedRun['status'][];
  const said = (texts: readonly string[]): string[] => texts.filter((each) => each !== '');
  return {
    words: said(words),
    statuses: statuses.filter((status) => marks.has(statusMarks[status])),
    pinned: marks.has(pinnedMark),
    files: said(named.file),
    models: said(named.model),
  };
}

/**
 * The runs that a filter lets through, in their order. `readText` fetches question and answer of those
 * that are too long for the index, by hash; a text that can't be had has no words.
 */
export async function filterRuns(
  runs: readonly ListedRun[],
  filter: RunFilter,
  readText: (runId: string, sha256: string) => Promise<string>,
): Promise<ListedRun[]> {
  const found = await Promise.all(
    runs.map(async (run) => {
      if (!fits(run, filter)) return null;
      const missing = missingWords(filter.words, [run.question, run.label, run.answer]);
      if (missing.length === 0) return run;
      const texts = await Promise.all(
        run.longTexts.map((sha256) => readText(run.runId, sha256).catch(() => '')),
      );
      return missingWords(missing, texts).length === 0 ? run : null;
    }),
  );
  return found.filter((run) => run !== null);
}

function fits(run: ListedRun, { statuses, pinned, files, models }: RunFilter): boolean {
  const any = (wanted: readonly string[], found: readonly string[]): boolean =>
    wanted.length === 0 ||
    wanted.some((want) => found.some((each) => each.toLowerCase().includes(want)));
  return (
    (statuses.length === 0 || statuses.includes(run.status)) &&
    (!pinned || run.pinned) &&
    any(files, [run.label]) &&
    any(models, [run.rootModel, run.subModel])
  );
}

function missingWords(words: readonly string[], texts: readonly string[]): readonly string[] {
  if (words.length === 0) return words;
  const lower = texts.map((text) => text.toLowerCase());
  return words.filter((word) => !lower.some((text) => text.includes(word)));
}

/** Something that a filter could say of these runs, and of how many it is true. */
export interface FilterMark {
  /** As it is typed: `@file:"two words.log"`. */
  readonly mark: string;
  readonly count: number;
}

/** What would narrow the list down: statuses first, then files and models, the most frequent first. */
export function suggestMarks(runs: readonly ListedRun[]): FilterMark[] {
  const statuses = Object.entries(statusMarks).map(([status, mark]) => ({
    mark,
    count: runs.filter((run) => run.status === status).length,
  }));
  const pinned = { mark: pinnedMark, count: runs.filter((run) => run.pinned).length };
  const files = countNames(runs.map(({ label }) => [label]));
  const models = countNames(runs.map(({ rootModel, subModel }) => [rootModel, subModel]));
  return [
    ...[...statuses, pinned].filter(({ count }) => count > 0),
    ...files.map(({ mark, count }) => ({ mark: `@file:${mark}`, count })),
    ...models.map(({ mark, count }) => ({ mark: `@model:${mark}`, count })),
  ];
}

function countNames(namesOfRuns: readonly (readonly string[])[]): FilterMark[] {
  const counts = new Map<string, number>();
  for (const names of namesOfRuns) {
    for (const name of new Set(names)) {
      // A quote inside can't be typed, and in names it is rare.
      if (name !== '' && !name.includes('"')) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([one, a], [other, b]) => b - a || one.localeCompare(other))
    .map(([name, count]) => ({ mark: /\s/.test(name) ? `"${name}"` : name, count }));
}
