import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunProgress } from '../../../../src/vscode/chat/runProgress.ts';
import { begin, cell, type Recording, reply } from '../../../support/sampleEvents.ts';

function linesOf({ events }: Recording): readonly string[] {
  const progress = new RunProgress();
  return events
    .map((event) => progress.take(event))
    .filter((line) => line !== null)
    .map(({ iteration, title }) => `${iteration}: ${title}`);
}

test('each iteration is told once, in the words of its reply, else by its code', () => {
  const recording = begin();
  recording.add(5, { type: 'iteration.started', iteration: 1 });
  const look = 'print(1)\nprint(2)';
  reply(recording, 1, 100, `Look at the lines. Then count.\n\n\`\`\`repl\n${look}\n\`\`\``, 0.001);
  cell(recording, 1, 1, look, { output: '1' });
  recording.add(5, { type: 'iteration.started', iteration: 2 });
  const count = '// Count the errors\nprint(3)';
  reply(recording, 2, 100, `\`\`\`repl\n${count}\n\`\`\``, 0.001);
  cell(recording, 2, 1, count, { output: '3' });
  recording.add(5, { type: 'iteration.started', iteration: 3 });
  reply(recording, 3, 100, 'FINAL(Three.)', 0.001);
  assert.deepEqual(linesOf(recording), ['1: Look at the lines', '2: Count the errors']);
});
