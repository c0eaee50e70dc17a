import type { StoredEvent } from '../../core/events.ts';
import type { ComparedRun } from '../../protocol/compare.ts';
import { answerOf } from '../../trajectory/activity.ts';
import { applyEvent, emptyTrajectory } from '../../trajectory/applyEvent.ts';
import type { StoredText } from '../../trajectory/model.ts';
import { totalsOf } from '../../trajectory/totals.ts';

/**
 * What a comparison shows of a run, from its events. `readText` fetches a text by its hash; one that is
 * gone is replaced by its beginning. Null for a record that has lost its start.
 */
export async function comparedRun(
  runId: string,
  events: readonly StoredEvent[],
  readText: (sha256: string) => Promise<string>,
): Promise<ComparedRun | null> {
  const tree = emptyTrajectory();
  for (const event of events) applyEvent(tree, event);
  const run = tree.runs.get('');
  if (run === undefined) return null;
  const whole = ({ text, ref }: StoredText): Promise<string> =>
    ref === null ? Promise.resolve(text) : readText(ref.sha256).catch(() => `${text}…`);
  const { context, options, models, state, startedAt, end, shares } = run;
  const { iterations, calls, tokens, costUsd } = totalsOf(tree);
  const answer = answerOf(run);
  return {
    runId,
    question: await whole(run.question),
    context,
    options,
    models,
    status: state,
    startedAt,
    limit: end?.limit ?? null,
    error: end?.error?.message ?? null,
    iterations,
    calls,
    tokens,
    costUsd,
    durationMs: end?.durationMs ?? null,
    coverage: end === null ? null : shares.read,
    searched: end === null ? null : shares.searched,
    answer: answer && { text: await whole(answer), citations: answer.citations },
  };
}
