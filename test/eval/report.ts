import { number } from '../../src/core/prompts.ts';
import { money, seconds } from '../../src/terminal/format.ts';
import { groupBy, meanOf, percent, sizeName, sumOf } from './figures.ts';
import type { MethodName } from './methods.ts';
import type { Outcome } from './outcome.ts';
import type { Score } from './scoring.ts';
import { alignedLines, markdownLines, type Table } from './table.ts';
import type { TaskName, Truth } from './task.ts';

/** One answer: what was asked, what came of it, as it is kept. */
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
  /** `made`, or the packages that the text comes from. */
  readonly origin: string;
  /** Of the whole text: answers about different texts don't compare. */
  readonly textSha256: string;
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
  ...['task', 'tokens', 'method', 'score', 'exact', 'answers'],
  ...['root in', 'cached', 'root out', 'sub in', 'sub cached', 'sub out', 'turns', 'calls'],
  ...['broken turns', 'refused', 'failed cells', 'failed calls', 'citations', 'cost', 'time'],
];
const words = new Set([0, 2]);

/** The means of each task, size and method. */
function tableOf(all: readonly Answered[]): Table {
  const groups = groupBy(all, ({ task, size, method }) => `${task}\n${size}\n${method}`);
  return { rows: [heads, ...[...groups.values()].map(rowOf)], words };
}

/** For a terminal, and what was not answered. */
export function table(all: readonly Answered[]): string {
  return [...alignedLines(tableOf(all)), '', legend, ...unanswered(all), ''].join('\n');
}

/** The same as a page of Markdown, with what was asked by whom. */
export function markdownReport(all: readonly Answered[]): string {
  const models = new Set(
    all.map(({ models: { provider, root, sub } }) =>
      provider === 'demo'
        ? 'The offline demo (fixed rules, no AI: the scores mean nothing).'
        : `Root model ${root}, sub-model ${sub}.`,
    ),
  );
  const origins = [...groupBy(all, ({ origin }) => origin)].map(([origin, answers]) => {
    const names = [...new Set(answers.map(({ task }) => task))].join(', ');
    return `- ${names}: ${origin === 'made' ? 'texts that are made' : origin}`;
  });
  const told = unanswered(all).map((line) => `- ${line}`);
  return [
    '# Evaluation',
    '',
    ...models,
    '',
    ...markdownLines(tableOf(all)),
    '',
    legend,
    ...(told.length === 0 ? [] : ['', '## Not answered, or at a limit', '', ...told]),
    '',
    '## Texts',
    '',
    ...origins,
    '',
  ].join('\n');
}

const legend =
  'Means over the answers that were scored; slips are sums. Tokens: root is the run itself, sub all that its code called; cached is part of in. Broken turns: replies with neither cell nor answer, or with a block that is not run. Refused: answers in prose that did not end the run. Citations: shown to a model / there / all.';

function rowOf(group: readonly Answered[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const scored = group.flatMap((each) => (each.score === null ? [] : [each]));
  const scores = scored.flatMap(({ score }) => score ?? []);
  const answers =
    scored.length === group.length ? `${group.length}` : `${scored.length} of ${group.length}`;
  const head = [first.task, sizeName(first.size), first.method];
  if (scored.length === 0) {
    return [...head, '-', '-', answers, ...Array<string>(heads.length - 6).fill('-')];
  }
  const isEstimated = scored.some(({ usage }) => usage.estimated);
  const isPriced = scored.every(({ costUsd }) => costUsd !== null);
  const about = (read: (each: Answered) => number): string =>
    `${isEstimated ? '~' : ''}${number(Math.round(meanOf(scored, read)))}`;
  return [
    ...head,
    meanOf(scores, ({ score }) => score).toFixed(2),
    percent(meanOf(scores, ({ isExact }) => (isExact ? 1 : 0))),
    answers,
    about(({ tokens }) => tokens.rootIn),
    about(({ tokens }) => tokens.rootCached),
    about(({ tokens }) => tokens.rootOut),
    about(({ tokens }) => tokens.subIn),
    about(({ tokens }) => tokens.subCached),
    about(({ tokens }) => tokens.subOut),
    meanOf(scored, ({ iterations }) => iterations).toFixed(1),
    meanOf(scored, ({ calls }) => calls.llm + calls.rlm).toFixed(1),
    ...slipCells(scored),
    citationCell(scored),
    money(isPriced ? meanOf(scored, ({ costUsd }) => costUsd ?? 0) : null, isEstimated),
    seconds(meanOf(scored, ({ durationMs }) => durationMs)),
  ];
}

/** Shares are of all turns and cells together: a long run weighs more than a short one. */
function slipCells(scored: readonly Pick<Answered, 'turns'>[]): string[] {
  const kept = scored.flatMap(({ turns }) => (turns === null ? [] : [turns]));
  const turns = sumOf(kept, (each) => each.turns);
  if (turns === 0) return ['-', '-', '-', '-'];
  return [
    `${sumOf(kept, ({ broken }) => broken)} of ${turns}`,
    `${sumOf(kept, ({ refused }) => refused)}`,
    `${sumOf(kept, ({ failedCells }) => failedCells)} of ${sumOf(kept, ({ cells }) => cells)}`,
    `${sumOf(kept, ({ failedCalls }) => failedCalls)}`,
  ];
}

function citationCell(scored: readonly Pick<Answered, 'citations'>[]): string {
  const [shown, verified, all] = (['shown', 'verified', 'all'] as const).map((kind) =>
    sumOf(scored, ({ citations }) => citations[kind]),
  );
  return all === 0 ? '-' : `${shown} / ${verified} / ${all}`;
}

/** A line for each reason why something has no score, or a limit ended it. */
function unanswered(all: readonly Answered[]): readonly string[] {
  const told = all.filter(({ reason }) => reason !== null);
  const reasons = groupBy(told, ({ method, status, reason }) => `${method}: ${status}: ${reason}`);
  return [...reasons].map(([why, { length }]) => `${length} x ${why.replace(/\.?$/, '.')}`);
}

/** What came of one, in a line, as it comes. */
export function progressLine(answered: Answered): string {
  const { method, repetition, score, status, reason } = answered;
  const again = repetition > 1 ? `, again (${repetition})` : '';
  const what = `${problemName(answered)}${again}, ${method}`;
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

/** `oolong 8k, seed 1`. */
export function problemName({
  task,
  size,
  seed,
}: Pick<Answered, 'task' | 'size' | 'seed'>): string {
  return `${task} ${sizeName(size)}, seed ${seed}`;
}
