import { number } from '../../src/core/prompts.ts';
import { money, seconds } from '../../src/terminal/format.ts';
import { groupBy, meanOf, sizeName, sumOf } from './figures.ts';
import { type Answered, problemName } from './report.ts';
import { answerKey } from './results.ts';
import type { Score } from './scoring.ts';
import { markdownLines } from './table.ts';

/** The same question asked in the same way, in two evaluations, and scored in both. */
interface Pair {
  readonly before: Answered & { readonly score: Score };
  readonly after: Answered & { readonly score: Score };
}

const heads = [
  ...['task', 'tokens', 'method', 'answers', 'score', 'root in', 'cached', 'root out'],
  ...['sub in', 'sub out', 'turns', 'slips', 'cost', 'time'],
];
const words = new Set([0, 2]);

/**
 * What changed from one folder of results to another, as Markdown: means over the answers that both
 * have, then the questions whose score changed, then what could not be compared.
 */
export function compareResults(earlier: readonly Answered[], later: readonly Answered[]): string {
  const after = new Map(later.map((each) => [answerKey(each), each]));
  const common = earlier.flatMap((one) => {
    const other = after.get(answerKey(one));
    return other === undefined ? [] : [{ before: one, after: other }];
  });
  const sameText = common.filter((both) => both.before.textSha256 === both.after.textSha256);
  const pairs = sameText.flatMap(asPair);
  const rows = [...groupBy(pairs, rowKey).values()].map(rowOf);
  const left = [
    [common.length - sameText.length, 'asked about another text'],
    [sameText.length - pairs.length, 'not scored in both'],
    [earlier.length + later.length - 2 * common.length, 'in one of the two alone'],
  ] as const;
  return [
    '# Comparison',
    '',
    modelsOf(pairs),
    '',
    ...(rows.length === 0
      ? ['The two have no answers in common.']
      : markdownLines({ rows: [heads, ...rows], words })),
    '',
    'Means over the answers that both have, before → after; one figure where nothing changed. Slips: broken turns, refused answers, failed cells and calls.',
    ...section('Scores that changed', pairs.flatMap(changeOf)),
    ...section(
      'Not compared',
      left.flatMap(([count, why]) => (count === 0 ? [] : [`- ${count} ${why}.`])),
    ),
    '',
  ].join('\n');
}

function asPair({
  before,
  after,
}: {
  readonly before: Answered;
  readonly after: Answered;
}): readonly Pair[] {
  if (before.score === null || after.score === null) return [];
  return [{ before: { ...before, score: before.score }, after: { ...after, score: after.score } }];
}

function rowKey({ before: { task, size, method } }: Pair): string {
  return `${task} ${size} ${method}`;
}

function rowOf(pairs: readonly Pair[]): readonly string[] {
  const [first] = pairs;
  if (first === undefined) return [];
  const { task, size, method } = first.before;
  const both = (show: (side: readonly Pair['before'][]) => string): string => {
    const [before, after] = [pairs.map((pair) => pair.before), pairs.map((pair) => pair.after)];
    return arrow(show(before), show(after));
  };
  const tokens = (kind: keyof Answered['tokens']): string =>
    both((side) => number(Math.round(meanOf(side, (each) => each.tokens[kind]))));
  return [
    task,
    sizeName(size),
    method,
    `${pairs.length}`,
    both((side) => meanOf(side, ({ score }) => score.score).toFixed(2)),
    ...(['rootIn', 'rootCached', 'rootOut', 'subIn', 'subOut'] as const).map(tokens),
    both((side) => meanOf(side, ({ iterations }) => iterations).toFixed(1)),
    both((side) => `${sumOf(side, slipsOf)}`),
    both((side) => {
      const isPriced = side.every(({ costUsd }) => costUsd !== null);
      return money(isPriced ? meanOf(side, ({ costUsd }) => costUsd ?? 0) : null, false);
    }),
    both((side) => seconds(meanOf(side, ({ durationMs }) => durationMs))),
  ];
}

function slipsOf({ turns }: Answered): number {
  if (turns === null) return 0;
  return turns.broken + turns.refused + turns.failedCells + turns.failedCalls;
}

function changeOf({ before, after }: Pair): readonly string[] {
  const [one, other] = [before.score.score, after.score.score];
  if (one === other) return [];
  const again = before.repetition > 1 ? `, again (${before.repetition})` : '';
  const what = `${problemName(before)}${again}, ${before.method}`;
  return [
    `- ${what}: ${one.toFixed(2)} → ${other.toFixed(2)}, ${other > one ? 'better' : 'worse'}`,
  ];
}

function modelsOf(pairs: readonly Pair[]): string {
  const names = (side: 'before' | 'after'): string =>
    [...new Set(pairs.map((pair) => `${pair[side].models.root} with ${pair[side].models.sub}`))]
      .sort()
      .join(', ');
  return pairs.length === 0 ? '' : `Models: ${arrow(names('before'), names('after'))}.`;
}

function arrow(before: string, after: string): string {
  return before === after ? before : `${before} → ${after}`;
}

function section(head: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `## ${head}`, '', ...lines];
}
