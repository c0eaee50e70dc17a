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
  #isRecalling = false;

  /** `json`: standard output is for the result, so the answer isn't shown. */
  constructor(progress: Output, paint: Paint, events: EventsFile | null, json: boolean) {
    this.#trace = new Trace(
      (text) => (this.#isRecalling ? undefined : progress.write(text)),
      paint,
    );
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
    for (const event of request.resumes?.events ?? []) this.#recall(event);
    this.#status?.start();
    const result = await askRecorded(engine, request, record, this.#show);
    this.#status?.stop();
    if (!this.#json)
      this.#progress.write(answerText(result, this.#paint, this.#trace.endsWithStep));
    return result;
  }

  /** Of what a run that goes on has come to, its head alone is shown again; the rest counts. */
  #recall(event: RunEvent): void {
    this.#isRecalling = event.type !== 'run.started' || event.run !== '';
    this.#show(event);
    this.#isRecalling = false;
  }

  readonly #show = (event: RunEvent): void => {
    this.#events?.append(event);
    this.#status?.clear();
    this.#trace.show(event);
    this.#status?.show(event);
  };
}
