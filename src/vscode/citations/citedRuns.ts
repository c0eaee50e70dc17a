import * as vscode from 'vscode';
import type { Citation, RunStarted, StoredEvent } from '../../core/events.ts';
import type { RunStore } from '../../runs/runStore.ts';
import { PlaceNotFound } from '../failures.ts';
import type { LiveRuns } from '../live/liveRuns.ts';

export type Source = RunStarted['context']['sources'][number];

/** What a run's answer points to, and where its texts stand outside. */
export interface CitedRun {
  readonly sources: readonly Source[];
  /** Empty while there is no answer. */
  readonly citations: readonly Citation[];
}

/** Looks up what answers point to. */
export class CitedRuns {
  readonly #runs: Pick<LiveRuns, 'get'>;
  readonly #store: Pick<RunStore, 'read'>;
  /** The last one that is over, since its page asks again and again. */
  #last: { readonly runId: string; readonly run: Promise<CitedRun> } | null = null;

  constructor(runs: Pick<LiveRuns, 'get'>, store: Pick<RunStore, 'read'>) {
    this.#runs = runs;
    this.#store = store;
  }

  /** Rejects with UnreadableFile when there is no such run. */
  async get(runId: string): Promise<CitedRun> {
    const live = this.#runs.get(runId);
    if (live !== undefined) return citedRun(live.eventsSince(0));
    if (this.#last?.runId !== runId) {
      const run = this.#store.read(runId).then(citedRun);
      this.#last = { runId, run };
      run.catch(() => {
        if (this.#last?.run === run) this.#last = null;
      });
    }
    return this.#last.run;
  }

  /** Rejects with PlaceNotFound when the run had no text of that path. */
  async source(runId: string, path: string): Promise<Source> {
    const { sources } = await this.get(runId);
    const source = sources.find((candidate) => candidate.path === path);
    if (source !== undefined) return source;
    throw new PlaceNotFound(vscode.l10n.t('the run had no text "{0}"', path));
  }
}

function citedRun(events: readonly StoredEvent[]): CitedRun {
  const root = events.filter(({ run }) => run === '');
  const started = root.find((event) => event.type === 'run.started');
  const answer = root.findLast((event) => event.type === 'answer');
  return {
    sources: started?.context.sources ?? [],
    citations: answer?.citations ?? [],
  };
}
