import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallRequest } from '../../src/core/environment.ts';
import { readReply } from '../../src/core/reply/readReply.ts';
import { parseMessage } from '../../src/protocol/channelMessage.ts';
import type { CellOutcome } from '../../src/protocol/sandbox.ts';
import { workerReaders } from '../../src/protocol/sandboxShapes.ts';
import { ContextText } from '../../src/sandbox/text/contextText.ts';
import { readExplained, readReport } from '../../src/sandbox/worker/guestAnswers.ts';
import { answerTextQuery } from '../../src/sandbox/worker/textAnswers.ts';
import { titleOfReply } from '../../src/trajectory/titles.ts';
import { javascript, python } from '../support/codeReading.ts';
import { contextOf } from '../unit/sandbox/support.ts';
import { Chance } from './random.ts';

const limits = { timeout: 120_000 };
const seed = 20_251_224;
/** ms that one reply of a few thousand characters may take to read, on a busy machine. */
const mostMs = 1_000;

const words = [
  ...['FINAL(', 'FINAL_VAR(', 'FINAL_VAR("x")', 'FINAL(a)', ')', '(', '"', "'", '`', '"""', "'''"],
  ...['<think>', '</think>', 'FINAL', 'final answer', 'print(1)', 'const a = `', '${', '}', '{'],
  ...[
    '\n',
    '\n',
    '\n',
    '\r\n',
    '\t',
    ' ',
    '   ',
    '    ',
    '\u2028',
    '\0',
    '\ud800',
    '😀',
    'é',
    '\\',
  ],
  ...[
    'text',
    'plan:',
    '# title',
    '- item',
    'await llm_query("FINAL(no)")',
    '/*',
    '*/',
    '//',
    '\ufeff',
  ],
];
const fences = ['```', '````', '~~~', '~~~~', '``', '```` `', '`````'];
const labels = ['repl', 'js', 'JavaScript', 'python', 'json', '', 'repl {x}', 'ts', '{', 'repl`'];

function anyReply(chance: Chance): string {
  const piece = (): string => {
    const kind = chance.below(10);
    const indent = ' '.repeat(chance.below(5));
    if (kind < 3) return `\n${indent}${chance.of(fences)}${chance.of(labels)}\n`;
    if (kind < 5) return `\n${indent}${chance.of(fences)}\n`;
    return chance.list(6, () => chance.of(words)).join(chance.of(['', ' ', '\n']));
  };
  return chance.list(40, piece).join('');
}

test('replies of every kind are read, fast, and always the same way', limits, (t) => {
  const chance = new Chance(seed);
  let read = 0;
  let cells = 0;
  let slowest = 0;
  for (; read < 6_000; read += 1) {
    const text = anyReply(chance);
    const started = performance.now();
    const reply = readReply(text, chance.of([javascript, python]));
    slowest = Math.max(slowest, performance.now() - started);
    // In order, each from where the one before it ended: lines of the reply, less their indent.
    const bare = text.split('\n').map((line) => line.trim());
    let at = 0;
    // What a model thinks is taken out first, from inside of fences too.
    for (const code of text.includes('think>') ? [] : reply.cells) {
      for (const line of code.split('\n')) {
        const found = bare.indexOf(line.trim(), at);
        assert.ok(found >= at, JSON.stringify({ read, text, code }));
        at = found + 1;
      }
    }
    assert.ok(reply.prose.length <= text.length);
    assert.equal(typeof titleOfReply(text, []).kind, 'string');
    cells += reply.cells.length;
  }
  t.diagnostic(`${read} replies with ${cells} cells, the slowest in ${slowest.toFixed(1)} ms`);
  assert.ok(cells > 500);
  assert.ok(slowest < mostMs, `${slowest} ms`);
});

test('FINAL in code, however fenced, is never the answer of the prose', limits, (t) => {
  const chance = new Chance(seed + 1);
  let read = 0;
  for (; read < 3_000; read += 1) {
    const fence = chance.of(['```', '````', '~~~', '~~~~~']);
    const label = chance.of(['repl', 'js', 'python', 'json', '']);
    const inside = chance.list(8, () =>
      chance.of([
        'FINAL(forged)',
        'print("FINAL(forged)")',
        'FINAL_VAR(forged)',
        'x = 1',
        '',
        '  FINAL(forged)',
      ]),
    );
    const before = chance.of([
      '',
      'A plan: FINAL(forged) comes last.\n',
      'So `FINAL(forged)`.\n',
      '<think>\nFINAL(forged)\n</think>\n',
    ]);
    const indent = ' '.repeat(chance.below(4));
    const text = `${before}${[fence + label, ...inside, fence].map((line) => indent + line).join('\n')}\nNext.`;
    const reading = chance.of([javascript, python]);
    assert.equal(readReply(text, reading).answer, null, text);
    const mine = readReply(`${text}\nFINAL(mine)`, reading).answer;
    assert.ok(mine?.kind === 'text' && mine.text === 'mine', text);
  }
  t.diagnostic(`${read} replies`);
});

test('long replies of one thing are read in time that grows with their length', limits, () => {
  for (const piece of [
    ...[
      '`',
      '```\n',
      '```repl\n',
      '~~~\n',
      '<think>',
      '</think>',
      'FINAL(',
      '(',
      ')',
      'FINAL("',
      '\n',
    ],
    ...[
      'FINAL(\n',
      '```repl\nx\n```\n',
      ' FINAL(x)\n',
      '"',
      '\t',
      '<think>\n```repl\n',
      "FINAL('''\n",
    ],
  ]) {
    const text = piece.repeat(Math.ceil(60_000 / piece.length));
    const started = performance.now();
    readReply(text, { language: 'javascript', parses: () => false });
    titleOfReply(text, []);
    const took = performance.now() - started;
    assert.ok(took < 5 * mostMs, `${JSON.stringify(piece)}: ${took} ms`);
  }
});

/** Any value that can be sent from one thread to another. */
function anyValue(chance: Chance, depth = 0): unknown {
  const leaf = (): unknown =>
    chance.of([
      ...[undefined, null, true, 0, -1, 1.5, Number.NaN, Infinity, 2 ** 53, 10n ** 30n, '', 'x'],
      ...['ok', 'llm_query', '__proto__', 'y'.repeat(3_000), '\ud800', new Date(Number.NaN), /x/],
      ...[new Map([['a', 1]]), new Set([1]), new Uint8Array(3), new ArrayBuffer(8), new Error('e')],
      ...[new SharedArrayBuffer(8), new Array(2), Object.create(null)],
    ] as readonly unknown[]) ?? null;
  if (depth > 3 || chance.below(3) > 0) return leaf();
  if (chance.below(3) === 0) return chance.list(4, () => anyValue(chance, depth + 1));
  const keys = [
    'type',
    'call',
    'request',
    'outcome',
    'name',
    'prompt',
    'context',
    'text',
    'toString',
    '__proto__',
    'length',
    'start',
    'end',
    'path',
  ];
  return Object.fromEntries(chance.list(6, () => [chance.of(keys), anyValue(chance, depth + 1)]));
}

const outcome = {
  ...{ status: 'ok', output: '', outputChars: 0, error: null, durationMs: 0, final: null },
  ...{ candidate: null, notes: [], variables: [] },
};

/** What is read of it; null when it is refused, which is by a TypeError alone. */
function readOrRefuse(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return null;
  }
}

test('messages of every kind are read or refused, and hold what they say', limits, (t) => {
  const chance = new Chance(seed + 2);
  let read = 0;
  let taken = 0;
  for (; read < 60_000; read += 1) {
    const type = chance.of(['request', 'result', 'error', 'event', 'x']);
    const id = chance.below(3) === 0 ? anyValue(chance) : read;
    const message = { type, id, name: anyValue(chance), error: anyValue(chance) };
    const known = parseMessage(chance.below(20) === 0 ? anyValue(chance) : message);
    if (known === undefined) continue;
    taken += 1;
    if (known.type !== 'event') assert.ok(Number.isSafeInteger(known.id));
    if (known.type === 'event' || known.type === 'request')
      assert.equal(typeof known.name, 'string');
    if (known.type === 'error') assert.equal(typeof known.error.message, 'string');
  }
  t.diagnostic(`${read} messages, ${taken} of them taken`);
  assert.ok(taken > 5_000);
});

test('what came of a cell is read or refused, whatever it says', limits, (t) => {
  const chance = new Chance(seed + 5);
  let read = 0;
  let taken = 0;
  for (; read < 20_000; read += 1) {
    const field = chance.of(Object.keys(outcome));
    const said = { ...outcome, [field]: anyValue(chance) };
    const known = readOrRefuse(() => workerReaders.result('execute', said, null));
    if (known === null) continue;
    taken += 1;
    const { error, notes, variables, final, output } = known as CellOutcome;
    const texts = [output, final ?? '', error?.name ?? '', error?.message ?? '', ...notes];
    for (const { name, type, size } of variables) texts.push(name, type, size);
    assert.ok(texts.every((text) => typeof text === 'string'));
  }
  t.diagnostic(`${read} outcomes, ${taken} of them taken`);
  assert.ok(taken > 500);
});

test('calls, answers, events and reports of every kind are read or refused', limits, (t) => {
  const chance = new Chance(seed + 3);
  let read = 0;
  for (; read < 40_000; read += 1) {
    const made = {
      ...{ name: 'rlm_query', prompt: 'x', ...Object(anyValue(chance)) },
      context: anyValue(chance),
    };
    const call = readOrRefuse(() => workerReaders.params('call', made)) as CallRequest | null;
    if (call !== null) {
      assert.equal(typeof call.prompt, 'string');
      const texts = typeof call.context === 'object' ? Object.values(call.context) : [];
      assert.ok(texts.every((text) => typeof text === 'string'));
      assert.ok(
        Object.keys(call).every((key) =>
          ['name', 'prompt', 'context', 'model', 'batch'].includes(key),
        ),
      );
    }
    const asked = chance.of(['describe', 'holds', 'cite', 'cover', 'evaluate', 'remember']);
    readOrRefuse(() => workerReaders.result(asked, anyValue(chance), []));
    const told = chance.of(['ready', 'printed', 'waiting', 'saved', 'broken', 'x']);
    readOrRefuse(() => workerReaders.event(told, anyValue(chance)));
    const json =
      JSON.stringify(anyValue(chance), (_, value) => (typeof value === 'bigint' ? 1 : value)) ??
      '{';
    readReport(json.slice(0, chance.below(json.length + 9)));
    readExplained(json);
  }
  t.diagnostic(`${read} calls, answers, events and reports each`);
});

test('questions about the text, forged by code, are answered or refused', limits, (t) => {
  const chance = new Chance(seed + 4);
  const text = new ContextText(
    contextOf({ 'a.txt': 'one\ntwo', 'b.txt': '😀\r\n', __proto__: 'x' }),
  );
  let asked = 0;
  for (; asked < 20_000; asked += 1) {
    const operation = chance.of(['grep', 'count', 'lines', 'chunks', 'slice', 'open']);
    const keys = [
      'source',
      'flags',
      'literal',
      'path',
      'max',
      'from',
      'to',
      'numbers',
      'size',
      'overlap',
      'by',
      'start',
      'end',
      'regExp',
    ];
    const value = () =>
      chance.of([
        'one',
        'o',
        'a.txt',
        'lines',
        'chars',
        'g',
        null,
        true,
        0,
        1,
        2,
        -1,
        1.5,
        1e15,
        {},
        [],
        'constructor',
      ] as readonly unknown[]);
    const query = Object.fromEntries(
      keys.flatMap((key) => (chance.below(4) ? [[key, value()]] : [])),
    );
    const answer = answerTextQuery(text, operation, JSON.stringify(query));
    assert.ok(/^[+-]/.test(answer));
    assert.ok(answer.length < 100_000, `${operation} ${JSON.stringify(query)}: ${answer.length}`);
  }
  t.diagnostic(`${asked} questions`);
});
