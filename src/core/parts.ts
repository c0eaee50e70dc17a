import type { Context, SharedText } from './context.ts';
import type { CallHandler, Environment, EnvironmentOptions } from './environment.ts';
import type { RunEvent, RunEventBody } from './events.ts';

/** What the engine needs from outside, so that it can import nothing. */
export interface RunParts {
  createEnvironment(context: Context, options: EnvironmentOptions, calls: CallHandler): Environment;
  /** Puts a text where every thread can see it: the context of a child run. */
  share(text: string): SharedText;
  /** Whether this is a whole piece of the REPL's language. */
  parses(code: string): boolean;
  /** Hex, of the text's UTF-8. */
  sha256(text: string): string;
  clock: Clock;
  /** Receives an error that nobody expected, to be logged with its stack. */
  reportBug(error: Error): void;
  /** Receives every event as it happens; must not throw. */
  emit(event: RunEvent): void;
}

export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Calls back once after so many ms, unless the function it returns is called before. */
  after(ms: number, callback: () => void): () => void;
}

/** Numbers and times the events of one tree. `model.delta` is not part of the record: its seq is 0. */
export class Recorder {
  readonly #parts: Pick<RunParts, 'clock' | 'emit'>;
  #seq = 0;

  constructor(parts: Pick<RunParts, 'clock' | 'emit'>) {
    this.#parts = parts;
  }

  /** `run` is the path of the run in the tree. */
  record(run: string, body: RunEventBody): void {
    const seq = body.type === 'model.delta' ? 0 : ++this.#seq;
    this.#parts.emit({ seq, at: this.#parts.clock.now(), run, ...body });
  }
}
