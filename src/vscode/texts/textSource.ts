import type { Context } from '../../core/context.ts';
import { type EncodingNote, encodingNotices } from '../../sources/encodingNotes.ts';

/** Something with text that a person points at, before it is read. */
export interface TextSource {
  /** What people call it: `platform.log`, `platform.log:120-180`, a folder's name. */
  readonly label: string;
  /** The same each time that this text is pointed at, and no other's. */
  readonly key: string;
  /** Whether reading is worth a way to stop it; it then also says how far it is. */
  readonly isLong: boolean;
  /** Begins to read at once. */
  read(reading: Reading): StartedReading;
}

/** How whoever wants the text goes along with its reading. */
export interface Reading {
  /** Fires when the text isn't wanted any more; the reading then rejects with Cancelled. */
  readonly signal: AbortSignal;
  /** Resolves when the question has been asked: before that, nothing may come up over its box. */
  readonly asked: Promise<void>;
  /** Receives how far the reading is, in words. */
  readonly onProgress: (message: string) => void;
}

export interface StartedReading {
  /** How much it is, in words, as soon as that is known; null where it isn't. Never rejects. */
  readonly size: Promise<string | null>;
  /** Rejects with an ExpectedError. */
  readonly text: Promise<SourceText>;
}

export interface SourceText {
  readonly context: Context;
  /** What the user should know of it, for the run's record. */
  readonly notices: readonly string[];
  /** All that was left out, a line each, for the log. */
  readonly leftOut: readonly string[];
}

/** What a run should say of texts that are not plain UTF-8. */
export function sayEncodings(notes: readonly EncodingNote[]): string[] {
  return encodingNotices(notes, '', 'with the setting RLM: Encoding (rlm.encoding)');
}
