// The runner over Anthropic's API, from the command line to what its server gets.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { RunEvent } from '../../src/core/events.ts';
import { startModelServer } from '../support/modelServer.ts';
import { ask } from '../support/runner.ts';

const options = { timeout: 60_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-anthropic-'));
after(() => rmSync(folder, { recursive: true }));
const text = path.join(folder, 'a.txt');
writeFileSync(text, 'one\ntwo\n');
const env = { ANTHROPIC_API_KEY: 'sk-ant-of-anthropic', OPENAI_API_KEY: 'sk-of-openai' };
const asking = (url: string, ...args: readonly string[]) =>
  ask(['--json', '--provider', 'anthropic', '--base-url', url, '--file', text, ...args, '?'], {
    env,
  });

test(
  'a run asks the models of Anthropic, says what it cost, and keeps who was asked',
  options,
  async () => {
    const usage = {
      inputTokens: 2_000,
      cachedInputTokens: 500,
      cacheWriteTokens: 1_000,
      outputTokens: 100,
    };
    await using server = await startModelServer({
      'claude-sonnet-5': [
        { text: "```repl\nprint(await llm_query('Is it 1?'))\n```", usage },
        { text: 'FINAL(done)', usage },
      ],
      'claude-haiku-4-5': {
        text: 'Yes.',
        reasoning: 'It is.',
        usage: { inputTokens: 10, outputTokens: 5 },
      },
    });
    const file = path.join(folder, 'events.jsonl');
    const said = await asking(server.url, '--events', file);
    assert.equal(said.status, 0, said.stderr);
    const result = JSON.parse(said.stdout);
    assert.equal(result.answer, 'done');
    const sonnet = result.usage.models['claude-sonnet-5'];
    assert.deepEqual(
      [sonnet.calls, sonnet.inputTokens, sonnet.cachedInputTokens],
      [2, 4_000, 1_000],
    );
    const root = 2 * (500 * 2 + 500 * 0.2 + 1_000 * 2.5 + 100 * 10);
    assert.equal(result.costUsd.toFixed(7), ((root + 10 * 1 + 5 * 5) / 1e6).toFixed(7));
    const events = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
    const [started] = events;
    assert.deepEqual(started?.type === 'run.started' && started.models, {
      root: 'claude-sonnet-5',
      sub: 'claude-haiku-4-5',
      provider: 'anthropic',
    });
    assert.doesNotMatch(readFileSync(file, 'utf8') + said.stdout + said.stderr, /sk-ant|sk-of/);
    assert.match(said.stderr, /^Asking 127\.0\.0\.1:\d+ \(--base-url\)\.\n/);
    for (const { api, headers } of server.requests)
      assert.deepEqual([api, headers['x-api-key']], ['messages', 'sk-ant-of-anthropic']);
    const sub = server.requests.find(({ model }) => model === 'claude-haiku-4-5');
    assert.deepEqual(sub?.body.messages, [{ role: 'user', content: 'Is it 1?' }]);
    const [first, second] = server.requests.filter(({ model }) => model === 'claude-sonnet-5');
    // What the first turn has written to the cache stands unchanged before the second's own.
    assert.deepEqual(second?.body.system, first?.body.system);
    assert.deepEqual(Object(second?.body.messages)[0], Object(first?.body.messages)[0]);
    assert.match(
      JSON.stringify(second?.body.messages),
      /"cache_control":\{"type":"ephemeral"\}\}\]\}\]$/,
    );
  },
);

test(
  'the efforts that are asked for go to root and sub-model, and are kept with the run',
  options,
  async () => {
    await using server = await startModelServer({
      'claude-opus-4-6': ["```repl\nprint(await llm_query('a'))\n```", 'FINAL(done)'],
      'claude-haiku-4-5': 'b',
    });
    const file = path.join(folder, 'efforts.jsonl');
    const args = [
      '--root-model',
      'claude-opus-4-6',
      '--reasoning-effort',
      'high,low',
      '--events',
      file,
    ];
    const said = await asking(server.url, ...args);
    assert.equal(said.status, 0, said.stderr);
    const bodies = server.requests.map(({ body }) => [
      Object(body.output_config).effort,
      Object(body.thinking).budget_tokens,
    ]);
    assert.deepEqual(bodies, [
      ['high', undefined],
      [undefined, 2_048],
      ['high', undefined],
    ]);
    assert.match(readFileSync(file, 'utf8'), /"reasoningEffort":\{"root":"high","sub":"low"\}/);
  },
);

test(
  "a key of Anthropic's alone leads to the demo, which says how it would be used",
  options,
  async () => {
    const home = path.join(folder, 'home');
    mkdirSync(home);
    writeFileSync(path.join(home, '.env'), 'ANTHROPIC_API_KEY=sk-ant-file\n');
    const hint = 'To ask Anthropic with ANTHROPIC_API_KEY, add --provider anthropic.\n';
    const cases = [
      { env: { ANTHROPIC_API_KEY: 'sk-ant-1' }, cwd: folder },
      { env: {}, cwd: home },
    ];
    for (const given of cases) {
      const said = await ask(['--file', text, 'How many lines?'], given);
      assert.equal(said.status, 0, said.stderr);
      assert.ok(said.stdout.includes(`offline demo (fixed rules, no AI).\n${hint}`), said.stdout);
    }
    const none = await ask(['--file', text, 'How many lines?'], { cwd: folder });
    assert.doesNotMatch(none.stdout, /Anthropic/);
  },
);

test("without its key Anthropic is not asked, whatever OpenAI's is", options, async () => {
  const args = ['--provider', 'anthropic', '--file', text, '?'];
  const said = await ask(args, { env: { OPENAI_API_KEY: 'sk-1' }, cwd: folder });
  assert.equal(said.status, 2);
  assert.match(said.stderr, /No API key is set for api\.anthropic\.com\. /);
});

test('the address comes from its own variable, and is named with it', options, async () => {
  await using server = await startModelServer({ '*': 'FINAL(done)' });
  const given = {
    ...env,
    ANTHROPIC_BASE_URL: server.url,
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
  };
  const said = await ask(['--provider', 'anthropic', '--file', text, '?'], { env: given });
  assert.equal(said.status, 0, said.stderr);
  assert.match(said.stdout, /^Asking 127\.0\.0\.1:\d+ \(ANTHROPIC_BASE_URL\)\.\n/);
});

test(
  "an estimate of Anthropic's models knows their prices without a key, and sends no text",
  options,
  async () => {
    await using server = await startModelServer({ '*': 'FINAL(done)' });
    const args = ['--estimate', '--json', '--provider', 'anthropic', '--base-url', server.url];
    const said = await ask([...args, '--file', text], { cwd: folder });
    assert.equal(said.status, 0, said.stderr);
    const { rootModel, subModel, worstUsd } = JSON.parse(said.stdout);
    assert.deepEqual([rootModel, subModel], ['claude-sonnet-5', 'claude-haiku-4-5']);
    assert.ok(worstUsd > 0);
    assert.equal(server.requests.length, 0);
  },
);
