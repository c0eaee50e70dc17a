import { randomUUID } from 'node:crypto';
import { asError, Cancelled, ExpectedError } from '../core/errors.ts';
import type { RunResult } from '../core/events.ts';
import type { Asker } from './asker.ts';
import type { Hold } from './money.ts';
import { Progress } from './progress.ts';
import {
  endResult,
  refusal,
  refusalFor,
  runningResult,
  stoppedBefore,
  type ToolResult,
} from './report.ts';
import type { NamedText } from './texts.ts';

/** What a run is begun with. */
export interface RunStart {
  readonly question: string;
  readonly text: NamedText;
  readonly money: Hold;
  /** The engine, loaded when it is first wanted. Rejects with ExpectedError where nobody can answer. */
  readonly asker: () => Promise<Asker>;
  readonly reportBug: (error: Error) => void;
}

/** A question on its way: from the reading of its text to what is told of its answer. */
export class OpenRun {
  readonly id = randomUUID();
  /** Resolves when it is over, however it ended. */
  readonly done: Promise<void>;
  readonly #start: RunStart;
  readonly #stop = new AbortController();
  #progress: Progress;
  /** What is known of who answers, and of the text. */
  #known: readonly string[] = [];
  #end: ToolResult | null = null;

  constructor(start: RunStart) {
    this.#start = start;
    this.#progress = new Progress(start.text.label);
    this.done = this.#run();
  }

  get isRunning(): boolean {
    return this.#end === null;
  }

  /** One line: what it does now. */
  get line(): string {
    return this.#progress.line;
  }

  /** Its end, or what there is so far. */
  get result(): ToolResult {
    if (this.#end !== null) return this.#end;
    return runningResult(this.id, this.#progress, this.#notices);
  }

  /** Ends it within a second; what there is then is its result. */
  stop(): void {
    this.#stop.abort();
  }

  get #notices(): readonly string[] {
    return [...new Set([...this.#known, ...this.#progress.notices])];
  }

  async #run(): Promise<void> {
    const { text, money, reportBug } = this.#start;
    let spentUsd = 0;
    try {
      const asker = await this.#start.asker();
      const read = await text.read(this.#stop.signal);
      const ofMoney = money.notice === null ? [] : [money.notice];
      this.#known = [...asker.notices, ...ofMoney, ...read.notices];
      const asked = await asker.ask(
        {
          ...{ runId: this.id, question: this.#start.question },
          ...{ context: read.context, notices: read.notices },
          ...{ maxCostUsd: money.limitUsd, signal: this.#stop.signal },
        },
        (event) => this.#progress.take(event),
      );
      spentUsd = knownCost(asked.result);
      this.#end = couldNotBegin(asked.result)
        ? refusal(money.refusal)
        : endResult(asked, text.label, this.#notices);
    } catch (thrown) {
      const error = asError(thrown);
      if (!(error instanceof ExpectedError)) reportBug(error);
      this.#end = error instanceof Cancelled ? stoppedBefore(this.id) : refusalFor(error);
    } finally {
      money.settle(spentUsd);
      // It holds the events of the whole run.
      this.#progress = new Progress(text.label);
    }
  }
}

/** The limit of money left no room for the first request. */
function couldNotBegin({ limit, usage }: RunResult): boolean {
  return limit === 'cost' && Object.keys(usage.models).length === 0;
}

/** USD, without what was spent at unknown prices. */
function knownCost({ usage }: RunResult): number {
  return Object.values(usage.models).reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
}
