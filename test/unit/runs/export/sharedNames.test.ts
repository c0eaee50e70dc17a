import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent, RunStarted } from '../../../../src/core/events.ts';
import { withSharedNames } from '../../../../src/runs/export/sharedNames.ts';
import { started } from '../../../support/sampleEvents.ts';

type Source = RunStarted['context']['sources'][number];

function source(path: string, uri: string | null): Source {
  return { path, chars: 10, lines: 1, origin: uri === null ? null : { uri, firstLine: 1 } };
}

function share(
  sources: readonly Source[],
  others: readonly object[] = [],
  bases: readonly string[] = ['/home/me/shop'],
  secrets: readonly string[] = [],
) {
  const context = { ...started.context, sources };
  const bodies = [{ ...started, context }, ...others];
  const events = bodies.map((body, at) => ({ ...body, seq: at + 1, at: 0, run: '' }) as RunEvent);
  const [first, ...rest] = withSharedNames(events, { bases, secrets });
  assert.ok(first?.type === 'run.started');
  return { sources: first.context.sources, rest, text: JSON.stringify([first, ...rest]) };
}

const table: readonly (readonly [string, Source, readonly [string, string]])[] = [
  ['a file below the folder', source('', 'file:///home/me/shop/logs/a.log'), ['', 'logs/a.log']],
  ['a file elsewhere', source('', 'file:///srv/secret/a.log'), ['', 'a.log']],
  [
    'an absolute path',
    source('/home/me/shop/b.log', 'file:///home/me/shop/b.log'),
    ['b.log', 'b.log'],
  ],
  ['an absolute path elsewhere', source('/srv/x/b.log', 'file:///srv/x/b.log'), ['b.log', 'b.log']],
  ['a path that leads out', source('../x/b.log', 'file:///home/me/x/b.log'), ['b.log', 'b.log']],
  ['a path of a folder', source('src/a.ts', 'file:///srv/app/src/a.ts'), ['src/a.ts', 'a.ts']],
  [
    'blanks and other letters',
    source('', 'file:///srv/%C3%BCber%20uns/a%20b.log'),
    ['', 'a b.log'],
  ],
  ['Windows', source('C:\\Users\\me\\a.log', 'file:///C:/Users/me/a.log'), ['a.log', 'a.log']],
  ['a remote', source('', 'vscode-remote://ssh-remote+box/home/me/shop/a.log'), ['', 'a.log']],
];

for (const [what, given, [path, uri]] of table) {
  test(`${what} is named by what others may know of it`, () => {
    const { sources } = share([given]);
    assert.deepEqual(sources[0]?.path, path);
    assert.deepEqual(sources[0]?.origin?.uri, uri);
  });
}

test('texts name the files as their fields do: code, output, questions, citations, coverage', () => {
  const file = '/srv/secret/a.log';
  const { text, rest } = share(
    [source(file, `file://${file}`), source('/home/me/shop/b.log', 'file:///home/me/shop/b.log')],
    [
      { type: 'cell.started', iteration: 1, cell: 1, code: `context["${file}"].length` },
      { type: 'notice', text: `"${file}" looks like a binary file.` },
      {
        type: 'answer',
        text: `See [${file}:L3].`,
        citations: [{ path: file, startLine: 3, endLine: 3 }],
      },
      { type: 'coverage', ranges: [{ path: file, start: 0, end: 4 }] },
    ],
  );
  assert.doesNotMatch(text, /srv|secret|home/);
  assert.match(text, /context\[\\"a\.log\\"\]/);
  assert.deepEqual((rest[2] as unknown as { citations: object[] }).citations, [
    { path: 'a.log', startLine: 3, endLine: 3 },
  ]);
});

test('the folder of a file that was named by its whole path is not told, but for what lies in it', () => {
  const text = 'All in /srv/secret/logs. See "/srv/secret/logs/" and /srv/secret/logs/other.log.';
  const { rest } = share(
    [source('/srv/secret/logs/a.log', 'file:///srv/secret/logs/a.log')],
    [{ type: 'notice', text }],
  );
  assert.equal(
    (rest[0] as unknown as { text: string }).text,
    'All in logs. See "logs/" and /srv/secret/logs/other.log.',
  );
});

test('two files of one name stay two', () => {
  const { sources } = share([
    source('/srv/one/a.log', 'file:///srv/one/a.log'),
    source('/srv/two/a.log', 'file:///srv/two/a.log'),
  ]);
  assert.deepEqual(
    sources.map(({ path }) => path),
    ['a.log', 'a.log (2)'],
  );
});

test('what the text itself says of paths stays as it stands there', () => {
  const output = 'open /var/log/syslog.1 failed; /var/log/other; see /home/me/shop/src';
  const { rest } = share(
    [source('', 'file:///var/log/syslog')],
    [{ type: 'cell.finished', iteration: 1, cell: 1, output }],
  );
  assert.equal((rest[0] as unknown as { output: string }).output, output);
});

test('a folder that was asked about is not told', () => {
  const { text } = share(
    [source('src/a.ts', 'file:///srv/customer/app/src/a.ts')],
    [{ type: 'notice', text: 'Left out of /srv/customer/app: .env' }],
  );
  assert.doesNotMatch(text, /customer/);
  assert.match(text, /Left out of app: \.env/);
});

test('a child run over one of the files names it as its parent does', () => {
  const own = source('/srv/secret/a.log', 'file:///srv/secret/a.log');
  const child = {
    ...started,
    context: { ...started.context, sources: [{ ...own, origin: null }] },
  };
  const { rest } = share([own], [child]);
  const [again] = rest;
  assert.ok(again?.type === 'run.started');
  assert.equal(again.context.sources[0]?.path, 'a.log');
});

test('folders and lists of thousands of files are gone through in a moment', () => {
  const output = 'ERROR /srv/customer/app/src/file77.ts:3 failed\n'.repeat(20_000);
  const cell = { type: 'cell.finished', iteration: 1, cell: 1, output };
  const numbers = Array.from({ length: 10_000 }, (_, number) => number);
  const name = (number: number) => `/srv/customer/app/src/file${number}.ts`;
  const folder = numbers.map((number) => source(`src/file${number}.ts`, `file://${name(number)}`));
  const list = numbers.map((number) => source(name(number), `file://${name(number)}`));
  for (const sources of [folder, list])
    assert.doesNotMatch(share(sources, [cell]).text, /customer/);
});

test('keys that the process knows are taken out wherever they stand', () => {
  const { text } = share(
    [source('', null)],
    [{ type: 'notice', text: 'The server said: bad key abc-very-secret-key' }],
    [],
    ['abc-very-secret-key', 'short'],
  );
  assert.match(text, /bad key \*\*\*/);
});

test('fields of a later version are treated alike', () => {
  const { text } = share(
    [source('', null)],
    [{ type: 'run.resumed', folder: '/home/me/shop/runs/x', deep: { uri: 'file:///srv/a/b.log' } }],
  );
  assert.match(text, /"folder":"runs\/x"/);
  assert.match(text, /"uri":"b\.log"/);
});

test('of two keys of which one begins the other, nothing is left', () => {
  const notice = {
    type: 'notice',
    text: 'Keys abc-very-secret-key and abc-very-secret-key-of-two',
  };
  const { text } = share([], [notice], [], ['abc-very-secret-key', 'abc-very-secret-key-of-two']);
  assert.match(text, /Keys \*\*\* and \*\*\*"/);
});
