// The runner's commands on runs that were kept.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
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
import { after, before, test } from 'node:test';
import { RunStore } from '../../src/runs/runStore.ts';
import { cleanEnvironment, root } from '../support/project.ts';
import { recordings } from '../support/sampleEvents.ts';
import { wholeEvents } from './runs/export/support.ts';

const options = { timeout: 100_000 };
const home = mkdtempSync(path.join(tmpdir(), 'rlm-exchange-'));
const runs = path.join(home, 'runs');
after(() => rmSync(home, { recursive: true }));

before(async () => {
  const store = new RunStore(runs);
  for (const name of ['answered', 'nested', 'failed', 'hostile'] as const) {
    const record = await store.create(name);
    for (const event of wholeEvents(recordings[name]())) record.append(event);
    await record.close();
  }
});

function rlm(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [path.join(root, 'dist/cli.js'), ...args], {
    ...{ cwd: home, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    env: { ...cleanEnvironment(), ...env },
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
const obeyed = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

test('show prints trace and answer, and what obeys nothing', options, () => {
  for (const name of ['answered', 'nested', 'failed', 'hostile']) {
    const { status, stdout, stderr } = rlm(['show', `runs/${name}`]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /Which services failed|iteration/);
    assert.doesNotMatch(stdout, obeyed);
  }
  const { stdout } = rlm(['show', 'runs/answered']);
  assert.match(stdout, /\nAnswer\n\*\*Three services failed\.\*\*/);
  assert.match(stdout, /4 iterations · 1\d calls/);
});

test('export writes each format to a file or to standard output, the same', options, () => {
  for (const format of ['official', 'markdown', 'html', 'notebook']) {
    const piped = rlm(['export', 'runs/hostile', '--format', format]);
    assert.equal(piped.status, 0, piped.stderr);
    assert.doesNotMatch(piped.stdout, obeyed, format);
    const written = rlm(['export', 'runs/hostile', '--format', format, '--out', `out.${format}`]);
    assert.equal(written.status, 0, written.stderr);
    assert.equal(written.stdout, '');
    assert.equal(readFileSync(path.join(home, `out.${format}`), 'utf8'), piped.stdout);
  }
});

test('a key of the environment is in no export', options, () => {
  mkdirSync(path.join(home, 'keyed'), { recursive: true });
  const key = 'payments WARN handshake';
  for (const format of ['official', 'markdown', 'html', 'notebook']) {
    const { stdout } = rlm(['export', 'runs/answered', '--format', format], {
      OPENAI_API_KEY: key,
    });
    assert.ok(!stdout.includes(key), format);
  }
});

test('import makes a run folder of an export, and says where', options, () => {
  const log = path.join(home, 'nested.jsonl');
  rlm(['export', 'runs/nested', '--format', 'official', '--out', log]);
  const { status, stdout, stderr } = rlm(['import', log, '--keep', 'kept']);
  assert.equal(status, 0, stderr);
  const folder = stdout.trimEnd();
  assert.ok(existsSync(path.join(folder, 'events.jsonl')), folder);
  assert.match(rlm(['show', folder]).stdout, /\[1\] 1 {2}It is short enough to read/);
  const back = rlm(['export', folder, '--format', 'official']);
  assert.equal(back.stdout, readFileSync(log, 'utf8'));
});

const newer = { seq: 1, at: 1, run: '', type: 'run.started', format: 99 };

test('the file that a run asked about is not written over', options, () => {
  writeFileSync(path.join(home, 'notes.txt'), 'one\ntwo\n');
  const asked = ['ask', '--provider', 'demo', '--keep', 'own', '--json', '--file', 'notes.txt'];
  const { runFolder } = JSON.parse(rlm([...asked, 'How many lines are there?']).stdout);
  symlinkSync('notes.txt', path.join(home, 'other.txt'));
  for (const out of ['notes.txt', 'other.txt']) {
    const { status, stderr } = rlm(['export', runFolder, '--format', 'markdown', '--out', out]);
    assert.equal(status, 2);
    assert.match(stderr, /can't be written: the run asked about it\./);
  }
  assert.equal(readFileSync(path.join(home, 'notes.txt'), 'utf8'), 'one\ntwo\n');
});

test('what is no run folder, no log or no place to write is told in a sentence', options, () => {
  writeFileSync(path.join(home, 'plain.txt'), 'no log');
  mkdirSync(path.join(home, 'newer'), { recursive: true });
  writeFileSync(path.join(home, 'newer', 'events.jsonl'), `${JSON.stringify(newer)}\n`);
  symlinkSync(path.join(home, 'plain.txt'), path.join(home, 'link.html'));
  const html = ['--format', 'html'];
  const table: readonly (readonly [readonly string[], RegExp])[] = [
    [['show'], /Name one run folder/],
    [['show', 'nowhere'], /"nowhere" can't be read: it doesn't exist\./],
    [['show', '.'], /it is not the folder of a run/],
    [['show', 'plain.txt'], /it is not the folder of a run/],
    [['show', 'newer'], /a newer version of RLM has written it/],
    [['show', 'runs/answered', '--json'], /--json/],
    [
      ['export', 'runs/answered'],
      /Name a format with --format: official, markdown, html, notebook/,
    ],
    [['export', 'runs/answered', '--format', 'pdf'], /--format takes .*, not "pdf"/],
    [
      ['export', 'runs/answered', ...html, '--out', 'runs'],
      /"runs" can't be written: it is a folder/,
    ],
    [['export', 'runs/answered', ...html, '--out', 'no/x.html'], /its folder doesn't exist/],
    [['export', 'runs/answered', ...html, '--out', 'link.html'], /it is a link/],
    [
      ['export', 'runs/answered', ...html, '--out', 'runs/answered/events.jsonl'],
      /the folder of the run/,
    ],
    [['import'], /Name one log/],
    [['import', 'plain.txt'], /--keep DIR/],
    [['import', 'plain.txt', '--keep', 'kept'], /not a log of the official RLM/],
    [['import', 'runs', '--keep', 'kept'], /it is a folder/],
    [['import', 'out.official', '--keep', 'plain.txt'], /can't be kept in/],
  ];
  rlm(['export', 'runs/nested', '--format', 'official', '--out', 'out.official']);
  for (const [args, sentence] of table) {
    const { status, stdout, stderr } = rlm(args);
    assert.equal(status, 2, `${args.join(' ')}: ${stdout}${stderr}`);
    assert.match(stderr, sentence, args.join(' '));
    assert.match(stderr, /^rlm: .*\n$/, 'one line, no stack');
    assert.equal(stdout, '');
  }
});
