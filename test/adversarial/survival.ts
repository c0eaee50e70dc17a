import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Language } from '../../src/core/options.ts';
import { answerValue, openSession } from '../unit/sandbox/support.ts';
import type { Attack } from './attacks.ts';

const text = `${'x'.repeat(60)}\none\ntwo\n`;

/** What each language keeps before an attack, and what a cell without harm does and sees after it. */
const harmless = {
  javascript: {
    before: 'const kept = 41',
    after: `const fresh = kept + 1;
  const shown = [1, 2].map((n) => n * 2).join() + JSON.stringify({ a: [1] }) + new Map([[1, 2]]).get(1) + typeof ({}).polluted;
  print(fresh, await llm_query('q'), (await llm_query_batched(['a', 'b'])).length, count('two'), grep('two'), context.length, shown);
  FINAL({ fresh, list: ['done'] })`,
    seen: `42 reply to q 2 1 L3: two ${text.length} 2,4{"a":[1]}2undefined\n`,
  },
  python: {
    before: 'kept = 41',
    after: `import json, re
fresh = kept + 1
shown = ','.join(str(n * 2) for n in [1, 2]) + json.dumps({'a': [1]}) + str(dict([[1, 2]])[1]) + re.sub('a', 'b', 'a')
print(fresh, llm_query('q'), len(llm_query_batched(['a', 'b'])), count('two'), grep('two'), len(context), shown)
FINAL({'fresh': fresh, 'list': ['done']})`,
    seen: `42 reply to q 2 1 L3: two ${text.length} 2,4{"a": [1]}2b\n`,
  },
} as const;

/** What came of an attack. */
export interface Survival {
  readonly name: string;
  /** How its cell ended, with the error's name. */
  readonly ended: string;
  readonly ms: number;
  /** Whether the interpreter went on with what the cell left, or was put back to the cell before. */
  readonly state: 'kept' | 'restored';
}

/** Attacks a REPL in a real worker, which must go on with its state; else an AssertionError. */
export async function survive(
  t: TestContext,
  language: Language,
  attack: Attack,
): Promise<Survival> {
  const { run, environment } = await openSession(t, {
    context: text,
    options: { cellSeconds: 0.5, language },
  });
  const { before, after, seen } = harmless[language];
  assert.equal((await run(before)).status, 'ok');
  const from = performance.now();
  const { output, error, status } = await run(attack.code);
  const ms = Math.round(performance.now() - from);
  if (attack.output !== undefined) assert.match(output, attack.output);
  if (attack.message !== undefined) assert.match(String(error?.message), attack.message);
  const last = await run(after);
  assert.equal(last.error, null);
  assert.equal(last.output, seen);
  assert.equal(last.final, '{\n  "fresh": 42,\n  "list": [\n    "done"\n  ]\n}');
  assert.equal(await answerValue(environment, 'kept'), '41');
  await environment.dispose();
  const ended = error === null ? status : `${status}, ${error.name}`;
  return { name: attack.name, ended, ms, state: status === 'killed' ? 'restored' : 'kept' };
}

/** Attacks spread over the list, so many of them. */
export function sample<Item>(list: readonly Item[], count: number): readonly Item[] {
  return list.filter(
    (_, at) =>
      Math.floor((at * count) / list.length) !== Math.floor(((at - 1) * count) / list.length),
  );
}

/** Lines of a table, for the output of the tests. */
export function tableOf(title: string, rows: readonly Survival[]): readonly string[] {
  return [
    title,
    ...rows.map(
      ({ name, ended, ms, state }) =>
        `${name.padEnd(56).slice(0, 56)} ${ended.padEnd(26)} ${`${ms} ms`.padStart(8)}  state ${state}`,
    ),
  ];
}
