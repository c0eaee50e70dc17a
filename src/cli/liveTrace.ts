import type { RunEvent, RunResult } from '../core/events.ts';
import type { RunRequest } from '../core/scope.ts';
import type { Engine } from '../engine.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import { answerText } from '../terminal/answer.ts';
import type { EventsFile } from '../terminal/eventsFile.ts';
import type { Output } from '../terminal/output.ts';
import type { Paint } from '../terminal/paint.ts';
import { StatusLine } from '../terminal/statusLine.ts';
import { Trace } from '../terminal/trace.ts';
import { askRecorded } from './askRecorded.ts';

/** Where a person sees runs go on: trace, status line and answer, in a terminal. */
export class LiveTrace {
  readonly #trace: Trace;
  readonly #status: StatusLine | null;
  readonly #events: EventsFile | null;
  readonly #progress: Output;
  readonly #paint: Paint;
  readonly #json: boolean;

  /** `json`: standard output is for the result, so the answer isn't shown. */
  constructor(progress: Output, paint: Paint, events: EventsFile | null, json: boolean) {
    this.#trace = new Trace((text) => progress.write(text), paint);
    this.#status = progress.isTerminal ? new StatusLine(progress) : null;
    this.#events = events;
    this.#progress = progress;
    this.#paint = paint;
    this.#json = json;
  }

  /** Asks and shows, to the end; `record`: where the run is kept. */
  async ask(
    engine: Engine,
    request: RunRequest,
    record: RunRecord | null = null,
  ): Promise<RunResult> {
    // Of a run that is resumed the head is shown again; what is over counts, and was shown before.
    for (const event of request.resumes?.events ?? []) {
      const isHead = event.type === 'run.started' && event.run === '';
      this.#events?.append(event);
      if (isHead) this.#trace.show(event);
      else this.#trace.recall(event);
      this.#status?.show(event);
    }
    this.#status?.start();
    const result = await askRecorded(engine, request, record, this.#show);
    this.#status?.stop();
    if (!this.#json)
      this.#progress.write(answerText(result, this.#paint, this.#trace.endsWithStep));
    return result;
  }

  readonly #show = (event: RunEvent): void => {
    this.#events?.append(event);
    this.#status?.clear();
    this.#trace.show(event);
    this.#status?.show(event);
  };
}
