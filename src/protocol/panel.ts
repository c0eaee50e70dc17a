import type { StoredEvent } from '../core/events.ts';

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
