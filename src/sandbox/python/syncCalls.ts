import type { Control } from '../control.ts';
import type { OpenCalls } from '../worker/openCalls.ts';

/** ms that it blocks at most before it looks again; the host rings when it has something. */
const longestWait = 1_000;
/** Single calls in a row from which on the model is told of the batch. */
const toldFrom = 5;
/** Queries that can be asked as a batch. */
const singles: ReadonlySet<string> = new Set(['llm_query', 'rlm_query']);

/** A call that the host was asked for, of code that asks some together. */
interface Asked {
  readonly call: number;
  readonly name: string;
  readonly isOfBatch: boolean;
}

interface Group {
  readonly asked: Asked[];
  /** By call. */
  readonly outcomes: Map<number, Outcome>;
  /** ms since 1970. */
  readonly started: number;
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
  /** By the guest's numbers: one may be asked by what runs while another is. */
  readonly #groups = new Map<number, Group>();
  readonly #groupOf = new Map<number, Group>();
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
    this.#groups.clear();
    this.#groupOf.clear();
    this.#row = { name: '', took: [] };
    this.#longestRow = this.#row;
  }

  /**
   * One call, under way as soon as there is room: the thread blocks until then, since what is asked
   * would else pile up here, outside the interpreter's bounded memory. `header` and `given` are JSON.
   */
  ask(header: string, prompt: string, given: string): void {
    const { group: number, ...about } = JSON.parse(header);
    const call = this.#next;
    this.#next += 1;
    const group: Group = this.#groups.get(number) ?? {
      asked: [],
      outcomes: new Map(),
      started: Date.now(),
    };
    this.#groups.set(number, group);
    this.#groupOf.set(call, group);
    group.asked.push({ call, name: String(about.name), isOfBatch: about.batch !== undefined });
    while (this.#calls.isFull && !this.#mustStop()) this.#receiveOutcomes();
    if (!this.#calls.isFull) this.#calls.ask(JSON.stringify({ ...about, call }), prompt, given);
  }

  /** Blocks until all that was asked as this group has come to an outcome, or the code has to stop. */
  wait(number: number): readonly Outcome[] {
    const group = this.#groups.get(number);
    if (group === undefined) return [];
    const { asked, outcomes, started } = group;
    while (outcomes.size < asked.length && !this.#mustStop()) this.#receiveOutcomes();
    this.#groups.delete(number);
    for (const { call } of asked) this.#groupOf.delete(call);
    this.#noteRow(asked, Date.now() - started);
    return asked.map(
      ({ call }) => outcomes.get(call) ?? [false, 'Stopped', 'The cell was stopped.'],
    );
  }

  /** What comes of calls that nobody waits for any more is dropped. */
  #receiveOutcomes(): void {
    this.#block();
    for (const { call, ok, errorName, text } of this.#calls.take()) {
      this.#groupOf.get(call)?.outcomes.set(call, [ok, errorName, text]);
    }
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
    if (only === undefined || asked.length !== 1 || only.isOfBatch) {
      this.#row = { name: '', took: [] };
      return;
    }
    // Others ask no model.
    if (!singles.has(only.name)) return;
    this.#row = { name: only.name, took: [...this.#row.took, took] };
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
