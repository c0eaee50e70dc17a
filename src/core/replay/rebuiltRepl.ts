import type { KeptRun } from '../keeper.ts';
import { settleLanguage } from '../language.ts';
import { solve } from '../orchestrator.ts';
import type { RunParts } from '../parts.ts';
import { optionsOf, type Recording, startOf, whyNotForked } from '../recording.ts';
import { environmentOf } from '../runEnvironment.ts';
import type { RunRequest, SettledRequest } from '../scope.ts';
import { Subcalls } from '../subcalls.ts';
import { plantTree } from '../tree.ts';

/**
 * The REPL of a run that is over, as its record tells it, for one that follows it up: its cells are run
 * again, nothing is asked or recorded. Null where it can't be had.
 */
export async function rebuildRepl(
  recording: Recording,
  request: RunRequest,
  parts: RunParts,
): Promise<KeptRun | null> {
  const { events, followed } = recording;
  if (whyNotForked(events, 1) !== null) return null;
  const { runId, question, follows = null } = startOf(events);
  const earlier = followed === undefined ? null : await rebuildRepl(followed, request, parts);
  if (follows !== null && earlier === null) return null;
  const { options } = startOf(events);
  const { language, error } = await settleLanguage(options.language, parts);
  if (error !== null) return null;
  const { context = request.context } = earlier ?? {};
  const { model, signal } = request;
  const asked: SettledRequest = {
    ...{ runId, question, context, model, signal, ...(follows !== null && { follows }) },
    options: { ...optionsOf(events), language },
  };
  const before = { recording, isSilent: true };
  const silent = { ...parts, emit: () => {} };
  const { root, fell } = plantTree(asked, silent, earlier?.paid, before);
  const calls = new Subcalls(root, () => Promise.reject(new Error('A child run is not rebuilt.')));
  const environment = earlier?.environment ?? environmentOf(root, calls);
  if (environment instanceof Error) return null;
  await solve(root, environment, calls, earlier);
  fell();
  if (root.treeReplay?.failure != null) {
    await environment.dispose();
    return null;
  }
  const { cellSeconds, sandboxMemoryMb } = asked.options;
  const answer = events.findLast(({ type, run }) => type === 'answer' && run === '');
  const said = { question, answer: answer?.type === 'answer' ? answer.text : '' };
  return {
    environment,
    context,
    limits: { cellSeconds, sandboxMemoryMb, language },
    exchanges: [...(earlier?.exchanges ?? []), said],
    paid: root.paidCalls.answers,
  };
}
