import type {
  CoverageReported,
  ModelFailed,
  ModelReplied,
  Notice,
  RunFinished,
  RunStarted,
  StoredEvent,
} from '../core/events.ts';
import { finishCall, startCall } from './calls.ts';
import { finishCell, startCell } from './cells.ts';
import { addCost, addSpent, nothingSpent } from './costs.ts';
import type { CallModel, Draft, RunModel, Trajectory } from './model.ts';
import { depthOf, findIteration, textOf, thoughtsOf, touch } from './nodes.ts';
import { resumeRun } from './resumed.ts';

export function emptyTrajectory(): Trajectory {
  return {
    ...{ seq: 0, revision: 0, runs: new Map(), costs: new Map() },
    ...{ heldUntil: 0, retry: null, asksForMoney: false },
  };
}

/**
 * Takes one event into the model, in place. An event that was taken in before changes nothing, nor
 * does one of a type that this version doesn't know or that belongs to nothing that is here.
 */
export function applyEvent(model: Trajectory, event: StoredEvent): void {
  const page = model as Draft<Trajectory>;
  if (event.type !== 'model.delta') {
    if (event.seq <= page.seq) return;
    page.seq = event.seq;
  }
  if (event.type === 'run.started') {
    startRun(page, event);
    return;
  }
  const run = page.runs.get(event.run);
  if (run === undefined) return;
  run.lastAt = Math.max(run.lastAt, event.at);
  switch (event.type) {
    case 'run.resumed':
      resumeRun(page, run, event);
      break;
    case 'iteration.started':
      // The one before is the last no more, and stands otherwise.
      touch(page, run, run.iterations.at(-1));
      startIteration(run, event.iteration, event.at);
      break;
    case 'model.delta': {
      const iteration = findIteration(run, event.iteration);
      if (iteration === undefined) return;
      // Deltas aren't numbered: one that was overtaken by its reply is known by its time.
      if (event.at <= (iteration.replies.at(-1)?.finishedAt ?? 0)) return;
      // One without an open question belongs to the last question at a limit, which has no event.
      iteration.askedAt ??= event.at;
      iteration.streaming = (event.restart ? '' : iteration.streaming) + event.text;
      touch(page, run, iteration);
      return;
    }
    case 'model.replied':
      takeReply(page, run, event);
      if (page.retry?.run === run.path && page.retry.call === null) page.retry = null;
      break;
    case 'model.failed':
      takeFailure(page, run, event);
      break;
    case 'cell.started':
      startCell(page, run, event);
      break;
    case 'cell.finished':
      finishCell(page, run, event);
      break;
    case 'call.started':
      startCall(page, run, event);
      break;
    case 'call.finished':
      finishCall(page, run, event);
      if (page.retry?.run === run.path && page.retry.call === event.call) page.retry = null;
      break;
    case 'limit.reached':
      run.limit = { name: event.limit, value: event.value };
      page.asksForMoney = false;
      break;
    case 'budget.raised':
      run.options = { ...run.options, maxCostUsd: event.maxCostUsd };
      page.asksForMoney = false;
      (run.iterations.at(-1) ?? run).notices.push({
        kind: 'raised',
        maxCostUsd: event.maxCostUsd,
      });
      touch(page, run, run.iterations.at(-1));
      break;
    case 'notice':
      takeNotice(page, run, event);
      break;
    case 'coverage':
      takeCoverage(run, event);
      break;
    case 'answer':
      run.answer = {
        ...textOf(event, 'text', event.text),
        citations: [...event.citations],
        expression: event.expression ?? null,
        isStep: event.step ?? false,
        quotes: [...(event.quotes ?? [])],
      };
      break;
    case 'run.finished':
      // Who doesn't add money and stops has ended it at its limit.
      if (event.run === '' && page.asksForMoney)
        run.limit ??= { name: 'cost', value: run.options.maxCostUsd ?? 0 };
      finishRun(run, event);
      touch(page, run, run.iterations.at(-1));
      page.asksForMoney &&= event.run !== '';
      break;
    default:
      // Written by a later version: not shown, not an error.
      event satisfies never;
  }
  touch(page, run);
}

function startRun(page: Draft<Trajectory>, event: StoredEvent & RunStarted): void {
  const parent = findParent(page, event);
  page.runs.set(event.run, {
    path: event.run,
    revision: 0,
    parent: parent === null ? null : { run: parent.run, call: parent.number },
    runId: event.runId,
    follows: event.follows ?? null,
    forks: event.forks ?? null,
    question: textOf(event, 'question', event.question),
    context: event.context as Draft<RunStarted['context']>,
    options: event.options,
    models: event.models,
    startedAt: event.at,
    lastAt: event.at,
    state: 'running',
    iterations: [],
    calls: [],
    answer: null,
    answerBefore: null,
    ranges: [],
    searchedRanges: [],
    shares: { read: null, searched: null },
    limit: null,
    unpriced: false,
    notices: [],
    end: null,
  });
  if (parent !== null) parent.child = event.run;
  touch(page, page.runs.get(event.run));
}

/** The call that started a child run; where an older record doesn't say, one that asked its question. */
function findParent(
  page: Draft<Trajectory>,
  event: StoredEvent & RunStarted,
): Draft<CallModel> | null {
  if (event.run === '') return null;
  const calls = page.runs.get(event.run.split('.').slice(0, -1).join('.'))?.calls ?? [];
  if (event.call != null) return calls[event.call - 1] ?? null;
  const open = calls.filter((call) => call?.kind === 'rlm' && call.child === null);
  return open.find((call) => call?.prompt.text === event.question) ?? open[0] ?? null;
}

function startIteration(run: Draft<RunModel>, number: number, at: number): void {
  run.iterations.push({
    run: run.path,
    number,
    revision: 0,
    startedAt: at,
    askedAt: at,
    streaming: '',
    replies: [],
    lost: nothingSpent(),
    cells: [],
    notices: [],
  });
}

function takeNotice(
  page: Draft<Trajectory>,
  run: Draft<RunModel>,
  event: StoredEvent & Notice,
): void {
  const { text, until = 0, retryAt, call = null } = event;
  const iteration = run.iterations.at(-1);
  const { notices } = iteration ?? run;
  const isRetry = retryAt !== undefined;
  const last = notices.at(-1);
  // One request that is tried again and again is one thing to know.
  const isAgain = isRetry && last?.kind === 'said' && last.isRetry && last.call === call;
  const times = isAgain ? last.times + 1 : 1;
  notices.splice(isAgain ? -1 : notices.length, 1, { kind: 'said', text, call, times, isRetry });
  run.unpriced ||= event.unpriced !== undefined;
  page.heldUntil = Math.max(page.heldUntil, until);
  if (isRetry) page.retry = { run: run.path, call, at: retryAt };
  page.asksForMoney ||= event.asks ?? false;
  touch(page, run, iteration);
}

function takeReply(
  page: Draft<Trajectory>,
  run: Draft<RunModel>,
  event: StoredEvent & ModelReplied,
): void {
  // What was taken over was paid by the run that was forked.
  if (!event.kept)
    addCost(page.costs, run.models.root, depthOf(run.path), event.usage, event.costUsd);
  const iteration = findIteration(run, event.iteration);
  if (iteration === undefined) return;
  iteration.streaming = '';
  iteration.askedAt = null;
  iteration.replies.push({
    ...textOf(event, 'text', event.text),
    purpose: event.purpose,
    thoughts: thoughtsOf(event),
    sent:
      event.sent === undefined
        ? null
        : { resent: event.resent ?? 0, added: textOf(event, 'sent', event.sent) },
    usage: event.usage,
    costUsd: event.kept ? 0 : event.costUsd,
    finishedAt: event.at,
    durationMs: event.durationMs,
  });
  touch(page, run, iteration);
}

function takeFailure(
  page: Draft<Trajectory>,
  run: Draft<RunModel>,
  event: StoredEvent & ModelFailed,
): void {
  addCost(page.costs, run.models.root, depthOf(run.path), event.usage, event.costUsd);
  const iteration = findIteration(run, event.iteration);
  if (iteration === undefined) return;
  iteration.askedAt = null;
  // What had come of it is no part of the next.
  iteration.streaming = '';
  addSpent(iteration.lost, event.costUsd, event.usage.estimated);
  touch(page, run, iteration);
}

function takeCoverage(run: Draft<RunModel>, event: StoredEvent & CoverageReported): void {
  run.ranges = [...event.ranges];
  run.shares = { read: event.coverage ?? null, searched: event.searched ?? null };
  // All of it is not told item by item.
  run.searchedRanges =
    event.searched === 1
      ? run.context.sources.map(({ path, chars }) => ({ path, start: 0, end: chars }))
      : [...(event.searchedRanges ?? [])];
}

function finishRun(run: Draft<RunModel>, event: StoredEvent & RunFinished): void {
  const { reason, limit, costUsd, durationMs, coverage, searched, error, usage } = event;
  run.state = event.status;
  run.answer ??= run.answerBefore;
  run.end = { reason, limit, costUsd, durationMs, error, isEstimated: usage.estimated };
  run.shares = { read: coverage ?? run.shares.read, searched: searched ?? run.shares.searched };
  const iteration = run.iterations.at(-1);
  if (iteration !== undefined) iteration.askedAt = null;
}
