import { languageNames, languageOf } from '../../core/options.ts';
import { shareText } from '../../core/shareText.ts';
import { countCalls, isDirect } from '../../trajectory/activity.ts';
import { spentBy } from '../../trajectory/costs.ts';
import { formatDuration } from '../../trajectory/duration.ts';
import type { CallModel, RunModel, RunState, Spent, Trajectory } from '../../trajectory/model.ts';

/** `1 line`, `1,200 lines`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** `$1.24`, `$0.0123`, `~$0.0123` where tokens were counted here, `n/a` where a price is unknown. */
export function spentText({ usd, unknown, estimated }: Spent): string {
  if (unknown) return 'n/a';
  if (usd === 0) return '$0';
  return `${estimated ? '~' : ''}$${usd >= 0.1 ? usd.toFixed(2) : Number(usd.toPrecision(2))}`;
}

const states: Readonly<Record<RunState, string>> = {
  running: 'still running',
  answered: 'answered',
  limit: 'ended by a limit',
  cancelled: 'stopped',
  failed: 'failed',
  interrupted: 'interrupted',
};

/** What a run is asked about, of whom and when. */
export function aboutRun(run: RunModel): readonly string[] {
  const { context, models, options, startedAt } = run;
  const { root, sub, provider } = models;
  const asks = isDirect(run) ? `${root}, asked directly` : `${root} asks ${sub}`;
  const who = provider === 'demo' ? 'Offline demo: fixed rules, no AI' : asks;
  return [
    context.label,
    ...(context.kind === 'string' ? [] : [counted(context.items, 'text')]),
    counted(context.chars, 'character'),
    counted(context.lines, 'line'),
    root === sub && provider !== 'demo' && !isDirect(run) ? root : who,
    languageNames[languageOf(options)],
    `${new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  ].filter((part) => part !== '');
}

/** How it ended, and what it took. */
export function figuresOf(run: RunModel, model: Trajectory): readonly string[] {
  const { calls, children } = countCalls(model);
  const { read, searched } = run.shares;
  const spent = spentBy(model.costs.values());
  return [
    states[run.state],
    counted(run.iterations.length, 'iteration'),
    counted(calls, 'call'),
    ...(children > 0 ? [counted(children, 'child run')] : []),
    spentText(run.end?.costUsd === null ? { ...spent, unknown: true } : spent),
    formatDuration(run.end?.durationMs ?? run.lastAt - run.startedAt),
    ...(read === null ? [] : [`${shareText(read)} read by models`]),
    ...(searched === null ? [] : [`${shareText(searched)} searched by code`]),
  ];
}

/** Why a run came to no answer, or not to the one it was after; `''` where there is nothing to say. */
export function endOf({ end, answer }: RunModel): string {
  if (end === null) return 'The record has no end.';
  const why = end.error?.message ?? end.reason ?? '';
  const isAnswered = answer !== null && !answer.isStep && answer.text !== '';
  return isAnswered ? why : `${why} There is no answer.`.trim();
}

/** What a call was, in one line. */
export function callTitle(call: CallModel): string {
  const { number, name, model, kind, status, durationMs, costUsd, usage, promptChars } = call;
  const how = {
    running: 'unfinished',
    ok: '',
    error: 'failed',
    cancelled: 'stopped',
    memo: 'cached ($0)',
  };
  const isPaid = kind === 'llm' && status !== 'memo' && usage !== null;
  return [
    `Call ${number}: ${name}${kind === 'rlm' ? '' : ` to ${model}`}`,
    how[status],
    `${counted(promptChars, 'character')} sent`,
    isPaid
      ? spentText({ usd: costUsd ?? 0, unknown: costUsd === null, estimated: usage.estimated })
      : '',
    durationMs === null ? '' : formatDuration(durationMs),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
