import type { RunStarted, StoredEvent } from '../../core/events.ts';
import { languageOf } from '../../core/options.ts';
import type { RunStore } from '../../runs/runStore.ts';
import { RunNotFound } from '../failures.ts';
import type { LiveRuns } from '../live/liveRuns.ts';

/** What a run was about: enough to ask again. */
export type EarlierRun = Pick<RunStarted, 'runId' | 'question' | 'context' | 'options' | 'models'>;

export interface EarlierRunServices {
  readonly runs: Pick<LiveRuns, 'get'>;
  readonly store: Pick<RunStore, 'read' | 'readText' | 'folderOf'>;
  /** Whether a run's REPL is still there to go on in. */
  readonly canFollow: (runId: string) => boolean;
}

/** From the run's record; throws RunNotFound where there is none. */
export async function readEarlierRun(
  runId: string,
  { runs, store }: EarlierRunServices,
): Promise<EarlierRun> {
  const live = runs.get(runId)?.eventsSince(0);
  const events: readonly StoredEvent[] = live ?? (await store.read(runId));
  const started = events.find((event) => event.type === 'run.started' && event.run === '');
  if (started?.type !== 'run.started') throw new RunNotFound();
  const { context, models, refs } = started;
  const options = { ...started.options, language: languageOf(started.options) };
  const question =
    refs?.question === undefined
      ? started.question
      : await store.readText(runId, refs.question.sha256);
  return { runId, question, context, options, models };
}
