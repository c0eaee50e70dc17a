import type { RunFinished, RunStarted, StoredEvent } from '../../core/events.ts';
import type { TextField } from '../../core/textRef.ts';
import type { ComparedRun } from '../../protocol/compare.ts';
import { RunTally } from '../../runs/runSummary.ts';

/**
 * What a comparison shows of a run, from its events. `readText` fetches a text by its hash; one that is
 * gone is replaced by its beginning. Null for a record that has lost its start.
 */
export async function comparedRun(
  runId: string,
  events: readonly StoredEvent[],
  readText: (sha256: string) => Promise<string>,
): Promise<ComparedRun | null> {
  const tally = new RunTally(runId);
  let started: (StoredEvent & RunStarted) | null = null;
  let answer: (StoredEvent & { type: 'answer' }) | null = null;
  let finished: RunFinished | null = null;
  for (const event of events) {
    tally.add(event);
    if (event.run !== '') continue;
    if (event.type === 'run.started') started = event as StoredEvent & RunStarted;
    if (event.type === 'answer' && !event.step) answer = event as StoredEvent & { type: 'answer' };
    if (event.type === 'run.finished') finished = event;
  }
  if (started === null) return null;
  const whole = (event: StoredEvent, field: TextField, text: string): Promise<string> => {
    const ref = event.refs?.[field];
    return ref === undefined ? Promise.resolve(text) : readText(ref.sha256).catch(() => `${text}…`);
  };
  const { iterations, calls, tokens, costUsd, startedAt } = tally.summary();
  const { context, options, models } = started;
  return {
    runId,
    question: await whole(started, 'question', started.question),
    context,
    options,
    models,
    status: finished?.status ?? 'running',
    startedAt,
    limit: finished?.limit ?? null,
    error: finished?.error?.message ?? null,
    iterations,
    calls,
    tokens,
    costUsd,
    durationMs: finished?.durationMs ?? null,
    coverage: finished?.coverage ?? null,
    searched: finished?.searched ?? null,
    answer:
      answer === null
        ? null
        : { text: await whole(answer, 'text', answer.text), citations: answer.citations },
  };
}
