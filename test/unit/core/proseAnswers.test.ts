import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunOptions } from '../../../src/core/options.ts';
import { type CellCode, cell, runScripted, ScriptedModel } from './support.ts';

const failing = { name: 'TypeError', message: 'x is undefined', line: 1 };
const cells: Readonly<Record<string, CellCode>> = {
  look: () => ({ output: '1200\n' }),
  quiet: () => ({}),
  bad: () => ({ status: 'error', error: failing }),
  stopped: () => ({ status: 'timeout', output: 'half', error: failing }),
  quotes: () => ({ output: 'L9: FINAL(forged)\n' }),
  submits: () => ({ output: '7', final: 'by code' }),
};
const look = cell('look');

interface Case {
  readonly name: string;
  readonly replies: readonly string[];
  readonly answer: string;
  readonly iterations: number;
  readonly text?: string;
  readonly variables?: Record<string, string>;
  readonly options?: Partial<RunOptions>;
  readonly status?: string;
  readonly reason?: RegExp;
  /** In the last message of the last request. */
  readonly told?: RegExp;
}

const many = Array.from({ length: 102 }, (_, at) => `v${at}`);
const manyNames = `\`\`\`final\n${many.map((name) => `{{${name}}}`).join(' ')}\n\`\`\``;
const manyVariables = Object.fromEntries(many.map((name) => [name, 'v']));

const cases: readonly Case[] = [
  {
    name: 'beside a cell that printed something a new answer is held back, and given again it counts',
    replies: [`${look}\n\nFINAL(There are 7 rows)`, `${look}\n\nFINAL(There are  7 rows)`],
    answer: 'There are  7 rows',
    iterations: 2,
    told: /Output of the cell:\n"""\n1200\n+"""\n+Your answer was written before you saw this output/,
  },
  {
    name: 'another answer in a reply without a cell counts after one that was held back',
    replies: [`FINAL(7)\n\n${look}`, 'FINAL(1200)'],
    answer: '1200',
    iterations: 2,
  },
  {
    name: 'each new answer beside output is held back, three times; the fourth counts, with the reason',
    replies: [1, 2, 3, 4].map((n) => `${look}\n\nFINAL(${n})`),
    answer: '4',
    iterations: 4,
    reason: /beside code whose output the model had not seen.* 3 times/,
  },
  {
    name: 'beside a cell that printed nothing it counts at once',
    replies: [`${cell('quiet')}\n\nFINAL(done)`],
    answer: 'done',
    iterations: 1,
  },
  {
    name: 'in the last iteration it counts',
    replies: [`${look}\n\nFINAL(7)`],
    options: { maxIterations: 1 },
    answer: '7',
    iterations: 1,
  },
  {
    name: 'beside a cell that failed it does not count',
    replies: [`${cell('bad')}\n\nFINAL(7)`, 'FINAL(8)'],
    answer: '8',
    iterations: 2,
    told: /FINAL was not accepted, because a cell failed/,
  },
  {
    name: 'beside a cell that was stopped it does not count, computed or not',
    replies: [`${cell('stopped')}\n\nFINAL(report)`, 'FINAL(8)'],
    variables: { report: 'R' },
    answer: '8',
    iterations: 2,
  },
  {
    name: 'a variable counts at once beside output',
    replies: [`${look}\n\nFINAL_VAR(report)`],
    variables: { report: 'R' },
    answer: 'R',
    iterations: 1,
  },
  {
    name: 'a bare name that is a variable is its value, and counts at once',
    replies: [`${look}\n\nFINAL(report)`],
    variables: { report: 'R' },
    answer: 'R',
    iterations: 1,
  },
  {
    name: 'what code submits counts, whatever stands in the prose',
    replies: [`${cell('submits')}\n\nFINAL(7)`],
    answer: 'by code',
    iterations: 1,
  },
  {
    name: 'a final block without variables is held back beside output like any answer',
    replies: [`${look}\n\n\`\`\`final\n# Seven\n\`\`\``, '```final\n# 1200\n```'],
    answer: '# 1200',
    iterations: 2,
  },
  {
    name: 'a final block is filled with variables, and counts at once then',
    replies: [`${look}\n\n\`\`\`\`final\n# {{n}} rows\n\`\`\`js\n{}\n\`\`\`\n\`\`\`\``],
    variables: { n: '1200' },
    answer: '# 1200 rows\n```js\n{}\n```',
    iterations: 1,
  },
  {
    name: 'a final block in which no name is a variable stands as it is written',
    replies: ['```final\nUse {{name}} in Handlebars.\n```'],
    answer: 'Use {{name}} in Handlebars.',
    iterations: 1,
  },
  {
    name: 'an unknown name beside known ones is told once; given again it stands',
    replies: ['```final\n{{n}} of {{all}}\n```', '```final\n{{n}} of {{all}}\n```'],
    variables: { n: '7' },
    answer: '7 of {{all}}',
    iterations: 2,
    told: /no variable for \{\{all\}\}\. There are: n\./,
  },
  {
    name: 'names beyond those that are filled in are told once; given again they stand',
    replies: [manyNames, manyNames],
    variables: manyVariables,
    answer: `${'v '.repeat(100)}{{v100}} {{v101}}`,
    iterations: 2,
    told: /the first 100 are filled in, and 2 of yours would be left as \{\{name\}\}/,
  },
  {
    name: 'names beyond those are told of also where none before them is a variable',
    replies: [manyNames, 'FINAL(short)'],
    variables: { v101: 'v' },
    answer: 'short',
    iterations: 2,
    told: /the first 100 are filled in, and 102 of yours would be left/,
  },
  {
    name: 'a line that stands in the text is a quotation: only the same answer again confirms it',
    replies: ['FINAL(forged)', 'FINAL(mine)'],
    text: 'log\nFINAL(forged)\n',
    answer: 'mine',
    iterations: 2,
    told: /stands in the text or in an output, so it is taken for a quotation/,
  },
  {
    name: 'a quotation that is given again counts',
    replies: ['**FINAL(forged)**', 'FINAL(forged)'],
    text: 'log\nFINAL(forged)\n',
    answer: 'forged',
    iterations: 2,
  },
  {
    name: 'a line that stood in an output is a quotation',
    replies: [cell('quotes'), 'FINAL(forged)', 'FINAL(mine)'],
    answer: 'mine',
    iterations: 3,
  },
  {
    name: 'an answer of many lines is a quotation by its first two',
    replies: ['FINAL(\nforged\nand more\n)', 'FINAL(\nmine\nand more\n)'],
    text: 'FINAL(\r\nforged\r\n',
    answer: 'mine\nand more',
    iterations: 2,
  },
  {
    name: 'a final block that stands in the text is a quotation',
    replies: ['```final\nforged\n```', '```final\nmine\n```'],
    text: '```final\nforged\n```',
    answer: 'mine',
    iterations: 2,
  },
  {
    name: 'a quotation does not end a run in its last iteration: the run asks',
    replies: ['FINAL(forged)', 'FINAL(mine)'],
    text: 'FINAL(forged)',
    options: { maxIterations: 1 },
    status: 'limit',
    answer: 'mine',
    iterations: 1,
  },
  ...['...', '<answer>', '<your answer>', 'your answer here', ''].map((none) => ({
    name: `no answer: FINAL(${none})`,
    replies: [`FINAL(${none})`, 'FINAL(4)'],
    answer: '4',
    iterations: 2,
    told: /FINAL held no answer/,
  })),
  {
    name: 'a placeholder that is an expression over the empty draft is no answer',
    replies: ['FINAL([answer])', 'FINAL(1200)'],
    variables: { '[answer]': '[\n  {\n    "content": "",\n    "ready": false\n  }\n]' },
    answer: '1200',
    iterations: 2,
    told: /FINAL held no answer/,
  },
  {
    name: 'a value that is a placeholder is no answer',
    replies: ['FINAL(report)', 'FINAL(4)'],
    variables: { report: '<answer>' },
    answer: '4',
    iterations: 2,
  },
  {
    name: 'a bare word with prose behind it is no answer, and the same again is',
    replies: ['FINAL(Paris) is what I will call.', 'FINAL(Paris) it is.'],
    answer: 'Paris',
    iterations: 2,
    told: /there is no variable "Paris", and text follows it/,
  },
  ...['FINAL(Paris)!', 'FINAL(Paris)</s>', 'FINAL(Paris) <|eot_id|>'].map((reply) => ({
    name: `nothing is said behind it: ${reply}`,
    replies: [reply],
    answer: 'Paris',
    iterations: 1,
  })),
  {
    name: 'a variable with prose behind it is one',
    replies: ['FINAL(report) is what I have.'],
    variables: { report: 'R' },
    answer: 'R',
    iterations: 1,
  },
  {
    name: 'a word for nothing is asked about once',
    replies: ['FINAL(undefined)', 'FINAL(undefined)'],
    answer: 'undefined',
    iterations: 2,
    told: /FINAL\(undefined\) holds no value/,
  },
  {
    name: "Python's format string is asked about once",
    replies: ['FINAL(f"{n} errors")', 'FINAL(7 errors)'],
    answer: '7 errors',
    iterations: 2,
    told: /is Python, and the REPL is JavaScript/,
  },
  {
    name: 'in Python, a format string that names no variable is asked about once',
    replies: ['FINAL(f"{n} errors")', 'FINAL(f"{n} errors")'],
    options: { language: 'python' },
    answer: 'f"{n} errors"',
    iterations: 2,
    told: /it names what is no variable of yours/,
  },
  {
    name: 'in Python, a format string of variables is their value',
    replies: ['FINAL(f"{n} errors")'],
    options: { language: 'python' },
    variables: { 'f"{n} errors"': '7 errors' },
    answer: '7 errors',
    iterations: 1,
  },
  {
    name: 'in Python, a format string without fields is its text',
    replies: ['FINAL(f"no errors")'],
    options: { language: 'python' },
    answer: 'no errors',
    iterations: 1,
  },
  {
    name: 'in Python, None is asked about once',
    replies: ['FINAL(None)', 'FINAL(none at all)'],
    options: { language: 'python' },
    answer: 'none at all',
    iterations: 2,
    told: /FINAL\(None\) holds no value/,
  },
  {
    name: 'an unknown variable is answered with the list',
    replies: ['FINAL_VAR(some text\nof two lines)', 'FINAL_VAR("report")'],
    variables: { report: 'R' },
    answer: 'R',
    iterations: 2,
    told: /no variable "some text of two lines"\. There are: report\./,
  },
];

for (const given of cases) {
  test(given.name, async () => {
    const model = new ScriptedModel(given.replies);
    const { result, bugs } = await runScripted({ model, cells, ...given });
    assert.deepEqual(bugs, []);
    assert.deepEqual([result.answer, result.iterations], [given.answer, given.iterations]);
    assert.equal(result.status, given.status ?? 'answered');
    if (given.status === undefined) assert.match(result.reason ?? '', given.reason ?? /^$/);
    const told = model.requests.at(-1)?.messages.at(-1)?.content ?? '';
    if (given.told !== undefined) assert.match(told, given.told);
  });
}

test('the person who asked is told why an answer was held back', async () => {
  const model = new ScriptedModel([`${look}\n\nFINAL(7)`, 'FINAL(8)']);
  const { events } = await runScripted({ model, cells });
  const notices = events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
  assert.match(notices.join(), /^An answer was held back, because the model had not seen/);
});

test('an answer that was held back is the answer where the same reply crosses a limit', async () => {
  const model = new ScriptedModel([`${cell('calls')}\n\nFINAL(seven)`]);
  const { result } = await runScripted({
    model,
    options: { maxSubcalls: 0 },
    cells: {
      calls: async (call) => ({ output: await call({ prompt: 'p' }).catch(() => 'refused') }),
    },
  });
  assert.deepEqual([result.status, result.answer], ['answered', 'seven']);
});

test('an answer that was held back is the best there is when the server fails then', async () => {
  const model = new ScriptedModel([`${look}\n\nFINAL(seven)`]);
  const { result } = await runScripted({ model, cells });
  assert.deepEqual([result.status, result.answer], ['failed', 'seven']);
});

test('the answer event keeps the expression that was computed, and only that', async () => {
  const expression = async (reply: string) => {
    const model = new ScriptedModel([reply]);
    const { events } = await runScripted({ model, variables: { report: 'R' } });
    return events.flatMap((event) => (event.type === 'answer' ? [event.expression] : []));
  };
  assert.deepEqual(await expression('FINAL(report)'), ['report']);
  assert.deepEqual(await expression('FINAL_VAR(report)'), ['report']);
  assert.deepEqual(await expression('```final\n{{report}}\n```'), ['{{report}}']);
  assert.deepEqual(await expression('FINAL(it is R)'), [undefined]);
});

test('an answer cut with its reply is asked for once more, then taken with the reason', async () => {
  const model = new ScriptedModel(['FINAL(a long', 'FINAL(a long, long']);
  model.finish = () => 'length';
  const { result } = await runScripted({ model });
  assert.deepEqual(
    [result.status, result.answer, result.iterations],
    ['answered', 'a long, long', 2],
  );
  assert.match(result.reason ?? '', /cut at the limit of 10 tokens/);
  assert.match(
    model.requests[1]?.messages.at(-1)?.content ?? '',
    /Your answer was cut with the reply.*FINAL_VAR/,
  );
});

test('a cut final block is asked for again too, and a cut reply with a whole answer is not', async () => {
  const block = new ScriptedModel(['```final\n# Half', 'FINAL(all)']);
  block.finish = (text) => (text.includes('Half') ? 'length' : 'stop');
  assert.equal((await runScripted({ model: block })).result.answer, 'all');
  const whole = new ScriptedModel(['FINAL(all)\nAnd now']);
  whole.finish = () => 'length';
  const { result } = await runScripted({ model: whole });
  assert.deepEqual([result.answer, result.iterations, result.reason], ['all', 1, null]);
});

test('in the last iteration, and at a limit, a cut answer is taken with the reason', async () => {
  const last = new ScriptedModel(['FINAL(a long']);
  last.finish = () => 'length';
  const { result } = await runScripted({ model: last, options: { maxIterations: 1 } });
  assert.deepEqual([result.status, result.answer], ['answered', 'a long']);
  assert.match(result.reason ?? '', /cut at the limit/);
  const asked = new ScriptedModel([look, 'FINAL(a long']);
  asked.finish = (text) => (text.includes('long') ? 'length' : 'stop');
  const ended = await runScripted({ model: asked, cells, options: { maxIterations: 1 } });
  assert.deepEqual([ended.result.status, ended.result.answer], ['limit', 'a long']);
  assert.match(ended.result.reason ?? '', /limit of 1 iterations.*cut at the limit/);
});

test('a placeholder to the last question is no answer', async () => {
  const last = async (reply: string) => {
    const model = new ScriptedModel(['It is probably 7.', reply]);
    return (await runScripted({ model, options: { maxIterations: 1 } })).result.answer;
  };
  assert.equal(await last('FINAL(...)'), 'It is probably 7.');
  assert.equal(await last('...'), 'It is probably 7.');
  assert.equal(await last('FINAL(<answer>)\nIt is 8.'), 'It is 8.');
});

test('words are an answer though the sandbox is gone, a variable is not', async () => {
  const ended = async (reply: string) => {
    const model = new ScriptedModel([reply]);
    return (await runScripted({ model, isGone: true })).result;
  };
  assert.deepEqual([(await ended('FINAL(Paris)')).status], ['answered']);
  const { status, error } = await ended('FINAL_VAR(report)');
  assert.deepEqual([status, error?.name], ['failed', 'SandboxFailed']);
});
