import type { LineRange } from '../core/environment.ts';
import type { StoredEvent } from '../core/events.ts';

/** The record that an exported page carries within itself, in place of a host to ask. */
export interface ExportedPage {
  readonly runId: string;
  readonly events: readonly StoredEvent[];
  /** Texts that events hold only the beginning of, by hash. */
  readonly texts: Readonly<Record<string, string>>;
  /** What stands at the places that the answer cites, as far as the run has kept it. */
  readonly lines: readonly (LineRange & { readonly text: string })[];
}
