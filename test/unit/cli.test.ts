// The runner as it is built, in a process of its own.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startModelServer } from '../support/modelServer.ts';
import { root } from '../support/project.ts';

const options = { timeout: 60_000 };
const sample = path.join(root, 'README.md');

/** Standard output of `rlm ask`. Rejects when its exit status is not 0. */
async function rlm(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, ...inherited } = process.env;
  const cli = path.join(root, 'dist/cli.js');
  const env = { ...inherited, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'ask', ...args], { env });
  return stdout;
}

test('an estimate says what a question will cost and sends no text', options, async () => {
  await using server = await startModelServer({});
  const args = ['--estimate', '--file', sample, '--base-url', server.url];
  const said = await rlm(args, { OPENAI_API_KEY: 'k' });
  assert.match(said, /README\.md · .* characters · about [\d,]+ tokens · gpt-4o asks gpt-4o-mini/);
  assert.match(said, /Probably ~\$0\.\d+ \([\d,]+ tokens\), at worst \$1\.00 \([\d,]+ tokens\)\./);
  const estimate = JSON.parse(await rlm([...args, '--json', 'Why?'], { OPENAI_API_KEY: 'k' }));
  assert.ok(estimate.direct.usd > 0 && estimate.direct.usd < estimate.probableUsd);
  assert.match(
    said,
    /The text fits the model: asked directly \(--direct always\) about \$0\.\d+ \([\d,]+ tokens\)\./,
  );
  assert.equal(estimate.worstUsd, 1);
  assert.equal(estimate.basis, 'model');
  assert.ok(estimate.probableUsd > 0.01 && estimate.probableUsd < 1);
  assert.ok(estimate.tokens > 1_000 && estimate.tokens < estimate.chars);
  assert.deepEqual(server.requests, []);
});

test('kept replies are paid once, in as many runs as there are', options, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rlm-memo-'));
  try {
    await using server = await startModelServer({
      'gpt-4o': ({ messages }) =>
        messages.length > 2
          ? 'FINAL(done)'
          : "```repl\nprint(await llm_query('one'), await llm_query('two'), await llm_query('one'))\n```",
      'gpt-4o-mini': ({ prompt }) => `read ${prompt}`,
    });
    const args = ['--json', '--file', sample, '--base-url', server.url, '--memo', folder, '?'];
    const calls = async () => {
      const { calls, costUsd, answer } = JSON.parse(await rlm(args));
      assert.equal(answer, 'done');
      assert.ok(costUsd > 0);
      return calls;
    };
    assert.deepEqual(await calls(), { llm: 2, rlm: 0, memo: 1 });
    assert.deepEqual(await calls(), { llm: 0, rlm: 0, memo: 3 });
    assert.equal(server.requests.filter(({ model }) => model === 'gpt-4o-mini').length, 2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an estimate needs no key', options, async () => {
  const json = await rlm(['--estimate', '--json', '--file', sample, '--provider', 'openai']);
  assert.ok(JSON.parse(json).probableUsd > 0.01);
});
