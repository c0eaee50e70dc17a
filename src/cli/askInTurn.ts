import path from 'node:path';
import type { RunResult } from '../core/events.ts';
import type { Model } from '../core/model.ts';
import type { RunRequest } from '../core/scope.ts';
import { createEngine } from '../engine.ts';
import type { KeptFrom } from '../runs/keptContext.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import { RunStore } from '../runs/runStore.ts';
import type { EventsFile } from '../terminal/eventsFile.ts';
import { type Output, standardError, standardOutput } from '../terminal/output.ts';
import type { Paint } from '../terminal/paint.ts';
import { printableLine } from '../terminal/printable.ts';
import { exitStatus } from './exitStatus.ts';
import { LiveTrace } from './liveTrace.ts';
import { sayServer } from './models.ts';

/** Whom a command asks, and where it writes. */
export interface AskSetup {
  readonly model: Model;
  /** The server that will be asked, in words; null where none is. */
  readonly server: string | null;
  readonly events: EventsFile | null;
  readonly paint: Paint;
  /** For people: standard error where standard output is for JSON. */
  readonly progress: Output;
  readonly json: boolean;
}

/** A run's folder, while it is written. */
export interface Keeping {
  readonly record: RunRecord;
  readonly folder: string;
}

/** Asks, shows, and records where the run is kept. */
export type AskOne = (
  request: Omit<RunRequest, 'model' | 'signal'>,
  keeping: Keeping | null,
) => Promise<RunResult>;

/**
 * Asks one question or more, one after the other, and says what came of the last; resolves to the exit
 * status.
 */
export async function askInTurn(
  setup: AskSetup,
  signal: AbortSignal,
  askAll: (ask: AskOne) => Promise<RunResult>,
): Promise<number> {
  const { model, server, events, paint, progress, json } = setup;
  const live = new LiveTrace(progress, paint, events, json);
  const engine = createEngine({
    distFolder: __dirname,
    reportBug: (error) => standardError.write(`${error.stack ?? error.message}\n`),
  });
  let runFolder: string | null = null;
  sayServer(server, progress, paint);
  const result = await askAll(async (request, keeping) => {
    const one = await live.ask(engine, { ...request, model, signal }, keeping?.record ?? null);
    runFolder = keeping?.folder ?? null;
    if (keeping !== null) progress.write(paint.dim(`Kept in ${printableLine(keeping.folder)}\n`));
    return one;
  });
  await events?.close();
  await engine.dispose();
  if (json) standardOutput.writeJson({ ...result, runFolder });
  return exitStatus[result.status];
}

/** Begins the folder of a run in one that holds runs; null where none is named. */
export async function beginKeeping(
  keepFolder: string | null,
  runId: string,
  from: KeptFrom,
  onFault: (sentence: string) => void,
): Promise<Keeping | null> {
  if (keepFolder === null) return null;
  const record = await new RunStore(keepFolder, { onFault }).create(runId, from);
  return { record, folder: path.join(keepFolder, runId) };
}

/** Says what went wrong with the disk, to people. */
export function faultTeller({ progress, paint }: AskSetup): (sentence: string) => void {
  return (sentence) => progress.write(paint.yellow(`${printableLine(sentence)}\n`));
}
