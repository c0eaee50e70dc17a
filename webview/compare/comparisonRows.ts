import { languageNames, languageOf, type RunOptions } from '../../src/core/options.ts';
import { shareText } from '../../src/core/shareText.ts';
import type { ComparedRun } from '../../src/protocol/compare.ts';
import { formatDuration } from '../../src/trajectory/duration.ts';
import { formatChars, formatCount, formatMoment, formatUsd } from '../format.ts';
import { strings } from '../strings.ts';

/** A fact of two runs, in words. */
export interface ComparisonRow {
  readonly label: string;
  readonly values: readonly [string, string];
  readonly differs: boolean;
}

/** What two runs were given and what they used: the facts of each, and of the options what differs. */
export function comparisonRows(
  runs: readonly [ComparedRun, ComparedRun],
  now: number,
): ComparisonRow[] {
  const facts: readonly (readonly [string, (run: ComparedRun) => string])[] = [
    [strings.facts.status, statusOf],
    [strings.facts.text, ({ context }) => context.label],
    [strings.facts.size, ({ context }) => formatChars(context.chars)],
    [strings.facts.models, ({ models }) => strings.asks(models.root, models.sub)],
    [strings.facts.language, ({ options }) => languageNames[languageOf(options)]],
    [strings.facts.asked, ({ startedAt }) => formatMoment(startedAt, now)],
    [strings.facts.iterations, ({ iterations }) => formatCount(iterations)],
    [strings.facts.calls, ({ calls }) => formatCount(calls)],
    [strings.facts.tokens, ({ tokens }) => formatCount(tokens)],
    [strings.facts.cost, costOf],
    [strings.facts.time, ({ durationMs }) => orDash(durationMs, formatDuration)],
    [strings.facts.read, ({ coverage }) => orDash(coverage, shareText)],
    [strings.facts.searched, ({ searched }) => orDash(searched, shareText)],
  ];
  const [left, right] = runs;
  const row = (label: string, read: (run: ComparedRun) => string): ComparisonRow => {
    const values = [read(left), read(right)] as const;
    return { label, values, differs: values[0] !== values[1] };
  };
  // The models stand above, as they were used: the demo takes its own, whatever the options say. The
  // language does too, as records of earlier versions may not say it.
  const names = new Set([...Object.keys(left.options), ...Object.keys(right.options)]);
  names.delete('rootModel');
  names.delete('subModel');
  names.delete('language');
  const options = [...names]
    .map((name) => row(`rlm.${name}`, ({ options }) => optionOf(options, name as keyof RunOptions)))
    .filter(({ differs }) => differs);
  return [...facts.map(([label, read]) => row(label, read)), ...options];
}

function statusOf({ status, limit }: ComparedRun): string {
  return limit === null ? strings.state(status) : `${strings.state(status)}: ${limit}`;
}

function costOf({ costUsd, models }: ComparedRun): string {
  return models.provider === 'demo' ? strings.demoCost : formatUsd(costUsd);
}

function orDash(value: number | null, format: (value: number) => string): string {
  return value === null ? '–' : format(value);
}

function optionOf(options: RunOptions, name: keyof RunOptions): string {
  const value: unknown = options[name];
  if (value === null) return strings.noLimitSet;
  return typeof value === 'number' ? formatCount(value) : String(value ?? '–');
}
