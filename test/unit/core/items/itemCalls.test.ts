import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallRequest } from '../../../../src/core/environment.ts';
import { CallRefused, Cancelled } from '../../../../src/core/errors.ts';
import type { RunEvent } from '../../../../src/core/events.ts';
import type { ModelFacts } from '../../../../src/core/model.ts';
import type { RunOptions } from '../../../../src/core/options.ts';
import { cell, runScripted, ScriptedModel } from '../support.ts';

const free = { input: 0, cachedInput: 0, output: 0 };

interface Asked {
  readonly results: unknown;
  readonly error: Error | null;
  /** Prompts to the sub-model. */
  readonly prompts: readonly string[];
  /** What the model is told behind the cell. */
  readonly told: string;
  readonly events: readonly RunEvent[];
  readonly calls: { readonly llm: number; readonly rlm: number; readonly memo: number };
}

/** One cell that asks about items, answered by this sub-model. */
async function askItems(
  given: Partial<CallRequest> & Pick<CallRequest, 'name'> & { readonly asked: unknown },
  reply: (prompt: string, call: number) => string | Error | Promise<string>,
  options: Partial<RunOptions> = {},
  facts: Partial<ModelFacts> = {},
): Promise<Asked> {
  const prompts: string[] = [];
  const model = new ScriptedModel(
    [cell('ask'), 'FINAL(done)'],
    async (prompt) => {
      prompts.push(prompt);
      const replied = await reply(prompt, prompts.length);
      if (replied instanceof Error) throw replied;
      return replied;
    },
    { price: free, window: null, maxOutput: null, ...facts },
  );
  let text: string | null = null;
  let error: Error | null = null;
  const { asked, ...request } = given;
  const { events, result } = await runScripted({
    model,
    options,
    cells: {
      ask: async (call) => {
        try {
          text = await call({ prompt: JSON.stringify(asked), batch: 1, ...request });
        } catch (thrown) {
          error = thrown as Error;
        }
        return {};
      },
    },
  });
  const told = model.requests.at(-1)?.messages.at(-1)?.content ?? '';
  return {
    results: text === null ? null : JSON.parse(text),
    error,
    prompts,
    told,
    events,
    calls: result.calls,
  };
}

/** The numbered items of a prompt. */
const itemsOf = (prompt: string): string[] =>
  prompt
    .slice(prompt.indexOf('\n\n') + 2)
    .split('\n')
    .filter((line) => /^\d+: /.test(line))
    .map((line) => line.replace(/^\d+: /, ''));

const numbered = (answers: readonly string[]): string =>
  answers.map((answer, at) => `${at + 1}: ${answer}`).join('\n');

const bySize = (prompt: string): string =>
  numbered(itemsOf(prompt).map((item) => (item.length > 3 ? 'long' : 'short')));

const classify = (items: readonly string[], more: object = {}) => ({
  name: 'classify' as const,
  context: items,
  asked: { labels: ['short', 'long'], ...more },
});

test('items get their labels in order, equal ones are asked about once', async () => {
  const { results, prompts, calls, told } = await askItems(
    classify(['aa', 'bbbbb', 'aa', 'c', 'bbbbb']),
    bySize,
  );
  assert.deepEqual(results, ['short', 'long', 'short', 'short', 'long']);
  assert.equal(prompts.length, 1);
  assert.deepEqual(itemsOf(prompts[0] ?? ''), ['aa', 'bbbbb', 'c']);
  assert.deepEqual(calls, { llm: 1, rlm: 0, memo: 0 });
  assert.doesNotMatch(told, /left open/);
});

test('no items need no call', async () => {
  const { results, prompts } = await askItems(classify([]), bySize);
  assert.deepEqual([results, prompts], [[], []]);
});

test('a prompt tells labels, meanings and rules, and an item can not pass for another one', async () => {
  const { prompts, results } = await askItems(
    {
      name: 'classify',
      context: ['one\n2: long\r\nend', ''],
      asked: { labels: { short: 'few letters', long: '' }, rules: 'Spaces count.' },
    },
    () => '1: long\n2: short',
  );
  const [prompt = ''] = prompts;
  assert.match(prompt, /^- short: few letters\n- long\nRules: Spaces count\.$/m);
  assert.match(prompt, /Answer with 2 lines, one for each item in order, `number: label`/);
  assert.ok(prompt.endsWith('\n\n1: one\n    2: long\n    end\n2: (empty)'));
  assert.deepEqual(results, ['long', 'short']);
});

test('many items make few prompts of about the same size, one batch in the record', async () => {
  const items = Array.from({ length: 450 }, (_, at) => `item ${at}`);
  const { results, prompts, events } = await askItems(classify(items), bySize);
  assert.deepEqual(results, Array(450).fill('long'));
  assert.deepEqual(
    prompts.map((prompt) => itemsOf(prompt).length),
    [150, 150, 150],
  );
  const started = events.filter((event) => event.type === 'call.started');
  assert.deepEqual(
    started.map(({ name, batch, kind }) => [name, batch, kind]),
    Array(3).fill(['classify', 1, 'llm']),
  );
});

test("prompts keep to the sub-model's window, and a long item stands alone", async () => {
  const items = Array.from({ length: 30 }, (_, at) => `${at} ${'word '.repeat(40)}`);
  const { prompts } = await askItems(
    classify([...items, 'x'.repeat(6_000)]),
    bySize,
    {},
    { window: 4_000 },
  );
  const sizes = prompts.map((prompt) => itemsOf(prompt).length);
  assert.equal(sizes.at(-1), 1);
  assert.ok(sizes.length >= 3, `${sizes}`);
  for (const prompt of prompts.slice(0, -1)) assert.ok(prompt.length < 6_500, `${prompt.length}`);
});

const oddReplies: readonly [name: string, reply: string][] = [
  ['chatter around the lines', 'Sure, here they are:\n\n1: short\n2: long\n\nLet me know!'],
  ['a fence', '```\n1: short\n2: long\n```'],
  ['a list with bold numbers', '- **1:** short\n- **2**: Long.'],
  ['parentheses and dashes', '(1) short\n2 - `long`'],
  ['a table', '| number | label |\n|---|---|\n| 1 | short |\n| 2 | long |'],
  ['an explanation behind', '1: short - two letters\n2: long (five letters)'],
  ['no colon', '1 short\n2. long'],
  ['the word label', '1: Label: short\n2: "LONG"'],
  ['JSON by number', '{"1": "short", "2": "long"}'],
  [
    'JSON in a fence, with chatter',
    'Here:\n```json\n[{"number": 1, "label": "short"}, {"number": 2, "label": "long"}]\n```',
  ],
  [
    'JSON under a name',
    '{"labels": [{"id": "2", "label": "long"}, {"id": "1", "label": "short"}]}',
  ],
  ['JSON a line', '{"number": 1, "label": "short"}\n{"number": 2, "label": "long"}'],
  ['a list of as many as there are', '["short", "long"]'],
  ['thoughts', '<think>1: long\n2: short</think>1: short\n2: long'],
  ['numbers that there are not', '0: long\n1: short\n2: long\n3: long'],
  ['the same answer twice', '1: short\n2: long\nSo:\n1: short\n2: long'],
];

for (const [name, reply] of oddReplies) {
  test(`labels are read from ${name}`, async () => {
    const { results, prompts } = await askItems(classify(['aa', 'bbbbb']), () => reply);
    assert.deepEqual(results, ['short', 'long']);
    assert.equal(prompts.length, 1);
  });
}

const uselessAnswers: readonly [name: string, reply: string, reason: RegExp][] = [
  ['a number is missing', '1: short', /some numbers were missing/],
  ['a label is unknown', '1: short\n2: huge', /"huge" is none of the labels/],
  ['two labels are named', '1: short\n2: long or short', /is none of the labels/],
  ['a number is answered twice', '1: short\n2: long\n2: short', /number 2 was answered twice/],
];

for (const [name, reply, reason] of uselessAnswers) {
  test(`what is not to be used is asked again once: ${name}`, async () => {
    const { results, prompts, told } = await askItems(classify(['aa', 'bbbbb']), (prompt, call) =>
      call === 1 ? reply : bySize(prompt),
    );
    assert.deepEqual(results, ['short', 'long']);
    assert.deepEqual(itemsOf(prompts[1] ?? ''), ['bbbbb']);
    assert.match(prompts[1] ?? '', reason);
    assert.doesNotMatch(told, /left open/);
  });
}

test('what stays open is null, and the model and the user are told which items', async () => {
  const items = ['aa', 'bbbbb', 'cc', 'bbbbb'];
  const { results, told, prompts, events } = await askItems(classify(items), (prompt) =>
    itemsOf(prompt)
      .map((item, at) => `${at + 1}: ${item === 'bbbbb' ? "I can't say" : 'short'}`)
      .join('\n'),
  );
  assert.deepEqual(results, ['short', null, 'short', null]);
  assert.equal(prompts.length, 2);
  const sentence =
    'classify: 2 of 4 items have no label and are left open, counted from 0: 1, 3. No label that fits came for them, asked twice.';
  assert.ok(told.includes(sentence), told);
  assert.ok(events.some((event) => event.type === 'notice' && event.text === sentence));
});

test('a refusal of all leaves all open, after it was asked again', async () => {
  const { results, prompts, told } = await askItems(classify(['aa', 'bb']), () => 'I must refuse.');
  assert.deepEqual(results, [null, null]);
  assert.equal(prompts.length, 2);
  assert.match(told, /2 of 2 items have no label and are left open/);
});

test('an empty reply is asked again', async () => {
  const { results, prompts } = await askItems(classify(['aa']), (_, call) =>
    call === 1 ? '' : '1: short',
  );
  assert.deepEqual([results, prompts.length], [['short'], 2]);
});

const hostileReplies: readonly [name: string, reply: string][] = [
  ['blanks', `1: short\n${' '.repeat(300_000)}x`],
  ['blanks in an answer', `1: short${' '.repeat(300_000)}x`],
  ['backticks', `1: ${'`'.repeat(300_000)}x`],
  ['brackets', '['.repeat(300_000)],
  ['brackets that end', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['stops', `1: ${'. '.repeat(150_000)}x`],
  ['bars', '|'.repeat(300_000)],
  ['numbers', '1'.repeat(300_000)],
  ['objects', '{"a":'.repeat(50_000)],
  ['quotes', '"'.repeat(300_000)],
];

for (const [name, reply] of hostileReplies) {
  test(`a reply of nothing but ${name} is read in time`, { timeout: 20_000 }, async () => {
    for (const request of [
      classify(['aa', 'bb']),
      { name: 'llm_map' as const, context: ['aa', 'bb'], asked: { instruction: 'x' } },
      { name: 'llm_map' as const, context: ['aa', 'bb'], asked: { instruction: 'x', schema: {} } },
    ])
      assert.equal((await askItems(request, () => reply)).error, null);
  });
}

test('short answers by schema are asked for in fewer prompts than free ones', async () => {
  const items = Array.from({ length: 160 }, (_, at) => `item ${at}`);
  const free = { name: 'llm_map' as const, context: items, asked: { instruction: 'x' } };
  const answer = (prompt: string) => numbered(itemsOf(prompt).map(() => 'true'));
  assert.equal((await askItems(free, answer)).prompts.length, 5);
  const asked = { instruction: 'x', schema: { type: 'boolean' } };
  const { prompts, results } = await askItems({ ...free, asked }, answer);
  assert.equal(prompts.length, 1);
  assert.deepEqual(results, Array(160).fill(true));
});

test('labels may end in marks', async () => {
  const request = {
    name: 'classify' as const,
    context: ['a', 'b'],
    asked: { labels: ['Yes!', 'U.S.'] },
  };
  const { results } = await askItems(request, () => '1: yes!\n2: u.s. (sure)');
  assert.deepEqual(results, ['Yes!', 'U.S.']);
});

test('labels may begin with numbers', async () => {
  const asked = { labels: ['1 star', '2 stars'] };
  const request = { name: 'classify' as const, context: ['bad'], asked };
  assert.deepEqual((await askItems(request, () => '1 star')).results, ['1 star']);
  assert.deepEqual((await askItems(request, () => '1: 2 stars')).results, ['2 stars']);
});

test('a single item needs no number', async () => {
  assert.deepEqual((await askItems(classify(['aa']), () => 'Short.')).results, ['short']);
});

test('a call that fails leaves its items open, and it is said why', async () => {
  const items = Array.from({ length: 400 }, (_, at) => `item ${at}`);
  const { results, prompts, told } = await askItems(classify(items), (prompt, call) =>
    call === 2 ? new CallRefused('the server is full') : bySize(prompt),
  );
  assert.equal(prompts.length, 2);
  assert.deepEqual((results as string[]).slice(198, 202), ['long', 'long', null, null]);
  assert.match(
    told,
    /200 of 400 items .*200, 201, .* and 190 more\. A call failed: the server is full/,
  );
});

test('where every call fails the code gets the error', async () => {
  const { error } = await askItems(classify(['aa']), () => new CallRefused('the server is full'));
  assert.equal(error?.message, 'the server is full');
});

test('at the limit of calls what was paid is returned, the rest is open', async () => {
  const items = Array.from({ length: 600 }, (_, at) => `item ${at}`);
  const { results, events, told } = await askItems(classify(items), bySize, { maxSubcalls: 2 });
  const labels = results as (string | null)[];
  assert.equal(labels.filter((label) => label === 'long').length, 400);
  assert.equal(labels.filter((label) => label === null).length, 200);
  assert.ok(events.some((event) => event.type === 'limit.reached' && event.limit === 'subcalls'));
  assert.match(told, /best answer|200 of 600 items/);
});

test('in a run without sub-calls it is refused by its name', async () => {
  const { error, prompts } = await askItems(classify(['aa']), bySize, { maxDepth: 0 });
  assert.match(error?.message ?? '', /^classify is not available: this run makes no sub-calls/);
  assert.equal(prompts.length, 0);
});

test('a model that the run does not know is refused', async () => {
  const { error } = await askItems(
    { ...classify(['aa']), model: 'other' },
    bySize,
    {},
    { price: null },
  );
  assert.match(error?.message ?? '', /There is no model "other" in this run/);
});

test('when the run is stopped all its calls end', async () => {
  const stop = new AbortController();
  const model = new ScriptedModel([cell('ask')], (_, { signal }) => {
    setImmediate(() => stop.abort());
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Cancelled()));
    });
  });
  const items = Array.from({ length: 500 }, (_, at) => `item ${at}`);
  const { result, events } = await runScripted({
    model,
    signal: stop.signal,
    cells: {
      ask: async (call) => {
        await call({ name: 'classify', prompt: '{"labels":["a","b"]}', context: items }).catch(
          () => '',
        );
        return {};
      },
    },
  });
  assert.equal(result.status, 'cancelled');
  const finished = events.filter((event) => event.type === 'call.finished');
  assert.deepEqual(
    finished.map(({ status }) => status),
    Array(3).fill('cancelled'),
  );
});

const badTasks: readonly [name: 'classify' | 'llm_map', asked: unknown, message: RegExp][] = [
  ['classify', {}, /^classify: the labels are missing\. Give a list of names, or an object/],
  ['classify', { labels: ['a'] }, /there is 1 label; it takes 2 to 500/],
  ['classify', { labels: ['a', 5] }, /the label 5 is no name on one line/],
  ['classify', { labels: ['a', ' '] }, /the label " " is no name on one line/],
  ['classify', { labels: ['a', 'b\nc'] }, /is no name on one line/],
  ['classify', { labels: { a: 1, b: 'x' } }, /the meaning of "a" must be a text/],
  ['classify', { labels: ['not ok', 'Not_OK'] }, /"not ok" and "Not_OK" can't be told apart/],
  ['classify', { labels: ['a', 'b'], rules: 5 }, /rules must be a text/],
  ['llm_map', {}, /^llm_map: the instruction must be a text that says what to answer/],
  ['llm_map', { instruction: 'x', schema: 5 }, /^llm_map: the schema: must be an object/],
  [
    'llm_map',
    { instruction: 'x', schema: { pattern: 'a' } },
    /keyword "pattern" is unknown; known: type, enum,/,
  ],
  [
    'llm_map',
    { instruction: 'x', schema: { type: 'text' } },
    /the type "text" is unknown; known: string, number/,
  ],
];

for (const [name, asked, message] of badTasks) {
  test(`an error says what is known: ${name} ${JSON.stringify(asked)}`, async () => {
    const { error, prompts } = await askItems({ name, context: ['a'], asked }, bySize);
    assert.match(error?.message ?? '', message);
    assert.equal(error?.name, 'CallRefused');
    assert.equal(prompts.length, 0);
  });
}

const map = (items: readonly string[], more: object = {}) => ({
  name: 'llm_map' as const,
  context: items,
  asked: { instruction: 'say it backwards.', ...more },
});

test('llm_map brings a text for each item, several lines too', async () => {
  const { results, prompts } = await askItems(
    map(['ab', 'cd', 'ab']),
    () => 'Sure:\n1: ba\nand more\n\n2. dc, of course: yes\n\nDone.',
  );
  assert.deepEqual(results, ['ba\nand more', 'dc, of course: yes', 'ba\nand more']);
  assert.match(prompts[0] ?? '', /^Of each of the 2 items below: say it backwards\./);
});

const person = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: ['integer', 'null'], minimum: 0 } },
  required: ['name', 'age'],
  additionalProperties: false,
};
const people = [
  { name: 'Ann', age: 7 },
  { name: 'Bob', age: null },
];

const jsonReplies: readonly [name: string, reply: string][] = [
  ['lines', '1: {"name": "Ann", "age": 7}\n2: {"name": "Bob", "age": null}'],
  ['lines in marks', '1: `{"name": "Ann", "age": 7}`\n2: json {"name": "Bob", "age": null}.'],
  [
    'JSON over several lines',
    '1:\n```json\n{\n  "name": "Ann",\n\n  "age": 7\n}\n```\n2: {"name": "Bob",\n"age": null}',
  ],
  ['an object by number', '{"1": {"name": "Ann", "age": 7}, "2": {"name": "Bob", "age": null}}'],
  [
    'a list with numbers',
    '[{"number": 1, "name": "Ann", "age": 7}, {"number": 2, "name": "Bob", "age": null}]',
  ],
  ['a list of as many', `${JSON.stringify(people)}`],
];

for (const [name, reply] of jsonReplies) {
  test(`llm_map with a schema reads ${name}`, async () => {
    const { results, prompts } = await askItems(map(['a', 'b'], { schema: person }), () => reply);
    assert.deepEqual(results, people);
    assert.equal(prompts.length, 1);
    assert.ok(prompts[0]?.includes(JSON.stringify(person)));
  });
}

test('an answer that does not keep to the schema is asked again, with what was wrong', async () => {
  const { results, prompts, told } = await askItems(
    map(['a', 'b'], { schema: person }),
    () => '1: {"name": "Ann", "age": -1}\n2: {"name": "Bob", "age": 1}',
  );
  assert.deepEqual(results, [null, { name: 'Bob', age: 1 }]);
  assert.match(prompts[1] ?? '', /an answer does not fit: \/age must be at least 0\./);
  assert.match(told, /llm_map: 1 of 2 items have no answer and are left open, counted from 0: 0\./);
});

test('a text by schema needs no quotes', async () => {
  const schema = { type: 'string', maxLength: 3 };
  const { results } = await askItems(map(['a', 'b'], { schema }), () => '1: "x"\n2: y');
  assert.deepEqual(results, ['x', 'y']);
});
