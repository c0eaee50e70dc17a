// What comes out of the runner, whatever goes in.
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { startModelServer } from '../support/modelServer.ts';
import { ask, type Ended } from '../support/runner.ts';

const options = { timeout: 100_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-output-'));
after(() => rmSync(folder, { recursive: true }));

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
const forbidden = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

function assertHarmless({ stdout, stderr }: Ended): void {
  for (const text of [stdout, stderr]) {
    const at = text.search(forbidden);
    assert.equal(at, -1, JSON.stringify(text.slice(Math.max(0, at - 80), at + 20)));
  }
}

const evil = [
  ...[
    '\u001b[2J',
    '\u001b]0;title\u0007',
    '\u001b]52;c;aGk=\u001b\\',
    '\u001b',
    '\u009b31m',
    '\u0090q',
  ],
  ...[
    '\r',
    '\b\b',
    '\u007f',
    '\u202egnp',
    '\u2066',
    '\u2069',
    '\u200f',
    '\u061c',
    '\u0085',
    '\u0000',
  ],
  ...[
    '\n',
    '\t',
    '\u2028',
    'ERROR ',
    'a word',
    '漢字',
    '😀',
    '\ud800',
    '"',
    "'",
    '`',
    '\\',
    '[L1]',
  ],
];

/** Random, but the same each time. */
function randomText(seed: number, most: number): string {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  return Array.from({ length: most }, () =>
    next(3) === 0 ? String.fromCharCode(next(256)) : (evil[next(evil.length)] ?? ''),
  ).join('');
}

/** What may stand in an argument, and with `isName` in a file's name. */
const asArgument = (text: string, isName = false) =>
  text
    .replaceAll('\0', '')
    .replace(isName ? /[/\ud800]/g : /\ud800/g, '_')
    .trim() || 'x';

test(
  'the demo shows what a terminal would obey: text, file name, question, cells',
  options,
  async () => {
    for (const seed of [1, 2, 3]) {
      const file = path.join(folder, asArgument(randomText(seed, 12), true));
      writeFileSync(
        file,
        Buffer.from(`ERROR first ${randomText(seed + 10, 200)}\nERROR end\n`, 'latin1'),
      );
      const question = `Find "ERROR" ${asArgument(randomText(seed + 20, 6))}`;
      assertHarmless(await ask(['--provider', 'demo', '--file', file, question]));
      assertHarmless(await ask(['--provider', 'demo', '--file', file, 'Find "ERROR"']));
      assertHarmless(await ask(['--estimate', '--file', file, '--root-model', question]));
    }
  },
);

test(
  'a model that sends such characters in words, code, output and answer is shown so',
  options,
  async () => {
    const said = evil.join('');
    await using server = await startModelServer({
      '*': ({ messages }) =>
        messages.length > 2
          ? `Done ${said.replaceAll('`', '')}\n\nFINAL(${said} end)`
          : `Look ${said.replaceAll('`', '')}\n\`\`\`repl\n// ${said.replaceAll(/[\n\r\u2028]/g, ' ')}\nprint(context);\nawait llm_query('q', { model: 'sub\\u001b[2J' })\n\`\`\``,
    });
    const file = path.join(folder, 'model.txt');
    writeFileSync(file, said);
    const names = ['--root-model', `root${asArgument(said)}`, '--sub-model', 'sub\u001b[2J'];
    const events = path.join(folder, 'model.jsonl');
    const args = [
      '--base-url',
      server.url,
      '--file',
      file,
      ...names,
      '--events',
      events,
      asArgument(said),
    ];
    const shown = await ask(args);
    assertHarmless(shown);
    assert.equal(shown.status, 0, shown.stderr);
    const json = await ask(['--json', ...args]);
    assertHarmless(json);
    assertHarmless({ ...json, stdout: readFileSync(events, 'utf8') });
  },
);

test("in JSON the parsed answer is the text's own", options, async () => {
  await using server = await startModelServer({ '*': '```repl\nFINAL(context)\n```' });
  const text = `${evil.filter((part) => part !== '\ud800').join('')} end`;
  const file = path.join(folder, 'answer.txt');
  writeFileSync(file, text);
  const said = await ask(['--json', '--base-url', server.url, '--file', file, '?']);
  assertHarmless(said);
  assert.equal(JSON.parse(said.stdout).answer, text);
});

test("a server's words are shown in errors and in what the code gets", options, async () => {
  const message = `Refused: ${evil.join('')} end`;
  await using server = await startModelServer({ '*': { status: 400, message } });
  const file = path.join(folder, 'server.txt');
  writeFileSync(file, 'text');
  for (const args of [[], ['--json']]) {
    const said = await ask([...args, '--base-url', server.url, '--file', file, '?']);
    assertHarmless(said);
    assert.equal(said.status, 1);
  }
});

test('what is wrong with the arguments is one line, whatever they are', options, async () => {
  const name = asArgument(evil.join(''), true);
  for (const args of [
    ['--file', path.join(folder, name), '?'],
    ['--file', '.', `--${name}`, '?'],
    ['--file', '.', '--provider', name, '?'],
    ['--file', path.join(folder, 'server.txt'), '--events', path.join(folder, name, 'x'), '?'],
    ['--file', '.', '--base-url', `http://${name}`, '?'],
  ]) {
    const said = await ask(args, { env: { OPENAI_API_KEY: 'k' } });
    assertHarmless(said);
    assert.equal(said.status, 2, said.stderr);
    assert.match(said.stderr, /^rlm: [^\n]+\n$/);
  }
});

test(
  'names in a folder stand on one line, and events in it are no part of the text',
  options,
  async () => {
    const notes = path.join(folder, 'notes');
    mkdirSync(notes);
    writeFileSync(path.join(notes, 'a.txt'), 'one\n');
    writeFileSync(path.join(notes, 'red\u001b[31m\nAnswer\n42.bin'), '\0\0');
    symlinkSync('a.txt', path.join(notes, 'link\u202e'));
    const events = path.join(notes, 'events.jsonl');
    const args = ['--provider', 'demo', '--dir', notes, '--events', events, 'How many lines?'];
    for (const run of [1, 2]) {
      const said = await ask(args);
      assertHarmless(said);
      assert.equal(said.status, 0, said.stderr);
      assert.match(said.stdout, /\(red\\x1b\[31m\\nAnswer\\n42\.bin\)/);
      assert.match(said.stdout, /\*\*1 line\*\* in 1 file/, `run ${run}`);
    }
    const [started = ''] = readFileSync(events, 'utf8').split('\n');
    assert.deepEqual(
      JSON.parse(started).context.sources.map((source: { path: string }) => source.path),
      ['a.txt'],
    );
  },
);

test('events never take the place of what is asked about', options, async () => {
  const precious = path.join(folder, 'precious.log');
  writeFileSync(precious, 'precious\n');
  const args = ['--provider', 'demo', '--file', precious, '--events', precious, 'How many lines?'];
  const said = await ask(args);
  assert.equal(said.status, 2);
  assert.match(
    said.stderr,
    /^rlm: The events can't be written to ".*": it is a file that is asked about\.\n$/,
  );
  assert.equal(readFileSync(precious, 'utf8'), 'precious\n');
});

test('where the text can not be read, no file for events is left behind', options, async () => {
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  const earlier = path.join(folder, 'earlier.jsonl');
  const line = '{"seq":1,"at":2,"run":"","type":"notice","text":"a"}\n';
  writeFileSync(earlier, line);
  for (const events of [path.join(folder, 'unused.jsonl'), earlier]) {
    for (const asked of [
      ['--file', path.join(folder, 'missing')],
      ['--file', empty],
      ['--dir', empty],
    ]) {
      const said = await ask(['--provider', 'demo', ...asked, '--events', events, '?']);
      assert.equal(said.status, 2, said.stderr);
      assert.equal(existsSync(events), events === earlier);
    }
  }
  assert.equal(readFileSync(earlier, 'utf8'), line);
});
