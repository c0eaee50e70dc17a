// Kept runs that go on in the runner: resumed, forked, followed up.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { RunEvent } from '../../src/core/events.ts';
import { readWholeRun } from '../../src/runs/wholeRun.ts';
import { recordsOf, violationsOf } from '../support/eventChecker.ts';
import { question, text, treeOptions, treeScript } from '../support/killedTree.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { ask, type Ended, rlm } from '../support/runner.ts';

const options = { timeout: 120_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-go-on-'));
after(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'text.txt');
writeFileSync(file, text);
const prices = ['--price', 'root=1,1', '--price', 'sub=1,1'];
const who = (server: ModelServer) => ['--base-url', server.url, '--json', ...prices];
const models = treeOptions.filter((option) => !prices.includes(option));

const resultOf = (ended: Ended) => {
  assert.ok(ended.status === 0 || ended.status === 3, ended.stderr);
  return JSON.parse(ended.stdout);
};

/** The record of a run, whole and by its rules. */
async function recordOf(runFolder: string): Promise<readonly RunEvent[]> {
  const { events, faults } = await readWholeRun(runFolder);
  assert.deepEqual(faults, []);
  for (const record of recordsOf(events)) assert.deepEqual(violationsOf(record), []);
  return events;
}

/** The tree's script, with a word of its own for what a person adds. */
function scriptWith(added: string, reply: string) {
  const script = treeScript('javascript', 0);
  const { root } = script;
  assert.ok(typeof root === 'function');
  return {
    ...script,
    root: (request: Parameters<typeof root>[0]) =>
      request.messages.some(({ role, content }) => role === 'user' && content.includes(added))
        ? reply
        : root(request),
  };
}

test(
  'a run that a limit ended goes on with a raised one, and pays only for what is new',
  options,
  async () => {
    await using server = await startModelServer(treeScript('javascript', 0));
    const keep = ['--keep', path.join(folder, 'limit'), '--max-iterations', '2'];
    const events = path.join(folder, 'events.jsonl');
    const first = resultOf(
      await ask([...who(server), ...models, ...keep, '--file', file, question]),
    );
    assert.deepEqual([first.status, first.limit], ['limit', 'iterations']);
    const before = server.requests.length;
    const goOn = ['--max-iterations', '9', '--max-cost-usd', '2', '--events', events];
    const ended = await rlm(['resume', first.runFolder, ...goOn, ...who(server)]);
    const last = resultOf(ended);
    assert.deepEqual([last.status, last.iterations], ['answered', 5]);
    assert.deepEqual([last.runId, last.runFolder], [first.runId, first.runFolder]);
    assert.match(last.answer, /^R\d+; 10; R/);
    // 3 of the root, 3 single calls, twice 2 and 3 of the children.
    assert.equal(server.requests.length - before, 16);
    assert.ok(last.costUsd > first.costUsd && last.durationMs > first.durationMs);
    const record = await recordOf(first.runFolder);
    const resumed = record.find(({ type }) => type === 'run.resumed');
    assert.ok(resumed?.type === 'run.resumed');
    assert.deepEqual([resumed.options.maxIterations, resumed.options.maxCostUsd], [9, 2]);
    assert.equal(resumed.spent.costUsd, first.costUsd);
    const lines = readFileSync(events, 'utf8').trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      record,
      'the events file has it all',
    );
    const again = await rlm(['resume', first.runFolder, ...who(server)]);
    assert.deepEqual([again.status, again.stdout], [2, '']);
  },
);

test('standard input is had again from the folder; a stopped run goes on', options, async () => {
  await using server = await startModelServer(treeScript('javascript', 0));
  const keep = ['--keep', path.join(folder, 'input')];
  const stopped = await ask([...who(server), ...models, ...keep, '--file', '-', question], {
    input: text,
    onStart: (runner) =>
      void server.seen(({ index }) => index === 13).then(() => runner.kill('SIGINT')),
  });
  assert.equal(stopped.status, 130, stopped.stderr);
  const { runFolder } = JSON.parse(stopped.stdout);
  const last = resultOf(await rlm(['resume', runFolder, ...who(server)]));
  assert.equal(last.status, 'answered');
  await recordOf(runFolder);
});

test(
  'a fork begins as the other run did, for nothing, and goes on with what is told',
  options,
  async () => {
    const reply = '```repl\nanswerText = kept + " at staging";\n```\nFINAL_VAR(answerText)';
    await using server = await startModelServer(scriptWith('staging', reply));
    const runs = path.join(folder, 'fork');
    const args = [...who(server), ...models, '--keep', runs, '--file', file, question];
    const first = resultOf(await ask(args));
    const before = server.requests.length;
    const at = ['--at', '2', 'Look at staging only.'];
    const forked = resultOf(await rlm(['fork', first.runFolder, ...at, ...who(server)]));
    assert.deepEqual([forked.status, forked.answer], ['answered', '10 at staging']);
    assert.equal(server.requests.length - before, 1);
    assert.ok(forked.costUsd < first.costUsd / 2);
    assert.equal(path.dirname(forked.runFolder), runs, 'beside the old one');
    const record = await recordOf(forked.runFolder);
    assert.ok(record[0]?.type === 'run.started');
    const { forks } = record[0];
    assert.deepEqual([forks?.runId, forks?.iteration], [first.runId, 2]);
    const keep = ['--keep', path.join(folder, 'elsewhere')];
    const again = ['--at', '1', ...keep, 'Look at staging.', ...who(server)];
    const other = resultOf(await rlm(['fork', forked.runFolder, ...again]));
    assert.equal(path.dirname(other.runFolder), keep[1]);
  },
);

test(
  'a follow-up goes on in the REPL of a kept run, and a follow-up of that in both',
  options,
  async () => {
    const reply =
      '```repl\nnext = (globalThis.next ?? answerText).slice(0, 7) + "!";\n```\nFINAL_VAR(next)';
    await using server = await startModelServer(scriptWith('And then?', reply));
    const args = [...who(server), ...models, '--file', file, question];
    const first = resultOf(await ask([...args, '--keep', path.join(folder, 'one')]));
    const before = server.requests.length;
    const followed: string[] = [first.runFolder];
    for (const name of ['two', 'three']) {
      const keep = ['--keep', path.join(folder, name)];
      const of = ['--follow-up-of', followed.at(-1) ?? ''];
      const next = resultOf(await ask([...of, ...keep, ...who(server), 'And then?']));
      assert.match(next.answer, /^R\d+!$/);
      followed.push(next.runFolder);
      const { started } = await readWholeRun(next.runFolder);
      assert.equal(started.follows, path.basename(followed.at(-2) ?? ''));
      await recordOf(next.runFolder);
    }
    assert.equal(server.requests.length - before, 2);
    rmSync(first.runFolder, { recursive: true });
    const gone = await ask(['--follow-up-of', followed[2] ?? '', ...who(server), 'And then?']);
    assert.equal(gone.status, 2);
    assert.match(gone.stderr, /in whose REPL this one went on," can't be read: it is not in /);
  },
);

test(
  'a cell that ran into its deadline is not run again: its state was kept',
  options,
  async () => {
    const turns = [
      '```repl\na = 1; many = []; for (;;) many.push(a);\n```',
      '```repl\nb = a + many.length;\nprint(b > 1);\n```',
      "```repl\nc = b > 1 ? 'kept' : 'lost';\n```\nFINAL_VAR(c)",
    ];
    await using server = await startModelServer({
      root: ({ messages }) =>
        turns[messages.filter(({ role }) => role === 'assistant').length] ?? '',
    });
    const limits = ['--max-iterations', '2', '--cell-timeout', '1'];
    const args = [...who(server), '--root-model', 'root', ...limits, '--file', file, question];
    const first = resultOf(await ask([...args, '--keep', path.join(folder, 'deadline')]));
    assert.equal(first.status, 'limit');
    assert.deepEqual(readdirSync(path.join(first.runFolder, 'states')), ['root.1.1.state']);
    const goOn = ['--max-iterations', '5', ...who(server)];
    const last = resultOf(await rlm(['resume', first.runFolder, ...goOn]));
    assert.equal(last.answer, 'kept');
  },
);
