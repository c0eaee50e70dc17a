import { number } from '../../src/core/prompts.ts';
import { money, seconds } from '../../src/terminal/format.ts';
import type { MethodName } from './methods.ts';
import type { Outcome } from './outcome.ts';
import type { Score } from './scoring.ts';
import type { TaskName, Truth } from './task.ts';

/** One answer: what was asked, what came of it. One line of the JSON lines. */
export interface Answered extends Outcome {
  /** ISO 8601. */
  readonly at: string;
  readonly task: TaskName;
  /** Tokens, as asked for. */
  readonly size: number;
  readonly seed: number;
  /** 1, 2 ... */
  readonly repetition: number;
  readonly method: MethodName;
  /** Null where nothing was answered: skipped, failed or stopped. */
  readonly score: Score | null;
  readonly question: string;
  readonly truth: Truth;
  readonly contextChars: number;
  /** By o200k_base, with the question. */
  readonly promptTokens: number;
  readonly models: {
    readonly provider: string;
    readonly root: string;
    readonly sub: string;
  };
}

const heads = [
  'task',
  'tokens',
  'method',
  'score',
  'exact',
  'answers',
  'tokens in',
  'tokens out',
  'cost',
  'time',
  'iterations',
  'broken turns',
  'failed cells',
];
/** Columns of words; those of figures are flush right. */
const wordColumns = new Set([0, 2]);

/** The means of each task, size and method, as lines of text, and what was not answered. */
export function table(all: readonly Answered[]): string {
  const groups = groupBy(all, ({ task, size, method }) => `${task}\n${size}\n${method}`);
  const rows = [heads, ...[...groups.values()].map(rowOf)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return wordColumns.has(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', legend, ...unanswered(all), ''].join('\n');
}

const legend =
  'Means over the answers that were scored. Broken turns: replies with neither cell nor answer, or with a block that is not run.';

function rowOf(group: readonly Answered[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const scored = group.flatMap((each) => (each.score === null ? [] : [{ ...each, ...each.score }]));
  const answers =
    scored.length === group.length ? `${group.length}` : `${scored.length} of ${group.length}`;
  const head = [first.task, sizeName(first.size), first.method];
  if (scored.length === 0) return [...head, '-', '-', answers, ...Array<string>(7).fill('-')];
  const mean = (of: (each: (typeof scored)[number]) => number): number =>
    scored.reduce((sum, each) => sum + of(each), 0) / scored.length;
  const isEstimated = scored.some(({ usage }) => usage.estimated);
  const isPriced = scored.every(({ costUsd }) => costUsd !== null);
  const about = (tokens: number): string =>
    `${isEstimated ? '~' : ''}${number(Math.round(tokens))}`;
  return [
    ...head,
    mean(({ score }) => score).toFixed(2),
    percent(mean(({ isExact }) => (isExact ? 1 : 0))),
    answers,
    about(mean(({ usage }) => usage.inputTokens)),
    about(mean(({ usage }) => usage.outputTokens)),
    money(isPriced ? mean(({ costUsd }) => costUsd ?? 0) : null, isEstimated),
    seconds(mean(({ durationMs }) => durationMs)),
    mean(({ iterations }) => iterations).toFixed(1),
    ...protocolCells(scored),
  ];
}

/** Shares are of all turns and cells together: a long run weighs more than a short one. */
function protocolCells(scored: readonly Pick<Answered, 'turns'>[]): string[] {
  const kept = scored.flatMap(({ turns }) => (turns === null ? [] : [turns]));
  if (kept.length === 0) return ['-', '-'];
  const sum = (of: (turns: (typeof kept)[number]) => number): number =>
    kept.reduce((all, each) => all + of(each), 0);
  const [turns, broken] = [sum((each) => each.turns), sum((each) => each.broken)];
  const [cells, failedCells] = [sum((each) => each.cells), sum((each) => each.failedCells)];
  if (turns === 0) return ['-', '-'];
  return [`${broken} of ${turns} (${percent(broken / turns)})`, `${failedCells} of ${cells}`];
}

/** A line for each reason why something has no score, or a limit ended it. */
function unanswered(all: readonly Answered[]): readonly string[] {
  const told = all.filter(({ reason }) => reason !== null);
  const reasons = groupBy(told, ({ method, status, reason }) => `${method}: ${status}: ${reason}`);
  return [...reasons].map(([why, { length }]) => `${length} x ${why.replace(/\.?$/, '.')}`);
}

/** What came of one, in a line, as it comes. */
export function progressLine(answered: Answered): string {
  const { task, size, seed, repetition, method, score, status, reason } = answered;
  const what = `${task} ${sizeName(size)}, seed ${seed}${repetition > 1 ? `, again (${repetition})` : ''}, ${method}`;
  if (score === null) return `${what}: ${status}${reason === null ? '' : `, ${reason}`}`;
  const { usage, costUsd, durationMs, iterations } = answered;
  const spent = [
    `score ${score.score.toFixed(2)}`,
    `${iterations} ${iterations === 1 ? 'turn' : 'turns'}`,
    `${number(usage.inputTokens + usage.outputTokens)} tokens`,
    money(costUsd, usage.estimated),
    seconds(durationMs),
  ];
  return `${what}: ${spent.join(', ')}${status === 'limit' ? ` (${reason})` : ''}`;
}

/** `8k`, `1M`. */
export function sizeName(tokens: number): string {
  if (tokens % 1_000_000 === 0) return `${tokens / 1_000_000}M`;
  return tokens % 1_000 === 0 ? `${tokens / 1_000}k` : number(tokens);
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
