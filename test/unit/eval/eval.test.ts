import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { readResults } from '../../eval/results.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { cleanEnvironment, root } from '../../support/project.ts';

// The whole program, over real HTTP, with the real sandbox of dist/.
const program = path.join(root, 'test/eval/eval.ts');
const options = { timeout: 100_000 };

function runEval(...argv: readonly string[]) {
  return new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [program, ...argv],
      { env: cleanEnvironment() },
      (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }),
    );
  });
}

const findCode = ['Let me look.', '```repl\nmissing.name;\n```', '```text\nnot run\n```'].join(
  '\n',
);
const submitCode = '```repl\nFINAL(grep("secret code of")[0].text);\n```';

test('a model is asked in each way, and each answer is a line of the file', options, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-eval-test-'));
  await using server = await startModelServer({
    root: ({ messages }) => {
      if (messages[0]?.role !== 'system') return 'I do not know.';
      return messages.some(({ role }) => role === 'assistant') ? submitCode : findCode;
    },
  });
  try {
    const results = path.join(folder, 'results');
    const { status, stdout, stderr } = await runEval(
      ...['--tasks', 's-niah', '--sizes', '2k', '--base-url', server.url, '--results', results],
      ...['--root-model', 'root', '--sub-model', 'root', '--price', 'root=1,2'],
      ...['--methods', 'plain,no-sub-calls,javascript', '--language', 'javascript'],
    );
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^Root model root, sub-model root\.\n/);
    assert.match(stdout, /^s-niah +2k +plain +0\.00 +0 % +1 /m);
    assert.match(stdout, /^s-niah +2k +no-sub-calls +1\.00 +100 % .* 1 of 2 +0 +1 of 2 +0 /m);
    assert.match(stdout, /^s-niah +2k +javascript +1\.00 +100 % .* 1 of 2 +0 +1 of 2 +0 /m);
    assert.doesNotMatch(stdout, /demo/);
    const all = await readResults(results);
    assert.deepEqual(
      all.map(({ method, score }) => [method, score?.score]),
      [
        ['plain', 0],
        ['no-sub-calls', 1],
        ['javascript', 1],
      ],
    );
    const files = ['javascript', 'no-sub-calls', 'plain'].map((each) => `s-niah.${each}.json`);
    assert.deepEqual((await readdir(results)).sort(), ['report.md', ...files]);
    const spent = all.reduce((sum, { usage }) => sum + usage.inputTokens, 0);
    assert.ok(spent > 2_000, `${spent} tokens`);
    assert.ok(all.every(({ costUsd }) => costUsd !== null && costUsd > 0));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test(
  'the demo finds the needle, and it is said that its scores mean nothing',
  options,
  async () => {
    const { status, stdout } = await runEval('--provider', 'demo', '--tasks', 's-niah');
    assert.equal(status, 0);
    assert.match(stdout, /^s-niah +8k +javascript +1\.00/m);
    assert.match(stdout, /^s-niah +8k +python +1\.00/m);
    assert.equal(stdout.split('the scores mean nothing').length, 3);
  },
);

test('bad arguments end with status 2 and a sentence', options, async () => {
  const wrong = await runEval('--sizes', 'big');
  assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
  assert.match(wrong.stderr, /^eval: --sizes takes tokens [^\n]+\n$/);
});

test('recorded replies are enough without a server, until a request changes', options, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-eval-test-'));
  const [replies, first, second] = ['replies', 'first', 'second'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  const asked = ['--tasks', 's-niah', '--sizes', '2k', '--methods', 'javascript'];
  try {
    let requests = 0;
    await using server = await startModelServer({
      '*': ({ messages }) => {
        requests += 1;
        return messages.some(({ role }) => role === 'assistant') ? submitCode : findCode;
      },
    });
    const record = [...asked, '--base-url', server.url, '--record', replies];
    const recorded = await runEval(...record, '--results', first);
    assert.deepEqual([recorded.status, recorded.stderr, requests], [0, '', 2]);
    assert.equal((await runEval(...record)).status, 0);
    assert.equal(requests, 2, 'what is recorded is not asked for again');
    const replayed = await runEval(...asked, '--replay', replies, '--results', second);
    assert.deepEqual([replayed.status, replayed.stderr], [0, '']);
    assert.match(replayed.stdout, /^s-niah +2k +javascript +1\.00/m);
    const compared = await runEval('--compare', first, second);
    assert.match(compared.stdout, /\| s-niah \| +2k \| javascript \| +1 \| +1\.00 \| +[\d,]+ \|/);
    assert.doesNotMatch(compared.stdout, /Scores that changed/);
    const changed = await runEval(...asked, '--seeds', '2', '--replay', replies);
    assert.match(
      changed.stdout,
      /javascript: failed, No reply of gpt-4o is recorded for a request/,
    );
    assert.deepEqual([changed.status, requests], [1, 2]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a folder without recorded replies is said to be one', options, async () => {
  const { status, stderr } = await runEval('--replay', path.join(tmpdir(), 'rlm-none'));
  assert.equal(status, 2);
  assert.match(
    stderr,
    /^eval: "[^"]*rlm-none" holds no recorded replies\. --record keeps them\.\n$/,
  );
});
