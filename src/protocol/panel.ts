import type { RunEvent } from '../core/events.ts';

/** A text kept once by its content, beside the events. */
export interface TextRef {
  readonly sha256: string;
  /** UTF-16 units of the whole text. */
  readonly chars: number;
}

/** The fields of events that can be long. */
export type TextField = 'text' | 'output' | 'code' | 'prompt' | 'response' | 'question';

/**
 * An event as a run's folder and the page have it: a text of over 4,096 characters is cut to its
 * first 512 in place, and `refs` says under which hash the whole of it can be fetched.
 */
export type StoredEvent = RunEvent & {
  readonly refs?: Readonly<Partial<Record<TextField, TextRef>>>;
};

/** What the page asks of the host. Each settles: a result, an error, or closed. */
export interface PanelRequests {
  /** The events after `since` (0: all); sent when the page starts and when it comes back. */
  events: {
    params: { readonly since: number };
    result: {
      readonly runId: string;
      readonly events: readonly StoredEvent[];
      /** True while this window is running it: more will come. */
      readonly live: boolean;
      /** The host's clock, ms since 1970, for times that still count. */
      readonly now: number;
    };
  };
  text: { params: { readonly sha256: string }; result: string };
  stop: { params: Record<string, never>; result: null };
  /** Opens the file at the lines, numbered within the item of the Context, and decorates them. */
  openCitation: {
    params: { readonly path: string; readonly startLine: number; readonly endLine: number };
    result: null;
  };
  copyAnswer: { params: { readonly text: string }; result: null };
  setApiKey: { params: Record<string, never>; result: null };
  showLog: { params: Record<string, never>; result: null };
}

/** What the host tells the page. */
export interface PanelEvents {
  /** In order, without gaps after what `events` returned; `model.delta` among them. */
  appended: readonly StoredEvent[];
  /** The run has ended or was taken over: no more will come. */
  settled: null;
}

/** What the page keeps in the editor's own store, so that a reload of the window finds its run. */
export interface PanelState {
  readonly runId: string;
}
