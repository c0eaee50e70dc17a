import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallRequest } from '../../../../src/core/environment.ts';
import { openSession } from '../support.ts';

const limits = { timeout: 120_000 };

test('what a worker asks about many items reaches the host as one call', limits, async (t) => {
  const requests: CallRequest[] = [];
  const { run } = await openSession(t, {
    calls: async (request) => {
      requests.push(request);
      return '["x",null]';
    },
  });
  const { output } = await run('print(await classify(["a", "b"], ["x", "y"]))');
  assert.equal(output, '["x", null]\n');
  assert.deepEqual(requests, [
    { name: 'classify', prompt: '{"labels":["x","y"]}', context: ['a', 'b'], batch: 1 },
  ]);
});

test(
  'a worker tells of long lines how long they are, and where in them quotes stand',
  limits,
  async (t) => {
    const text = `short\n${'x'.repeat(3_000)} the very words`;
    const { environment, run } = await openSession(t, { context: text });
    assert.equal((await run('print(outline().length > 0)')).output, 'true\n');
    const [cited] = await environment.cite([{ path: '', startLine: 2, endLine: 2 }]);
    assert.equal(cited?.longLine, 3_015);
    assert.deepEqual(await environment.locate(['the very words']), [
      { path: '', startLine: 2, endLine: 2, column: 3_002 },
    ]);
  },
);
