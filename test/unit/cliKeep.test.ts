// Runs that the runner keeps, and what it says of folders that are none.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { readWholeRun } from '../../src/runs/wholeRun.ts';
import { recordsOf, violationsOf } from '../support/eventChecker.ts';
import { startModelServer } from '../support/modelServer.ts';
import { ask, rlm } from '../support/runner.ts';

const options = { timeout: 60_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-keep-'));
after(() => rmSync(folder, { recursive: true }));
const text = path.join(folder, 'a.txt');
writeFileSync(text, 'one\ntwo\n');
const script = { '*': "```repl\nprint(context)\n```\nFINAL_VAR('context')" };

const modeOf = (file: string) => statSync(file).mode & 0o777;

test(
  'a run is kept under the folder that is named, whole and for its owner alone',
  options,
  async () => {
    await using server = await startModelServer(script);
    const runs = path.join(folder, 'some', 'runs');
    const args = ['--base-url', server.url, '--json', '--keep', runs];
    const ended = await ask([...args, '--file', text, 'What?']);
    assert.equal(ended.status, 0, ended.stderr);
    const result = JSON.parse(ended.stdout);
    assert.equal(result.runFolder, path.join(runs, result.runId));
    assert.match(ended.stderr, new RegExp(`\\nKept in ${result.runFolder}\\n$`));
    const whole = await readWholeRun(result.runFolder);
    assert.deepEqual(
      [whole.faults, whole.summary.status, whole.isRunning],
      [[], 'answered', false],
    );
    for (const record of recordsOf(whole.events)) assert.deepEqual(violationsOf(record), []);
    if (process.platform !== 'win32') {
      assert.equal(modeOf(runs), 0o700);
      assert.equal(modeOf(result.runFolder), 0o700);
      assert.equal(modeOf(path.join(result.runFolder, 'events.jsonl')), 0o600);
    }
    assert.ok(!readdirSync(result.runFolder).includes('lock'));
  },
);

test('each follow-up is a run of its own; the last one is told', options, async () => {
  await using server = await startModelServer(script);
  const runs = path.join(folder, 'follow');
  const args = ['--base-url', server.url, '--json', '--keep', runs, '--file', text];
  const ended = await ask([...args, 'What?', '--follow-up', 'And?']);
  assert.equal(readdirSync(runs).length, 2);
  const { runFolder } = JSON.parse(ended.stdout);
  const { started } = await readWholeRun(runFolder);
  assert.equal(started.question, 'And?');
  assert.ok(readdirSync(runs).includes(started.follows ?? ''));
});

test('without it nothing is kept, and the result says so', options, async () => {
  await using server = await startModelServer(script);
  const ended = await ask(['--base-url', server.url, '--json', '--file', text, 'What?']);
  assert.equal(JSON.parse(ended.stdout).runFolder, null);
});

test('runs that are kept in the asked folder are none of its text', options, async () => {
  await using server = await startModelServer({ '*': 'FINAL(done)' });
  for (const [name, within] of [
    ['below', 'runs'],
    ['itself', '.'],
  ] as const) {
    const asked = path.join(folder, name);
    mkdirSync(asked);
    writeFileSync(path.join(asked, 'b.txt'), 'b\n');
    const keep = path.join(asked, within);
    const args = ['--base-url', server.url, '--json', '--dir', asked, '--keep', keep, 'What?'];
    await ask(args);
    const again = await ask(args);
    const { started } = await readWholeRun(JSON.parse(again.stdout).runFolder);
    const paths = started.context.sources.map((source) => source.path);
    assert.deepEqual(paths, ['b.txt']);
  }
});

test(
  'where nothing can be kept, nothing is asked: a sentence, and exit status 2',
  options,
  async () => {
    await using server = await startModelServer(script);
    const run = path.join(folder, 'a-run');
    mkdirSync(run);
    writeFileSync(path.join(run, 'events.jsonl'), '');
    const table: readonly [keep: string, why: RegExp][] = [
      [text, /can't be kept in ".*a\.txt": it is no folder\.\n$/],
      [path.join(text, 'below'), /can't be kept in ".*": .*\.\n$/],
      [run, /it is the folder of a run; name the one that it stands in, or another\.\n$/],
    ];
    for (const [keep, why] of table) {
      const args = ['--base-url', server.url, '--json', '--file', text, '--keep', keep, 'What?'];
      const ended = await ask(args);
      assert.deepEqual([ended.status, ended.stdout], [2, '']);
      assert.match(ended.stderr, why);
    }
    assert.equal(server.requests.length, 0);
  },
);

test('what is no run, or none to go on with, is refused with a sentence', options, async () => {
  await using server = await startModelServer(script);
  const runs = path.join(folder, 'refused');
  const who = ['--base-url', server.url, '--json'];
  const ended = await ask([...who, '--keep', runs, '--file', text, 'What?']);
  const { runFolder } = JSON.parse(ended.stdout);
  const asked = server.requests.length;
  const newer = path.join(folder, 'newer');
  mkdirSync(newer);
  const line = { seq: 1, at: 1, run: '', type: 'run.started', format: 2 };
  writeFileSync(path.join(newer, 'events.jsonl'), `${JSON.stringify(line)}\n`);
  const table: readonly [args: readonly string[], why: RegExp][] = [
    [['resume', path.join(folder, 'none')], /none" can't be read: it doesn't exist\.\n$/],
    [['resume', folder], /it is not the folder of a run, which has a file "events\.jsonl"\.\n$/],
    [['resume', text], /it is not the folder of a run/],
    [['resume', newer], /a newer version of RLM has written it \(format 2; this one reads /],
    [['show', newer], /a newer version of RLM has written it/],
    [['resume', runFolder], /This run was answered\. .*rlm fork.*--follow-up-of/],
    [['fork', runFolder, '--at', '9'], /has no iteration 9: choose one from 1 to 1\.\n$/],
    [['ask', '--follow-up-of', text, 'And?'], /it is not the folder of a run/],
  ];
  for (const [args, why] of table) {
    const refused = await rlm(args[0] === 'show' ? args : [...args, ...who]);
    assert.deepEqual([refused.status, refused.stdout], [2, ''], args.join(' '));
    assert.match(refused.stderr, why);
  }
  writeFileSync(text, 'one\ntwo\nthree\n');
  const changed = await rlm(['fork', runFolder, '--at', '1', ...who]);
  assert.equal(changed.status, 2);
  assert.match(changed.stderr, /The run can't go on: ".*a\.txt" has changed since/);
  writeFileSync(text, 'one\ntwo\n');
  const keyless = await rlm(['fork', runFolder, '--at', '1'], { env: { OPENAI_API_KEY: '' } });
  assert.equal(keyless.status, 2);
  assert.match(
    keyless.stderr,
    /This run asked gpt-4o and gpt-4o-mini of a server that .*: give --base-url, /,
  );
  assert.equal(server.requests.length, asked);
});
