import type { Context, SharedText } from './context.ts';
import type { CallHandler, Environment, EnvironmentOptions } from './environment.ts';
import type { RunEvent } from './events.ts';
import type { Language } from './options.ts';
import type { RecordLimits } from './recordBound.ts';

/** Whether code is whole in a language; no code is in one that was neither prepared nor loaded. */
export type Parses = (code: string, language: Language) => boolean;

/** What the engine needs from outside, so that it can import nothing. */
export interface RunParts {
  createEnvironment(context: Context, options: EnvironmentOptions, calls: CallHandler): Environment;
  /** Puts a text where every thread can see it: the context of a child run. */
  share(text: string): SharedText;
  /** Loads what a language needs, before anything else of a run. Resolves to why it can't start; null: it can. */
  prepareLanguage(language: Language): Promise<string | null>;
  readonly parses: Parses;
  /** Loads what `parses` needs of every language. */
  loadParsers(): Promise<void>;
  /** Hex, of the text's UTF-8. */
  sha256(text: string): string;
  clock: Clock;
  /** Receives an error that nobody expected, to be logged with its stack. */
  reportBug(error: Error): void;
  /** Receives every event as it happens; must not throw. */
  emit(event: RunEvent): void;
  /** Absent: the usual ones. */
  readonly recordLimits?: RecordLimits;
}

export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Calls back once after so many ms, unless the function it returns is called before. */
  after(ms: number, callback: () => void): () => void;
}
