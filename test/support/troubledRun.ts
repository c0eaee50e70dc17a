import type { CallFinished } from '../../src/core/cellEvents.ts';
import { begin, cell, finish, type Recording, reply } from './sampleEvents.ts';

/** A call fails in the first iteration; in the second the run is stopped with three on their way. */
export function troubledRun(): Recording {
  const recording = begin();
  const code = 'const found = await Promise.all(pieces.map((piece) => llm_query(piece)));';
  const steps = [
    { words: 'I look at both ends of the log. Then I count.', first: 1, ends: ['ok', 'error'] },
    {
      words: 'Now I ask about each hour.',
      first: 3,
      ends: ['cancelled', 'cancelled', 'cancelled'],
    },
  ] as const;
  for (const [index, { words, first, ends }] of steps.entries()) {
    const iteration = index + 1;
    recording.add(5, { type: 'iteration.started', iteration });
    reply(recording, iteration, 1_200, `${words}\n\n\`\`\`repl\n${code}\n\`\`\``, 0.004);
    const during = (): void => {
      for (const at of ends.keys()) startCall(recording, first + at, iteration);
      for (const [at, status] of ends.entries()) endCall(recording, first + at, status);
    };
    const status = iteration === 1 ? 'ok' : 'killed';
    cell(recording, iteration, 1, code, { status, during });
  }
  recording.add(5, {
    ...{ type: 'answer', text: 'Now I ask about each hour.', step: true, citations: [] },
  });
  return finish(recording, { status: 'cancelled', reason: 'The run was stopped.' });
}

function startCall(recording: Recording, call: number, iteration: number): void {
  recording.add(3, {
    ...{ type: 'call.started', call, kind: 'llm', model: 'gpt-5-mini', promptSha256: '' },
    ...{ prompt: `Hour ${call}?`, promptChars: 7, iteration, cell: 1, name: 'llm_query' },
    batch: iteration,
  });
}

function endCall(recording: Recording, call: number, status: CallFinished['status']): void {
  const isOk = status === 'ok';
  const error = isOk ? null : { name: 'ServerFailed', message: 'No reply came.' };
  recording.add(400, {
    ...{ type: 'call.finished', call, status, response: '', responseChars: 0, error },
    usage: { inputTokens: 9_000, cachedInputTokens: 0, outputTokens: 0, estimated: !isOk },
    ...{ costUsd: 0.0021, durationMs: 900 },
  });
}
