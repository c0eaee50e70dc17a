import type { Citation, StoredEvent } from '../core/events.ts';
import type { panelShapes } from './pageShapes.ts';
import type { DataOf } from './shapes.ts';

type Params = DataOf<typeof panelShapes>;

/** What the page asks of the host. Each settles: a result, an error, or closed. */
export interface PanelRequests {
  /** The events after `since` (0: all); sent when the page starts and when it comes back. */
  events: {
    params: Params['events'];
    result: {
      readonly runId: string;
      readonly events: readonly StoredEvent[];
      /** True while this window is running it: more will come. */
      readonly live: boolean;
      /** The host's clock, ms since 1970, for times that still count. */
      readonly now: number;
    };
  };
  text: { params: Params['text']; result: string };
  /**
   * How often the words stand in the texts that the page has only the beginning of, by hash; those with
   * none are left out. Null: other words were asked for meanwhile.
   */
  findTexts: {
    params: Params['findTexts'];
    result: Readonly<Record<string, number>> | null;
  };
  stop: { params: Params['stop']; result: null };
  /** Opens the file at the lines, numbered within the item of the Context, and decorates them. */
  openCitation: {
    params: Params['openCitation'];
    result: null;
  };
  /** Opens the file where a part of the text that was read begins; characters of the Context's item. */
  openRange: {
    params: Params['openRange'];
    result: null;
  };
  /** The answer's places whose lines say something else today, or are gone. */
  stale: { params: Params['stale']; result: readonly StalePlace[] };
  copyAnswer: { params: Params['copyAnswer']; result: null };
  /** Opens a new, unsaved document with the text, which is Markdown. */
  insertAnswer: { params: Params['insertAnswer']; result: null };
  /** Opens the panel of another run, the one that this one follows up. */
  showRun: { params: Params['showRun']; result: null };
  /** Asks the person for a further question to the same run. */
  askFollowUp: { params: Params['askFollowUp']; result: null };
  /** What a question of the page's own box would go on from; null where that isn't known. */
  describeFollowUp: { params: Params['describeFollowUp']; result: FollowUpFacts | null };
  /** Asks what was typed there: true once its run is on its way, false where the person was told why not. */
  ask: { params: Params['ask']; result: boolean };
  /** Goes on with a run that has no answer, in its own record. */
  resumeRun: { params: Params['resumeRun']; result: null };
  /** Asks the person what to change, and begins a new run with all up to that iteration. */
  forkRun: { params: Params['forkRun']; result: null };
  /** Asks the person what to change, and runs the same question anew. */
  runAgain: { params: Params['runAgain']; result: null };
  /** Asks the person in which format, and writes the run's file. */
  exportRun: { params: Params['exportRun']; result: null };
  /** Does what a failure, or the offline demo, offers. */
  remedy: { params: Params['remedy']; result: null };
  /** What is selected in the page has changed; null when nothing is. */
  select: { params: Params['select']; result: null };
}

/** What the host tells the page. */
export interface PanelEvents {
  /** In order, without gaps after what `events` returned; `model.delta` among them. */
  appended: readonly StoredEvent[];
  /** The run has ended or was taken over: no more will come. */
  settled: null;
  /** A text that the answer points to was changed or saved: `stale` may say something else now. */
  textChanged: null;
  /** Go through the run step by step, from its start. */
  replay: null;
  /** The user has selected this outside the page. */
  selected: Selection;
}

/** What is to be known before a follow-up question is asked. */
export interface FollowUpFacts {
  /** It goes on with all that the run has computed, now or once that is built again; else anew on the text. */
  readonly from: 'kept' | 'rebuilt' | 'anew';
  readonly most:
    | { readonly kind: 'limited'; readonly usd: number }
    | { readonly kind: 'unlimited' | 'unpriced' | 'demo' };
  /** Why it can't be asked now, in a sentence. */
  readonly obstacle: string | null;
  /** The follow-ups of this run, the oldest first; of a very long question the beginning. */
  readonly asked: readonly { readonly runId: string; readonly question: string }[];
}

/** See `pageShapes.ts`. */
export type Selection = NonNullable<Params['select']['selection']>;

export function isSameSelection(one: Selection | null, other: Selection | null): boolean {
  if (one === null || other === null) return one === other;
  const fields = ['run', 'iteration', 'cell', 'call'] as const;
  return fields.every((field) => one[field] === other[field]);
}

/** A place of the answer that no longer says what it said. */
export interface StalePlace extends Pick<Citation, 'path' | 'startLine' | 'endLine'> {
  /** Its lines read otherwise, the text has fewer lines, or the file can't be read any more. */
  readonly why: 'changed' | 'short' | 'gone';
}

/**
 * What the page keeps in the editor's own store, so that it finds its run again after a reload of the
 * window, and its place in a replay after it was hidden.
 */
export interface PanelState {
  readonly runId: string;
  /** Of a replay, from 1; null outside of one. */
  readonly step: number | null;
  readonly selection: Selection | null;
  /** Absent in what an earlier version kept. */
  readonly trace?: KeptTrace;
  /** What was typed into the question box and not asked; absent like `trace`. */
  readonly draft?: string;
}

/** Which iterations, and what of them, the trace shows. */
export const traceFilters = ['all', 'calls', 'failed', 'stopped'] as const;
export type TraceFilter = (typeof traceFilters)[number];

/** How the user has left the trace. Rows go by their keys in the page. */
export interface KeptTrace {
  /** What was opened (true) or closed by hand, the latest last and only so many of them. */
  readonly opened: readonly (readonly [key: string, open: boolean])[];
  /** Absent in what an earlier version kept. */
  readonly filter?: TraceFilter;
  /** Null: the end of a run in progress was being followed. */
  readonly scroll: KeptScroll | null;
}

/** Where a page was scrolled to. */
export interface KeptScroll {
  /** The first row of the trace in sight; null where the page shows none or what is above them. */
  readonly key: string | null;
  /** Pixels: the row's top below the top of what is in sight; without a row, how far the page was scrolled. */
  readonly top: number;
}
