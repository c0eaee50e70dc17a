import type { Environment } from './environment.ts';
import { ExpectedError, FollowUpGone, SandboxFailed } from './errors.ts';
import type { RunResult, RunStarted } from './events.ts';
import type { EarlierRun, Keeper } from './keeper.ts';
import { type SettledLanguage, settleLanguage } from './language.ts';
import type { RunOptions } from './options.ts';
import { solve } from './orchestrator.ts';
import type { RunParts } from './parts.ts';
import { startOf, whyNotForked, whyNotResumed } from './recording.ts';
import { forkedRecord } from './replay/forked.ts';
import { rebuildRepl, withoutRepl } from './replay/rebuiltRepl.ts';
import { type Ending, recordEnd, recordResumed, recordStart, refusedResult } from './result.ts';
import { environmentOf } from './runEnvironment.ts';
import type { RunRequest, RunScope, SettledRequest } from './scope.ts';
import { Subcalls } from './subcalls.ts';
import { plantTree, type RunBefore } from './tree.ts';

/**
 * One question over one Context, to its end, with all the child runs of its tree. Resolves for
 * everything that can go wrong, with the best answer there is; the result's status says how it ended.
 * What the run leaves goes to the keeper, for those that follow it up.
 */
export async function ask(
  request: RunRequest,
  parts: RunParts,
  keeper: Keeper,
): Promise<RunResult> {
  const { resumes, forks } = request;
  const recording = resumes ?? forks ?? null;
  const why = whyNotRebuilt(request);
  if (why !== null) return refusedResult(request, why, 'python');
  const start = recording === null ? null : startOf(recording.events);
  const follows = start === null ? request.follows : (start.follows ?? undefined);
  const followed = recording === null ? request.followed : recording.followed;
  const kept = follows === undefined ? null : keeper.take(follows);
  const again =
    kept ?? (followed === undefined ? null : await rebuildRepl(followed, request, parts));
  // A run that goes on needs the REPL as it was; a question can be asked without.
  const isLost = again instanceof Error && followed !== undefined && recording === null;
  const earlier = isLost ? withoutRepl(followed, request) : again instanceof Error ? null : again;
  const asked = earlier?.limits.language ?? start?.options.language ?? request.options.language;
  const settled = await settleLanguage(asked, parts);
  const notices = isLost ? [...(request.notices ?? []), beginsEmpty(again)] : request.notices;
  const followUp = { ...request, ...(follows && { follows }), ...(notices && { notices }) };
  const own = settle(followUp, settled, earlier, start);
  const before = recordBefore(own, parts);
  const { root, fell } = plantTree(own, parts, earlier?.paid, before);
  try {
    if (before !== null) goOn(root);
    const gone = again instanceof Error ? again : new FollowUpGone();
    const isGone = follows !== undefined && earlier === null;
    const error = isGone ? gone : settled.error;
    return await (error === null ? runRoot(root, earlier, keeper) : refuse(root, error));
  } finally {
    fell();
  }
}

function beginsEmpty(why: Error): string {
  return `What the earlier run had computed can't be had any more, so the REPL begins empty. ${why.message}`;
}

function whyNotRebuilt({ resumes, forks, question }: RunRequest): Error | null {
  if (resumes !== undefined) return whyNotResumed(resumes.events, question);
  return forks === undefined ? null : whyNotForked(forks.events, forks.iterations);
}

/** What a run has done already; a fork's is new, and made known here. */
function recordBefore(request: SettledRequest, { clock, emit }: RunParts): RunBefore | null {
  const { resumes, forks, runId, options, model } = request;
  if (resumes !== undefined) return { recording: resumes, isSilent: false };
  if (forks === undefined) return null;
  const { provider } = model;
  const models = { root: options.rootModel, sub: options.subModel, provider };
  const events = forkedRecord(forks, { runId, options, models }, clock.now());
  for (const event of events) emit(event);
  return { recording: { ...forks, events }, isSilent: false };
}

/** What was under way when the record was cut off is given up, but for child runs, which go on. */
function goOn(root: RunScope): void {
  if (root.request.resumes !== undefined) recordResumed(root);
  root.recorder.giveUpCalls((run, call) => root.treeReplay?.isChild(run, call) ?? false);
}

/** The text and the sandbox's limits of a follow-up are those of the REPL that is taken up. */
function settle(
  request: RunRequest,
  { language, notice }: SettledLanguage,
  earlier: EarlierRun | null,
  start: RunStarted | null,
): SettledRequest {
  const { context = request.context, limits } = earlier ?? {};
  const notices = notice === null ? {} : { notices: [...(request.notices ?? []), notice] };
  const options = { ...request.options, ...limits, language, ...(start && ownOptions(start)) };
  return { ...request, context, options, ...notices };
}

/** Those of a run that goes on which are no limits and no models. */
function ownOptions({
  options,
}: RunStarted): Pick<RunOptions, 'modelVariant' | 'direct' | 'maxOutputChars'> {
  const { modelVariant, direct, maxOutputChars } = options;
  return { modelVariant, direct, maxOutputChars };
}

async function runRoot(
  scope: RunScope,
  earlier: EarlierRun | null,
  keeper: Keeper,
): Promise<RunResult> {
  const { request, paidCalls } = scope;
  const { context, options, question, runId } = request;
  const calls = new Subcalls(scope, runChild);
  const environment = earlier?.environment ?? environmentOf(scope, calls);
  if (environment instanceof Error) return await refuse(scope, environment);
  const { ending, result } = await runIn(scope, environment, calls, earlier);
  if (leavesNothing(ending)) await environment.dispose();
  else {
    const { cellSeconds, sandboxMemoryMb, language } = options;
    await keeper.keep(runId, {
      environment,
      context,
      limits: { cellSeconds, sandboxMemoryMb, language },
      exchanges: [...(earlier?.exchanges ?? []), { question, answer: ending.answer }],
      paid: paidCalls.answers,
    });
  }
  return result;
}

/** A child's environment ends with it. One that was given up goes on for another call. */
async function runChild(scope: RunScope): Promise<RunResult> {
  if (scope.replay?.record.end != null) recordResumed(scope);
  const calls = new Subcalls(scope, runChild);
  const environment = environmentOf(scope, calls);
  if (environment instanceof Error) return await refuse(scope, environment);
  const { result } = await runIn(scope, environment, calls, null);
  await environment.dispose();
  return result;
}

/** One run of the tree to its recorded end; rejects only where that can't be recorded. */
async function runIn(
  scope: RunScope,
  environment: Environment,
  calls: Subcalls,
  earlier: EarlierRun | null,
): Promise<{ readonly ending: Ending; readonly result: RunResult }> {
  const started = scope.parts.clock.now();
  const ending = await solve(scope, environment, calls, earlier);
  return { ending, result: await recordEnd(scope, started, ending, environment) };
}

/** A sandbox that failed, or an engine: nobody should go on from there. */
function leavesNothing({ error }: Ending): boolean {
  return error instanceof SandboxFailed || (error !== null && !(error instanceof ExpectedError));
}

/** A run that can't begin is recorded all the same, for whoever watches it. */
function refuse(scope: RunScope, error: Error): Promise<RunResult> {
  recordStart(scope, null);
  const ending = {
    status: 'failed',
    answer: '',
    expression: null,
    isStep: false,
    reason: error.message,
    limit: null,
    error,
    coverage: 0,
    searched: 0,
    iterations: 0,
  } as const;
  return recordEnd(scope, scope.parts.clock.now(), ending, null);
}
