import type { Control } from '../control.ts';
import type { OpenCalls } from '../worker/openCalls.ts';

/** ms that it blocks at most before it looks again; the host rings when it has something. */
const longestWait = 1_000;
/** Single calls in a row from which on the model is told of the batch. */
const toldFrom = 5;
/** Queries that can be asked as a batch. */
const singles: ReadonlySet<unknown> = new Set(['llm_query', 'rlm_query']);

interface Asked {
  readonly call: number;
  readonly header: string;
  readonly prompt: string;
  /** JSON, or `''`. */
  readonly given: string;
}

/** What came of a call, as the guest reads it: whether it went well, the error's name, the text. */
type Outcome = readonly [ok: boolean, errorName: string, text: string];

/** Calls of code that waits for them: what it asks together is under way together. */
export class SyncCalls {
  readonly #calls: OpenCalls;
  readonly #control: Control;
  readonly #receive: (ms: number) => void;
  readonly #mustStop: () => boolean;
  /** Before it waits, with how many outcomes it has taken up. */
  readonly #onWait: (settled: number) => void;
  #next = 1;
  #asked: Asked[] = [];
  /** ms that each of the single calls took that were made one after the other, and the last's name. */
  #row: { readonly name: string; readonly took: number[] } = { name: '', took: [] };
  #longestRow = this.#row;

  constructor(parts: {
    readonly calls: OpenCalls;
    readonly control: Control;
    readonly receive: (ms: number) => void;
    readonly mustStop: () => boolean;
    readonly onWait: (settled: number) => void;
  }) {
    this.#calls = parts.calls;
    this.#control = parts.control;
    this.#receive = parts.receive;
    this.#mustStop = parts.mustStop;
    this.#onWait = parts.onWait;
  }

  /** A cell begins. */
  clear(): void {
    this.#asked = [];
    this.#row = { name: '', took: [] };
    this.#longestRow = this.#row;
  }

  /** One call, to be waited for. `header` and `given` are JSON of the guest's. */
  ask(header: string, prompt: string, given: string): void {
    const call = this.#next;
    this.#next += 1;
    this.#asked.push({ call, header, prompt, given });
  }

  /** Blocks until all that was asked has come to an outcome, or the code has to stop. */
  wait(): readonly Outcome[] {
    const asked = this.#asked.splice(0);
    const started = Date.now();
    const outcomes = this.#run(asked);
    this.#noteRow(asked, Date.now() - started);
    return outcomes;
  }

  #run(asked: readonly Asked[]): readonly Outcome[] {
    const outcomes = new Map<number, Outcome>();
    const mine = new Set(asked.map(({ call }) => call));
    let sent = 0;
    while (outcomes.size < asked.length && !this.#mustStop()) {
      for (const { call, header, prompt, given } of asked.slice(sent)) {
        if (this.#calls.isFull) break;
        sent += 1;
        this.#calls.ask(JSON.stringify({ ...JSON.parse(header), call }), prompt, given);
      }
      this.#block();
      for (const { call, ok, errorName, text } of this.#calls.take()) {
        if (mine.has(call)) outcomes.set(call, [ok, errorName, text]);
      }
    }
    return asked.map(
      ({ call }) => outcomes.get(call) ?? [false, 'Stopped', 'The cell was stopped.'],
    );
  }

  #block(): void {
    if (this.#calls.hasOutcomes) return;
    this.#control.stopComputing();
    this.#onWait(this.#calls.settled);
    while (!this.#calls.hasOutcomes && !this.#mustStop()) this.#receive(longestWait);
    this.#control.startComputing();
  }

  #noteRow(asked: readonly Asked[], took: number): void {
    const [only] = asked;
    const { name, batch } = only === undefined ? {} : JSON.parse(only.header);
    if (asked.length !== 1 || batch !== undefined) {
      this.#row = { name: '', took: [] };
      return;
    }
    // Others ask no model.
    if (!singles.has(name)) return;
    this.#row = { name: String(name), took: [...this.#row.took, took] };
    if (this.#row.took.length > this.#longestRow.took.length) this.#longestRow = this.#row;
  }

  /** What a batch would have saved, where the cell asked one call after the other. */
  notes(): readonly string[] {
    const { name, took } = this.#longestRow;
    if (took.length < toldFrom) return [];
    const all = took.reduce((sum, each) => sum + each, 0);
    const saved = all - Math.max(...took);
    return [
      `${name} was called ${took.length} times, one after the other, which took ${seconds(all)}: ` +
        `${name}_batched([...]) asks all at once and would have saved about ${seconds(saved)}.`,
    ];
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
