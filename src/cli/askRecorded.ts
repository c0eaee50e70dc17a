import type { RunEvent, RunResult } from '../core/events.ts';
import type { RunRequest } from '../core/scope.ts';
import type { Engine } from '../engine.ts';
import { afterRecord } from '../runs/afterRecord.ts';
import type { RunRecord } from '../runs/runRecord.ts';

/** Asks, to the end, and writes the run down on the way; `record`: null where it isn't kept. */
export async function askRecorded(
  engine: Engine,
  request: RunRequest,
  record: RunRecord | null,
  emit: (event: RunEvent) => void,
): Promise<RunResult> {
  if (record === null) return engine.ask(request, emit);
  const recorded: RunRequest = {
    ...request,
    model: afterRecord(request.model, record),
    keepState: (place, state) => record.keepState(place, state),
  };
  const result = await engine.ask(recorded, (event) => {
    record.append(event);
    emit(event);
  });
  await record.close();
  return result;
}
