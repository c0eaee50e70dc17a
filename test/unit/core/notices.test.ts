import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cell, runScripted, ScriptedModel } from './support.ts';

test('what the user should know of the text is recorded right after the start, by the root alone', async () => {
  const { result, events } = await runScripted({
    model: new ScriptedModel([cell('ask'), 'FINAL(of the child)', 'FINAL(of the root)']),
    cells: {
      ask: async (call) => ({ output: await call({ name: 'rlm_query', prompt: 'And this?' }) }),
    },
    options: { maxDepth: 2 },
    notices: ['Left out: 2 binary (a.png, b.png).', 'Another.'],
  });
  assert.equal(result.answer, 'of the root');
  assert.deepEqual(
    events.slice(0, 3).map((event) => (event.type === 'notice' ? event.text : event.type)),
    ['run.started', 'Left out: 2 binary (a.png, b.png).', 'Another.'],
  );
  const starts = events.filter(({ type }) => type === 'run.started').map(({ run }) => run);
  assert.deepEqual(starts, ['', '1']);
  const noticed = events.filter(({ type }) => type === 'notice').map(({ run }) => run);
  assert.deepEqual(noticed, ['', '']);
});
