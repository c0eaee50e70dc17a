import { FollowUpGone, SandboxFailed } from '../errors.ts';
import type { EarlierRun, KeptRun } from '../keeper.ts';
import { settleLanguage } from '../language.ts';
import { solve } from '../orchestrator.ts';
import type { RunParts } from '../parts.ts';
import { optionsOf, type Recording, startOf, whyNotFollowed } from '../recording.ts';
import { environmentOf } from '../runEnvironment.ts';
import type { RunRequest, RunScope, SettledRequest } from '../scope.ts';
import { Subcalls } from '../subcalls.ts';
import { plantTree } from '../tree.ts';

/**
 * The REPL of a run that is over, as its record tells it, for one that follows it up: its cells are run
 * again, nothing is asked or recorded. Or why it can't be had.
 */
export async function rebuildRepl(
  recording: Recording,
  request: RunRequest,
  parts: RunParts,
): Promise<KeptRun | Error> {
  const { events, followed } = recording;
  const why = recording.lost ?? whyNotFollowed(events);
  if (why !== null) return why;
  const { runId, question, follows = null, options } = startOf(events);
  const earlier = followed === undefined ? null : await rebuildRepl(followed, request, parts);
  if (earlier instanceof Error) return earlier;
  if (follows !== null && earlier === null) return new FollowUpGone();
  const { language, error } = await settleLanguage(options.language, parts);
  if (error !== null) return error;
  const { context = request.context } = earlier ?? {};
  const { model, signal } = request;
  const asked: SettledRequest = {
    ...{ runId, question, context, model, signal, ...(follows !== null && { follows }) },
    options: { ...optionsOf(events), language },
  };
  const before = { recording, isSilent: true };
  const { root, fell } = plantTree(asked, { ...parts, emit: () => {} }, earlier?.paid, before);
  try {
    return await rebuild(root, earlier, exchangeIn(recording));
  } finally {
    fell();
  }
}

async function rebuild(
  root: RunScope,
  earlier: KeptRun | null,
  exchange: KeptRun['exchanges'][number],
): Promise<KeptRun | Error> {
  const calls = new Subcalls(root, () => Promise.reject(new Error('A child run is not rebuilt.')));
  const environment = earlier?.environment ?? environmentOf(root, calls);
  if (environment instanceof Error) return environment;
  const { error } = await solve(root, environment, calls, earlier);
  const lost = root.treeReplay?.failure ?? (error instanceof SandboxFailed ? error : null);
  if (lost !== null) {
    await environment.dispose();
    return lost;
  }
  const { options, context } = root.request;
  const { cellSeconds, sandboxMemoryMb, language } = options;
  return {
    environment,
    context,
    limits: { cellSeconds, sandboxMemoryMb, language },
    exchanges: [...(earlier?.exchanges ?? []), exchange],
    paid: root.paidCalls.answers,
  };
}

/** What is left of a run whose REPL can't be had: what was asked and answered. */
export function withoutRepl(recording: Recording, request: RunRequest): EarlierRun {
  const { options } = startOf(recording.events);
  const { cellSeconds, sandboxMemoryMb } = request.options;
  const { followed } = recording;
  return {
    environment: null,
    context: request.context,
    limits: { cellSeconds, sandboxMemoryMb, language: options.language },
    exchanges: [
      ...(followed === undefined ? [] : withoutRepl(followed, request).exchanges),
      exchangeIn(recording),
    ],
    paid: new Map(),
  };
}

function exchangeIn({ events }: Recording): KeptRun['exchanges'][number] {
  const answer = events.findLast(({ type, run }) => type === 'answer' && run === '');
  const { question } = startOf(events);
  return { question, answer: answer?.type === 'answer' ? answer.text : '' };
}
