import type { Environment } from './environment.ts';
import { asError, ExpectedError, FollowUpGone, SandboxFailed } from './errors.ts';
import type { RunResult } from './events.ts';
import type { Keeper, KeptRun } from './keeper.ts';
import { type SettledLanguage, settleLanguage } from './language.ts';
import { solve } from './orchestrator.ts';
import type { RunParts } from './parts.ts';
import { type Ending, recordEnd, recordStart } from './result.ts';
import type { RunRequest, RunScope, SettledRequest } from './scope.ts';
import { Subcalls } from './subcalls.ts';
import { plantTree } from './tree.ts';

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
  if (request.resumes ?? request.forks)
    throw new Error('A run is not rebuilt from its record yet.');
  const earlier = request.follows === undefined ? null : keeper.take(request.follows);
  const asked = earlier?.limits.language ?? request.options.language;
  const settled = await settleLanguage(asked, parts);
  const { root, fell } = plantTree(settle(request, settled, earlier), parts, earlier?.paid);
  try {
    const isGone = request.follows !== undefined && earlier === null;
    const error = isGone ? new FollowUpGone() : settled.error;
    return await (error === null ? runRoot(root, earlier, keeper) : refuse(root, error));
  } finally {
    fell();
  }
}

/** The text and the sandbox's limits of a follow-up are those of the REPL that is taken up. */
function settle(
  request: RunRequest,
  { language, notice }: SettledLanguage,
  earlier: KeptRun | null,
): SettledRequest {
  const { context = request.context, limits } = earlier ?? {};
  const notices = notice === null ? {} : { notices: [...(request.notices ?? []), notice] };
  const options = { ...request.options, ...limits, language };
  return { ...request, context, options, ...notices };
}

async function runRoot(
  scope: RunScope,
  earlier: KeptRun | null,
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

/** A child's environment ends with it. */
async function runChild(scope: RunScope): Promise<RunResult> {
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
  earlier: KeptRun | null,
): Promise<{ readonly ending: Ending; readonly result: RunResult }> {
  const started = scope.parts.clock.now();
  const ending = await solve(scope, environment, calls, earlier);
  return { ending, result: await recordEnd(scope, started, ending, environment) };
}

/** Or why there is none, which is a bug. */
function environmentOf(scope: RunScope, calls: Subcalls): Environment | Error {
  const { parts, request, seed } = scope;
  const { cellSeconds, sandboxMemoryMb, language } = request.options;
  const options = { cellSeconds, sandboxMemoryMb, language, seed };
  try {
    return parts.createEnvironment(request.context, options, calls.answer);
  } catch (thrown) {
    const error = asError(thrown);
    if (!(error instanceof ExpectedError)) parts.reportBug(error);
    return error;
  }
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
