import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallRequest } from '../../../../src/core/environment.ts';
import { openEvaluator } from '../support.ts';

const limits = { timeout: 60_000 };

test(
  'classify and llm_map are one call each, with the items beside what is asked',
  limits,
  async () => {
    const requests: CallRequest[] = [];
    const { run } = await openEvaluator({
      answer: (request) => {
        requests.push(request);
        return '["a",null,{"x":[1]}]';
      },
    });
    const { output, notes, error } = await run(
      `const labels = await classify(['x', 'y', 'x'], {a: 'first', b: ''}, {rules: 'be brief', model: 'm'})
     print(Array.isArray(labels), labels[0], labels[1])
     const [mapped] = await Promise.all([llm_map(['z'], 'name it', {schema: {type: 'string'}})])
     print(mapped[2].x)`,
    );
    assert.equal(error, null);
    assert.equal(output, 'true a null\n[1]\n');
    assert.deepEqual(notes, []);
    assert.deepEqual(requests, [
      {
        name: 'classify',
        prompt: '{"labels":{"a":"first","b":""},"rules":"be brief"}',
        context: ['x', 'y', 'x'],
        model: 'm',
        batch: 1,
      },
      {
        name: 'llm_map',
        prompt: '{"instruction":"name it","schema":{"type":"string"}}',
        context: ['z'],
        batch: 2,
      },
    ]);
  },
);

test('labels may be a Set or a Map', limits, async () => {
  const prompts: string[] = [];
  const { run } = await openEvaluator({
    answer: ({ prompt }) => {
      prompts.push(prompt);
      return '["a"]';
    },
  });
  await run(
    'await classify(["x"], new Set(["a", "b"])); await classify(["x"], new Map([["a", "A"]]))',
  );
  assert.deepEqual(prompts, ['{"labels":["a","b"]}', '{"labels":{"a":"A"}}']);
});

const mistakes: readonly [code: string, message: RegExp][] = [
  [
    'await classify("x", ["a", "b"])',
    /^classify: the items must be an array of strings, not a string/,
  ],
  ['await classify(["x", 5], ["a", "b"])', /^classify: item 1 must be a string, not a number/],
  ['await classify(["x"], ["a", "b"], {rule: "x"})', /unknown option "rule"; known: rules, model/],
  [
    'await classify(["x"], ["a", "b"], "x")',
    /the options must be an object \(known: rules, model\)/,
  ],
  ['await llm_map([null], "x")', /^llm_map: item 0 must be a string, not null/],
  ['await llm_map(["x"], "x", {schem: {}})', /unknown option "schem"; known: schema, model/],
  [
    'await llm_map(["x"], "x", {schema: Number})',
    /^llm_map: instruction and schema must be data: strings, numbers, arrays, objects/,
  ],
  ['const o = {}; o.items = o; await llm_map(["x"], "x", {schema: o})', /must be data/],
  ['await llm_map(["x"], "x", {model: 5})', /the option model must be a string, not a number/],
];

for (const [code, message] of mistakes) {
  test(`a mistake is an error that says what is known: ${code}`, limits, async () => {
    const { run } = await openEvaluator();
    const { status, error } = await run(`\n${code}`);
    assert.equal(status, 'error');
    assert.match(String(error?.message), message);
    assert.equal(error?.line, 2);
  });
}

test(
  'one that is refused rejects at its line, one that is not awaited is told',
  limits,
  async () => {
    const refused = Object.assign(new Error('there is 1 label'), { name: 'CallRefused' });
    const { run } = await openEvaluator({ answer: () => refused });
    const failed = await run('print(1)\nawait classify(["x"], ["a"])');
    assert.deepEqual(failed.error, { name: 'CallRefused', message: 'there is 1 label', line: 2 });
    const { notes } = await run('classify(["x"], ["a"])');
    assert.match(String(notes[0]), /^classify in line 1 was not awaited: write `await classify\(/);
  },
);
