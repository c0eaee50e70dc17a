import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnreadableFile } from '../../../../src/core/errors.ts';
import type { RunEvent } from '../../../../src/core/events.ts';
import { importedEvents } from '../../../../src/runs/import/officialRun.ts';
import type { RunModel } from '../../../../src/trajectory/model.ts';
import { modelOf } from '../../../../src/trajectory/modelOf.ts';
import { violationsOf } from '../../../support/eventChecker.ts';
import { deepRun } from '../../../support/longRecordings.ts';
import { recordings } from '../../../support/sampleEvents.ts';
import { exportEvents, wholeEvents } from '../export/support.ts';
import { randomLog } from './randomLog.ts';

const seed = Number(process.env.RLM_SEED ?? 20_261_127);

/** What is wrong with imported events; the official implementation runs on after a cell that failed. */
function wrongIn(events: readonly RunEvent[]): string[] {
  return violationsOf(events).filter((each) => !/is run after one that failed/.test(each));
}

test('random logs become records that are whole, with every reply, cell, output and call', async () => {
  for (let number = 0; number < 200; number++) {
    const log = randomLog(seed + number);
    const events = await importedEvents(log, 'a log', 'run');
    assert.deepEqual(wrongIn(events), [], `seed ${seed + number}`);
    const lines = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const iterations = lines.filter(({ type }) => type === 'iteration');
    assertSame(modelOf(events).runs, '', iterations, `seed ${seed + number}`);
  }
});

/** Compares a run of the tree with the lines that it came from. */
function assertSame(
  runs: ReadonlyMap<string, RunModel>,
  path: string,
  iterations: readonly Parsed[],
  which: string,
): void {
  const run = runs.get(path);
  const replies = run?.iterations.flatMap(({ replies }) => replies.map(({ text }) => text));
  assert.deepEqual(
    replies,
    iterations.map(({ response }) => response),
    which,
  );
  const cells = run?.iterations.flatMap(({ cells }) => cells) ?? [];
  const blocks = iterations.flatMap(({ code_blocks }) => code_blocks);
  assert.deepEqual(
    cells.map(({ code, output }) => [code.text, output.text]),
    blocks.map(({ code, result }) => [code, result.stdout]),
    which,
  );
  assert.deepEqual(
    cells.map(({ error }) => error !== null),
    blocks.map(({ result }) => result.stderr !== ''),
    which,
  );
  const calls = run?.calls.map((call) => call?.response.text).toSorted();
  const given = blocks.flatMap(({ result }) => result.rlm_calls);
  assert.deepEqual(calls, given.map(({ response }) => response).toSorted(), which);
  const children = run?.calls.flatMap((call) => (call?.child == null ? [] : [call]));
  const nested = given.filter(({ metadata }) => metadata !== undefined);
  assert.equal(children?.length, nested.length, which);
  for (const call of children ?? []) {
    const origin = nested.filter(({ response }) => response === call.response.text);
    const [only] = origin;
    // Calls of the same words can't be told apart.
    if (origin.length === 1 && only?.metadata !== undefined)
      assertSame(runs, call.child ?? '', only.metadata.iterations, which);
  }
}

interface Parsed {
  readonly response: string;
  readonly code_blocks: readonly {
    readonly code: string;
    readonly result: {
      readonly stdout: string;
      readonly stderr: string;
      readonly rlm_calls: readonly {
        readonly response: string;
        readonly metadata?: { readonly iterations: readonly Parsed[] };
      }[];
    };
  }[];
}

// Of a run that has no end the export says none.
const { nested: _unfinished, ...finished } = recordings;
const own = { ...finished, deep: () => deepRun(3, 3) };

for (const [name, make] of Object.entries(own)) {
  test(`the run "${name}" comes back from its own export with all that the format holds`, async () => {
    const events = wholeEvents(make());
    const log = await exportEvents(events, 'official');
    const back = await importedEvents(log, 'a log', 'run');
    const again = await exportEvents(back, 'official');
    const lines = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    for (const [at, line] of lines(log).entries()) assert.deepEqual(lines(again)[at], line);
    assert.equal(lines(again).length, lines(log).length);
  });
}

test('facts of the log stand where the panel looks for them', async () => {
  const log = [
    {
      type: 'metadata',
      timestamp: '2026-03-14T09:42:00Z',
      root_model: 'gpt-5',
      max_depth: 1,
      max_iterations: 30,
    },
    {
      type: 'iteration',
      timestamp: '2026-03-14T09:42:10Z',
      prompt: [
        {
          role: 'user',
          content:
            'Answer the following: Who failed?\n\nYour context is a str of 5000 total characters. ',
        },
      ],
      response: 'Look.',
      code_blocks: [
        {
          code: 'print(1/0)',
          result: {
            stdout: 'a',
            stderr: 'Traceback:\n  line\nZeroDivisionError: division by zero',
            execution_time: 2,
          },
        },
      ],
      final_answer: 'Nobody.',
      iteration_time: 8,
    },
  ];
  const events = await importedEvents(
    log.map((line) => JSON.stringify(line)).join('\n'),
    'x',
    'run',
  );
  const run = modelOf(events).runs.get('');
  assert.equal(run?.question.text, 'Who failed?');
  assert.equal(run?.context.chars, 5_000);
  assert.equal(run?.models.root, 'gpt-5');
  assert.equal(run?.options.maxIterations, 30);
  assert.equal(run?.state, 'answered');
  assert.equal(run?.answer?.text, 'Nobody.');
  assert.equal(run?.end?.costUsd, null);
  const [iteration] = run?.iterations ?? [];
  assert.equal(iteration?.startedAt, Date.parse('2026-03-14T09:42:02Z'));
  assert.equal(iteration?.cells[0]?.durationMs, 2_000);
  assert.equal(iteration?.cells[0]?.error?.name, 'ZeroDivisionError');
});

test('an answer that was asked for at the limit is one, and the run ended by that limit', async () => {
  const entry = (response: string, more: object) =>
    JSON.stringify({
      type: 'iteration',
      timestamp: '',
      prompt: [],
      response,
      code_blocks: [],
      final_answer: null,
      ...more,
    });
  const metadata = JSON.stringify({ type: 'metadata', root_model: 'm', max_iterations: 1 });
  const lines = [metadata, entry('One.', {}), entry('Best.', { final_answer: 'Best.' })];
  const events = await importedEvents(lines.join('\n'), 'x', 'run');
  const run = modelOf(events).runs.get('');
  assert.equal(run?.iterations.length, 1);
  assert.equal(run?.state, 'limit');
  assert.equal(run?.answer?.text, 'Best.');
  assert.deepEqual(wrongIn(events), []);
});

const iterationLine = '{"type":"iteration","response":"x","code_blocks":[]}';
const refusals: readonly (readonly [string, string, RegExp])[] = [
  ['an empty file', '', /it is empty/],
  ['prose', '# A heading\n', /not a log of the official RLM/],
  ['other JSON', '{"a":1}\n', /not a log of the official RLM/],
  ['a list', '[1,2]\n', /not a log/],
  ['the events of a run', '{"seq":1,"at":1,"run":"","type":"run.started"}\n', /events of a run/],
  [
    'a broken line between others',
    `${iterationLine}\n{"type":\n${iterationLine}`,
    /line 2 is no JSON/,
  ],
  [
    'a field of another type',
    `${iterationLine}\n{"response":3,"code_blocks":[]}\n`,
    /of line 2, its field "response" is missing or of another type/,
  ],
  ['a newer export', '{"type":"metadata","rlm":{"format":9}}\n', /newer version/],
];

for (const [what, text, sentence] of refusals) {
  test(`${what} is refused with a sentence`, async () => {
    await assert.rejects(importedEvents(text, 'the.jsonl', 'run'), (error: unknown) => {
      assert.ok(error instanceof UnreadableFile, String(error));
      assert.match(error.message, /^"the\.jsonl" can't be read: /);
      assert.match(error.message, sentence);
      return true;
    });
  });
}

test('a log that broke off in its last line is read up to there', async () => {
  const events = await importedEvents(`${iterationLine}\n{"type":"iter`, 'x', 'run');
  const run = modelOf(events).runs.get('');
  assert.equal(run?.iterations.length, 1);
  assert.equal(run?.state, 'interrupted');
});

test('runs within runs beyond all reason are refused, not overflowed', async () => {
  const deep = (levels: number): string => {
    let inner = iterationLine;
    for (let level = 0; level < levels; level++)
      inner = `{"response":"x","code_blocks":[{"code":"","result":{"rlm_calls":[{"metadata":{"iterations":[${inner}]}}]}}]}`;
    return inner;
  };
  await assert.rejects(importedEvents(deep(3_000), 'x', 'run'), UnreadableFile);
  const events = await importedEvents(deep(5), 'x', 'run');
  assert.equal(modelOf(events).runs.size, 6);
});

test('extra fields that fit no event are passed over', async () => {
  const line = {
    type: 'iteration',
    response: 'x',
    code_blocks: [],
    rlm: { usage: 'much', purpose: 7 },
  };
  const events = await importedEvents(JSON.stringify(line), 'x', 'run');
  assert.deepEqual(wrongIn(events), []);
});
