import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerValue, openSession } from '../unit/sandbox/support.ts';
import { type Attack, disguises, escapes, floods } from './attacks.ts';

const limits = { timeout: 120_000 };
const text = `${'x'.repeat(60)}\none\ntwo\n`;

/** What a cell without harm sees after each attack: state, queries, text, and the language as it is. */
const afterwards = `const fresh = kept + 1;
  const shown = [1, 2].map((n) => n * 2).join() + JSON.stringify({ a: [1] }) + new Map([[1, 2]]).get(1) + typeof ({}).polluted;
  print(fresh, await llm_query('q'), (await llm_query_batched(['a', 'b'])).length, count('two'), grep('two'), context.length, shown);
  FINAL({ fresh, list: ['done'] })`;
const seen = `42 reply to q 2 1 L3: two ${text.length} 2,4{"a":[1]}2undefined\n`;

async function survives(t: Parameters<typeof openSession>[0], attack: Attack): Promise<void> {
  const { run, environment } = await openSession(t, {
    context: text,
    options: { cellSeconds: 0.5 },
  });
  assert.equal((await run('const kept = 41')).status, 'ok');
  const { output, error } = await run(attack.code);
  if (attack.output !== undefined) assert.match(output, attack.output);
  if (attack.message !== undefined) assert.match(String(error?.message), attack.message);
  const after = await run(afterwards);
  assert.equal(after.error, null);
  assert.equal(after.output, seen);
  assert.equal(after.final, '{\n  "fresh": 42,\n  "list": [\n    "done"\n  ]\n}');
  assert.equal(await answerValue(environment, 'kept'), '41');
}

for (const [kind, attacks] of Object.entries({ escapes, disguises, floods })) {
  for (const attack of attacks) {
    test(`${kind}: ${attack.name}; the run goes on with its state`, limits, (t) =>
      survives(t, attack),
    );
  }
}
