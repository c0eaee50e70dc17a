import type { RunEvent, RunResult } from '../core/events.ts';
import { languageOf } from '../core/options.ts';
import { modelOf } from '../trajectory/modelOf.ts';
import { RunTally } from './runSummary.ts';

/**
 * The result of a run as its record tells it; null for a record without a start. One that was
 * interrupted counts as stopped.
 */
export function recordedResult(events: readonly RunEvent[]): RunResult | null {
  const model = modelOf(events);
  const root = model.runs.get('');
  if (root === undefined) return null;
  const tally = new RunTally(root.runId);
  for (const event of events) tally.add(event);
  const own = tally.interruption();
  const finished = events.findLast((event) => event.type === 'run.finished' && event.run === '');
  const end = finished?.type === 'run.finished' ? finished : own;
  if (end.type !== 'run.finished') return null;
  const isCutOff = end.status === 'interrupted';
  const calls = [...model.runs.values()].flatMap((run) =>
    run.calls.filter((call) => call !== undefined),
  );
  const isMemo = ({ status }: (typeof calls)[number]): boolean => status === 'memo';
  const depths = [...model.runs.keys()].map((path) => (path === '' ? 0 : path.split('.').length));
  const { answer } = root;
  return {
    runId: root.runId,
    status: isCutOff ? 'cancelled' : (end.status as RunResult['status']),
    reason: end.reason,
    limit: end.limit,
    answer: answer?.text ?? '',
    citations: answer?.citations ?? [],
    quotes: answer?.quotes ?? [],
    coverage: root.shares.read ?? 0,
    searched: root.shares.searched ?? 0,
    language: languageOf(root.options),
    iterations: root.iterations.length,
    calls: {
      llm: calls.filter((call) => call.kind === 'llm' && !isMemo(call)).length,
      rlm: calls.filter(({ kind }) => kind === 'rlm').length,
      memo: calls.filter(isMemo).length,
    },
    depth: Math.max(0, ...depths),
    usage: end.usage,
    costUsd: end.costUsd,
    usageSummary: '',
    durationMs: end.durationMs,
    error: end.error,
  };
}
