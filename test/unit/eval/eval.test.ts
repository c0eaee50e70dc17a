import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { Answered } from '../../eval/report.ts';
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
    const out = path.join(folder, 'answers.jsonl');
    const { status, stdout, stderr } = await runEval(
      ...['--tasks', 's-niah', '--sizes', '2k', '--base-url', server.url, '--out', out],
      ...['--root-model', 'root', '--sub-model', 'root', '--price', 'root=1,2'],
    );
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^Root model root, sub-model root\.\n/);
    assert.match(stdout, /^s-niah +2k +direct +0\.00 +0 % +1 /m);
    assert.match(stdout, /^s-niah +2k +no-sub-calls +1\.00 +100 % .* 1 of 2 \(50 %\) +1 of 2$/m);
    assert.match(stdout, /^s-niah +2k +rlm +1\.00 +100 % .* 1 of 2 \(50 %\) +1 of 2$/m);
    assert.doesNotMatch(stdout, /demo/);
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
    const all = lines.map((line): Answered => JSON.parse(line));
    assert.deepEqual(
      all.map(({ method, score }) => [method, score?.score]),
      [
        ['direct', 0],
        ['no-sub-calls', 1],
        ['rlm', 1],
      ],
    );
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
    assert.match(stdout, /^s-niah +8k +rlm +1\.00/m);
    assert.equal(stdout.split('the scores mean nothing').length, 3);
  },
);

test('bad arguments end with status 2 and a sentence', options, async () => {
  const wrong = await runEval('--sizes', 'big');
  assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
  assert.match(wrong.stderr, /^eval: --sizes takes tokens [^\n]+\n$/);
});
