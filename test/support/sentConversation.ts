import type { Message } from '../../src/core/model.ts';
import { begin, cell, finish, type Recording, usage } from './sampleEvents.ts';

/** The messages of its three requests. */
export const conversation: readonly (readonly Message[])[] = requests();

function requests(): Message[][] {
  const system: Message = { role: 'system', content: 'You answer about a text in `context`.' };
  const first: Message = { role: 'user', content: 'Which services failed?' };
  const reply = (number: number): Message => ({ role: 'assistant', content: replyOf(number) });
  const printed = (number: number): Message => {
    return { role: 'user', content: `Cell 1 printed:\n${`line ${number}\n`.repeat(900)}` };
  };
  const two = [system, first, reply(1), printed(1)];
  // The second output was folded before the third request.
  const folded: Message = { role: 'user', content: 'Cell 1 printed 900 lines.' };
  return [[system, first], two, [system, first, reply(1), folded, reply(2), printed(2)]];
}

function replyOf(number: number): string {
  return `Look at part ${number}.\n\n\`\`\`repl\nprint(${number})\n\`\`\``;
}

/** A run whose record has what its root model was sent. */
export function sentConversation(): Recording {
  const recording = begin({});
  const changes = [
    { resent: 0, from: 0 },
    { resent: 2, from: 2 },
    { resent: 3, from: 3 },
  ];
  for (const [index, { resent, from }] of changes.entries()) {
    const iteration = index + 1;
    recording.add(5, { type: 'iteration.started', iteration });
    recording.add(900, {
      ...{ type: 'model.replied', iteration, purpose: 'iteration', text: replyOf(iteration) },
      ...{ resent, sent: JSON.stringify(conversation[index]?.slice(from)) },
      ...{ usage: usage(1_200 * iteration, 240, 1_000 * index), costUsd: 0.002, durationMs: 900 },
    });
    cell(recording, iteration, 1, `print(${iteration})`, { output: `line ${iteration}` });
  }
  recording.add(5, { type: 'answer', text: 'None.', citations: [] });
  return finish(recording, {});
}
