import type { RunEventBody, StoredEvent } from '../../../src/core/events.ts';
import { applyEvent, emptyTrajectory } from '../../../src/trajectory/applyEvent.ts';
import type { RunModel, Trajectory } from '../../../src/trajectory/model.ts';
import { started } from '../../support/sampleEvents.ts';

/** A run that begins as the samples do, and then these; a pair is of the child run at that path. */
export function play(...bodies: readonly (RunEventBody | [string, RunEventBody])[]): Trajectory {
  const model = emptyTrajectory();
  for (const [index, entry] of [started, ...bodies].entries()) {
    const [run, body] = Array.isArray(entry) ? entry : (['', entry] as const);
    applyEvent(model, { ...body, run, seq: index + 1, at: 1_000 * (index + 1) } as StoredEvent);
  }
  return model;
}

export function rootOf(model: Trajectory): RunModel {
  const run = model.runs.get('');
  if (run === undefined) throw new Error('The model has no root run');
  return run;
}

const estimated = { inputTokens: 9, cachedInputTokens: 0, outputTokens: 1, estimated: true };

export const asks: RunEventBody = { type: 'iteration.started', iteration: 1 };
export const replies: RunEventBody = {
  type: 'model.replied',
  iteration: 1,
  purpose: 'iteration',
  text: 'I look at both ends of the log. Then I count.\n\n```repl\nlook()\n```',
  usage: { ...estimated, estimated: false },
  costUsd: 0.01,
  durationMs: 900,
};
export const cellStarts: RunEventBody = {
  type: 'cell.started',
  iteration: 1,
  cell: 1,
  code: 'look()',
};
export const goesOn: RunEventBody = { type: 'iteration.started', iteration: 2 };

export function cellEnds(status: 'ok' | 'killed' = 'ok'): RunEventBody {
  return {
    ...{ type: 'cell.finished', iteration: 1, cell: 1, status, output: '', outputChars: 0 },
    ...{ error: null, durationMs: 5 },
  };
}

export function callStarts(call: number, kind: 'llm' | 'rlm' = 'llm'): RunEventBody {
  return {
    ...{ type: 'call.started', call, kind, model: 'gpt-5-mini', promptChars: 1, promptSha256: '' },
    ...{ prompt: 'p', iteration: 1, cell: 1, name: `${kind}_query`, batch: null },
  };
}

export function callEnds(call: number, status: 'ok' | 'error' | 'cancelled'): RunEventBody {
  return {
    ...{ type: 'call.finished', call, status, response: '', responseChars: 0, usage: estimated },
    ...{ costUsd: 0.002, durationMs: 5, error: null },
  };
}

export function ends(status: 'answered' | 'limit' | 'cancelled' | 'interrupted'): RunEventBody {
  return {
    ...{ type: 'run.finished', status, reason: null, limit: null, costUsd: 0.01, durationMs: 9 },
    ...{ usage: { ...estimated, models: {} }, coverage: 0, error: null },
  };
}
