import type { RunStarted } from '../../core/events.ts';
import type { ImportedRun } from './importedRun.ts';
import { callsOf, errorOf, pick, sha256, spentOn, textOfPrompt, timeIn } from './officialFacts.ts';
import type { BlockRead, CallRead, IterationRead } from './officialShapes.ts';

/** A run of the tree, and how far its counts have come. */
export interface RunSoFar {
  readonly path: string;
  readonly models: RunStarted['models'];
  calls: number;
  children: number;
}

/** Where in a run a cell stands, and when it ran, ms since 1970. */
interface CellPlace {
  readonly iteration: number;
  readonly cell: number;
  readonly from: number;
  readonly until: number;
}

/** A call of a cell, placed in time. */
interface PlacedCall {
  readonly call: CallRead;
  readonly prompt: string;
  readonly kind: 'llm' | 'rlm';
  readonly from: number;
  readonly until: number;
  /** Counts from 1 over the run, in the order in which calls began. */
  number: number;
}

/** Milliseconds by which the calls of a cell may last longer than it and have come one after the other. */
const slackMs = 50;

/** Makes the events of one run's cells and of their calls. */
export class ImportedCells {
  readonly #record: ImportedRun;
  readonly #run: RunSoFar;

  constructor(record: ImportedRun, run: RunSoFar) {
    this.#record = record;
    this.#run = run;
  }

  /** Adds an iteration's cells, which begin at `from`; when the last of them ended. */
  add({ code_blocks }: IterationRead, iteration: number, from: number): number {
    let at = from;
    for (const [index, block] of code_blocks.entries()) {
      const start = timeIn(block.rlm, 'startedAt') ?? at;
      const took = (block.result?.execution_time ?? 0) * 1_000;
      const until = timeIn(block.rlm, 'finishedAt') ?? start + took;
      this.#addCell(block, { iteration, cell: index + 1, from: start, until });
      at = until;
    }
    return at;
  }

  #addCell(block: BlockRead, place: CellPlace): void {
    const { iteration, cell, from, until } = place;
    const { code, result, rlm: extra } = block;
    const { path } = this.#run;
    this.#record.addEvent(path, from, { type: 'cell.started', iteration, cell, code });
    this.#addCalls(callsOf(block), place);
    const output = result?.stdout ?? '';
    const error = errorOf(result?.stderr ?? '');
    const durationMs = Math.max(0, Math.round(until - from));
    const status = error === null ? 'ok' : 'error';
    const { length: outputChars } = output;
    this.#record.addEvent(
      path,
      until,
      { type: 'cell.finished', iteration, cell, status, output, outputChars, error, durationMs },
      pick(extra, ['status', 'error', 'outputChars', 'durationMs']),
    );
  }

  #addCalls(calls: readonly CallRead[], cell: CellPlace): void {
    const placed = placeCalls(calls, cell);
    const moments = placed.flatMap((call) => [
      { at: call.from, call, isEnd: false },
      { at: call.until, call, isEnd: true },
    ]);
    // Those of one moment stay in the order of the log, a call's end behind its start.
    moments.sort((one, other) => one.at - other.at);
    for (const { call, isEnd } of moments) {
      if (isEnd) this.#endCall(call);
      else this.#startCall(call, cell);
    }
  }

  #startCall(placed: PlacedCall, { iteration, cell }: CellPlace): void {
    const { call, prompt, kind, from } = placed;
    this.#run.calls += 1;
    placed.number = this.#run.calls;
    this.#record.addEvent(
      this.#run.path,
      from,
      {
        ...{ type: 'call.started' as const, call: placed.number, kind, iteration, cell },
        model: call.root_model ?? this.#run.models.sub,
        ...{ prompt, promptChars: prompt.length, promptSha256: sha256(prompt) },
        ...{ name: kind === 'rlm' ? 'rlm_query' : 'llm_query', batch: null },
      },
      pick(call.rlm, ['kind', 'name', 'batch', 'promptChars']),
    );
  }

  #endCall({ call, number, prompt, kind, from, until }: PlacedCall): void {
    const spent = spentOn(call);
    const { path, models } = this.#run;
    if (call.metadata != null) {
      this.#run.children += 1;
      const { run_metadata: metadata = null, iterations } = call.metadata;
      this.#record.addRun({
        path: path === '' ? `${this.#run.children}` : `${path}.${this.#run.children}`,
        call: { number, prompt, spent },
        ...{ metadata, iterations, startedAt: from },
      });
    }
    const response = call.response ?? '';
    const failed = errorOf(call.error ?? '');
    const error = failed === null ? null : { name: failed.name, message: failed.message };
    const finished = this.#record.addEvent(
      path,
      until,
      {
        ...{
          type: 'call.finished' as const,
          call: number,
          status: error === null ? 'ok' : 'error',
        },
        ...{ response, responseChars: response.length, error },
        // A child's own calls carry it.
        ...(kind === 'rlm' ? { usage: null, costUsd: null } : spent),
        durationMs: Math.max(0, Math.round(until - from)),
      },
      pick(call.rlm, ['status', 'usage', 'costUsd', 'error', 'responseChars', 'thoughts']),
    );
    if (finished.type !== 'call.finished' || finished.usage === null) return;
    const { usage, costUsd } = finished;
    this.#record.spend(path, call.root_model ?? models.sub, { usage, costUsd });
  }
}

/** One after the other where their cell lasted so long, else side by side; or when the log says. */
function placeCalls(calls: readonly CallRead[], { from, until }: CellPlace): PlacedCall[] {
  const durations = calls.map((call) => Math.max(0, (call.execution_time ?? 0) * 1_000));
  const areInTurn = durations.reduce((sum, each) => sum + each, 0) <= until - from + slackMs;
  let at = from;
  return calls.map((call, index) => {
    const begin = timeIn(call.rlm, 'startedAt') ?? at;
    const end = begin + (durations[index] ?? 0);
    if (areInTurn) at = end;
    const kind = call.metadata == null ? 'llm' : 'rlm';
    const prompt = textOfPrompt(call.prompt);
    return { call, prompt, kind, from: begin, until: end, number: 0 };
  });
}
