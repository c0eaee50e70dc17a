import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEvaluator } from '../support.ts';

const limits = { timeout: 60_000 };

test('groups are an array with the named ones as properties', limits, async () => {
  const { run } = await openEvaluator({ context: 'user=ann id=7' });
  const { output } = await run(
    `const [m] = grep("user=(?<user>\\\\w+) (id)=(?<length>\\\\d)(?<none>x)?");
     const {user, none} = m.groups;
     print(Array.isArray(m.groups), m.groups[0], user, none, m.groups.length, JSON.stringify(m.groups))
     print(grep(/(?<a>n+)/)[0].groups.a, Object.keys(m).join())`,
  );
  assert.equal(
    output,
    'true ann ann null 4 ["ann","id","7",null]\n' +
      'nn path,line,column,offset,match,groups,text\n',
  );
});

const text = 'one\ntwo hit hit\nthree\nfour\nhit\nsix\nseven\neight\nnine hit\n';

const printed: readonly [code: string, wanted: string][] = [
  ['grep("hit", {perLine: true, max: 1})', 'L2: two hit hit\n... and 2 more lines (3 in all)\n'],
  [
    'grep("hit", {around: 1})',
    'L1: one\nL2: two hit hit\nL3: three\nL4: four\nL5: hit\nL6: six\n--\nL8: eight\nL9: nine hit\n',
  ],
  [
    'grep("hit", {around: 1, max: 1})',
    'L1: one\nL2: two hit hit\nL3: three\n... and 3 more matches (4 in all)\n',
  ],
  ['grep("hit", {around: 1}).filter((m) => m.line === 9)', 'L8: eight\nL9: nine hit\n'],
  [
    'grep("hit", {around: 1}).reverse().slice(0, 2)',
    'L4: four\nL5: hit\nL6: six\n--\nL8: eight\nL9: nine hit\n',
  ],
  ['grep("hit").reverse()', 'L9: nine hit\nL5: hit\nL2: two hit hit\n'],
  ['grep(["six", "one"], {around: 0})', 'L1: one\nL6: six\n'],
  ['grep("^\\\\s*six")', 'L6: six\n'],
];

for (const [code, wanted] of printed) {
  test(`matches print each line once: ${code}`, limits, async () => {
    const { run } = await openEvaluator({ context: text });
    assert.equal((await run(`print(${code})`)).output, wanted);
  });
}

test('lines around print with their paths, the texts apart', limits, async () => {
  const { run } = await openEvaluator({ context: { a: 'x\nhit', b: 'hit\ny: z\n' } });
  assert.equal(
    (await run('print(grep("hit", {around: 1}))')).output,
    'a:L1: x\na:L2: hit\n--\nb:L1: hit\nb:L2: y: z\n',
  );
});
