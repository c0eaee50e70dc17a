import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import {
  ask,
  closeEditors,
  eventsOf,
  extension,
  fileWith,
  logOf,
  setSetting,
  startOf,
} from './support.ts';

const counting = [
  'I count first.',
  '```repl',
  'const found = count("timeout", { literal: true });',
  'print(await llm_query("What does a timeout mean?"), found);',
  '```',
].join('\n');
const answering = 'FINAL_VAR(found)';

/** Counts in its first turn, answers from what is in the REPL in any other. */
suite('A run that goes on', () => {
  let server: ModelServer;
  let uri: vscode.Uri;
  suiteSetup(async () => {
    server = await startModelServer({
      'gpt-4o-mini': 'Something took too long.',
      '*': ({ messages }) => {
        const replies = messages.filter(({ role }) => role === 'assistant').length;
        const isOver = /best answer/i.test(messages.at(-1)?.content ?? '');
        return isOver ? 'FINAL(not yet)' : replies === 0 ? counting : answering;
      },
    });
    await setSetting('baseUrl', server.url);
  });
  suiteTeardown(async () => {
    await setSetting('baseUrl', undefined);
    await server.close();
  });
  setup(async () => {
    uri = await fileWith('platform.log', logOf(40));
  });
  teardown(closeEditors);

  const limited = () => ask({ question: 'How many timeouts?', uri, options: { maxIterations: 1 } });
  const subcalls = () => server.requests.filter(({ model }) => model === 'gpt-4o-mini').length;

  test('one that a limit ended is resumed in its own record, and pays for nothing twice', async () => {
    const first = await limited();
    assert.equal(first.status, 'limit');
    const paid = subcalls();
    const { runId } = first;
    const second = await ask({ runId, options: { maxIterations: 4 } }, 'rlm.resumeRun');
    assert.equal(second.status, 'answered', second.reason ?? '');
    assert.equal(second.runId, runId);
    assert.match(second.answer, /^4$/);
    assert.equal(subcalls(), paid, 'the sub-call was answered from the record');
    const events = await eventsOf(runId);
    assert.equal(events.filter(({ type }) => type === 'run.resumed').length, 1);
    assert.equal(events.filter(({ type }) => type === 'run.finished').length, 2);
  });

  test('one that was answered is refused, with what there is instead', async () => {
    const { runId } = await ask({ question: 'How many timeouts?', uri });
    const again = await ask({ runId, options: { maxIterations: 4 } }, 'rlm.resumeRun');
    assert.equal(again.error?.name, 'AlreadyAnswered');
  });

  test('a text that has changed since is refused in a sentence', async () => {
    const { runId } = await limited();
    await writeFile(uri.fsPath, logOf(50));
    const again = await ask({ runId, options: { maxIterations: 4 } }, 'rlm.resumeRun');
    assert.equal(again.error?.name, 'TextNotAsItWas');
    assert.match(again.error.message, /platform\.log" has changed since/);
  });

  test('an interrupted one, its last line torn, is resumed', async () => {
    const { runId } = await limited();
    const file = path.join((await extension()).exports.runsFolder, runId, 'events.jsonl');
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const replied = lines.findIndex((line) => JSON.parse(line).type === 'cell.finished');
    await writeFile(file, `${lines.slice(0, replied).join('\n')}\n`);
    await appendFile(file, lines[replied]?.slice(0, 20) ?? '');
    const paid = subcalls();
    const second = await ask({ runId, options: { maxIterations: 4 } }, 'rlm.resumeRun');
    assert.equal(second.status, 'answered', second.reason ?? '');
    assert.match(second.answer, /^4$/);
    assert.equal(subcalls(), paid);
  });

  test('a fork begins with the iterations of another run and costs only what is new', async () => {
    const { runId } = await limited();
    const paid = subcalls();
    const fork = await ask(
      {
        runId,
        iteration: 1,
        question: 'Answer with the number alone.',
        options: { maxIterations: 4 },
      },
      'rlm.forkRun',
    );
    assert.equal(fork.status, 'answered', fork.reason ?? '');
    assert.notEqual(fork.runId, runId);
    assert.match(fork.answer, /^4$/);
    assert.equal(subcalls(), paid);
    const { forks } = await startOf(fork.runId);
    assert.deepEqual([forks?.runId, forks?.iteration], [runId, 1]);
    assert.match(server.requests.at(-1)?.prompt ?? '', /Answer with the number alone\./);
  });

  test('an iteration that is not there is refused', async () => {
    const { runId } = await limited();
    const fork = await ask({ runId, iteration: 7, options: {} }, 'rlm.forkRun');
    assert.equal(fork.error?.name, 'NoSuchIteration');
  });
});
