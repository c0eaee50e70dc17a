// `rlm mcp` as it is built, asked by clients of both protocols and by frames that are written by hand.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, type TestContext, test } from 'node:test';
import { Client, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { RunEvent } from '../../src/core/events.ts';
import { recordsOf, violationsOf } from '../support/eventChecker.ts';
import { FrameClient, type ToolFrame, textOf } from '../support/frameClient.ts';
import type { Script } from '../support/modelScript.ts';
import { startModelServer } from '../support/modelServer.ts';
import { cleanEnvironment, root } from '../support/project.ts';

const options = { timeout: 120_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-mcp-'));
after(() => rmSync(folder, { recursive: true }));
const lines = Array.from({ length: 5_000 }, (_, index) => `${index + 1} INFO all is well`);
lines[1_233] = '1234 ERROR disk full';
writeFileSync(path.join(folder, 'platform.log'), lines.join('\n'));
writeFileSync(path.join(folder, '.env'), 'OTHER_KEY=not-to-be-told\n');

const cli = path.join(root, 'dist/cli.js');
const key = 'sk-not-to-be-told';
const env = (more: NodeJS.ProcessEnv = {}) =>
  Object.fromEntries(
    Object.entries(cleanEnvironment({ OPENAI_API_KEY: key, ...more })).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
const argsOf = (baseUrl: string, ...more: readonly string[]) => [
  ...[cli, 'mcp', '--root', folder, '--base-url', baseUrl, '--language', 'javascript'],
  ...['--root-model', 'm', '--sub-model', 'm', '--price', 'm=1,1', ...more],
];
const looking: Script = {
  m: ['```repl\nprint(grep("ERROR"));\n```', 'FINAL(The disk is full [L1234].)'],
};
const never: Script = { m: { status: -1 } };
const about = { question: 'What went wrong?', path: 'platform.log' };

/** Frames written by hand to a server of its own. */
function startFrames(t: TestContext, args: readonly string[], more: NodeJS.ProcessEnv = {}) {
  const runner = spawn(process.execPath, [...args], { env: env(more), cwd: folder });
  t.after(() => runner.kill());
  return {
    client: new FrameClient(runner.stdin, runner.stdout),
    runner,
    stderr: text(runner.stderr),
    ended: once(runner, 'close').then(([status]) => status as number | null),
  };
}

const protocols: Readonly<Record<string, ClientOptions>> = {
  'the protocol of 2025': {},
  'the protocol of 2026': { versionNegotiation: { mode: { pin: '2026-07-28' } } },
};

for (const [name, chosen] of Object.entries(protocols)) {
  test(`a client of ${name} lists the tools and is answered`, options, async () => {
    await using server = await startModelServer(looking);
    const transport = new StdioClientTransport({
      ...{ command: process.execPath, args: argsOf(server.url), env: env(), stderr: 'pipe' },
    });
    const client = new Client({ name: 'test', version: '1' }, chosen);
    await client.connect(transport);
    try {
      const { tools } = await client.listTools();
      assert.deepEqual(
        tools.map((tool) => tool.name),
        ['ask_long_text', 'get_run', 'stop_run'],
      );
      const signs: (string | undefined)[] = [];
      const said = (await client.callTool(
        { name: 'ask_long_text', arguments: about },
        { onprogress: ({ message }) => signs.push(message) },
      )) as ToolFrame;
      const { runId, costUsd, ...report } = said.structuredContent ?? assert.fail(textOf(said));
      assert.deepEqual(report, {
        ...{ status: 'answered', answer: 'The disk is full [L1234].', runFolder: null },
        citations: [
          {
            ...{ path: 'platform.log', startLine: 1_234, endLine: 1_234, verified: true },
            ...{ quote: '1234 ERROR disk full', shown: true },
          },
        ],
      });
      assert.ok((costUsd ?? 0) > 0);
      assert.match(signs[0] ?? '', /^Reading platform\.log/);
      const again = await client.callTool({ name: 'get_run', arguments: { run_id: runId } });
      assert.deepEqual(again.structuredContent, said.structuredContent);
      const refused = await client.callTool({
        ...{ name: 'ask_long_text', arguments: { ...about, path: '.env' } },
      });
      assert.equal(refused.isError, true);
      assert.equal(server.requests.length, 2);
    } finally {
      await client.close();
    }
  });

  test(`a request that a client of ${name} cancels ends at the model too`, options, async () => {
    await using server = await startModelServer(never);
    const transport = new StdioClientTransport({
      ...{ command: process.execPath, args: argsOf(server.url), env: env(), stderr: 'pipe' },
    });
    const client = new Client({ name: 'test', version: '1' }, chosen);
    await client.connect(transport);
    try {
      const giveUp = new AbortController();
      const asking = client
        .callTool({ name: 'ask_long_text', arguments: about }, { signal: giveUp.signal })
        .catch((error: unknown) => error);
      await server.seen(() => true);
      giveUp.abort();
      assert.ok((await asking) instanceof Error);
      await server.seen((request) => request.cancelled);
    } finally {
      await client.close();
    }
  });
}

test(
  'standard input that ends stops the run, at the model too, and the server',
  options,
  async (t) => {
    await using server = await startModelServer(never);
    const { client, ended, stderr } = startFrames(t, argsOf(server.url));
    await client.open();
    const asking = client.call('ask_long_text', about);
    await server.seen(() => true);
    client.end();
    assert.equal((await client.replyTo(asking)).result?.structuredContent?.status, 'cancelled');
    assert.equal(await ended, 0);
    assert.ok((await server.seen((request) => request.cancelled)).cancelled);
    assert.match(await stderr, /^Asking 127\.0\.0\.1:\d+ \(--base-url\)\.$/m);
  },
);

test('frames that are all there at once are all answered', options, async (t) => {
  const { client, ended } = startFrames(t, argsOf('http://127.0.0.1:9/v1'));
  const opened = client.request('initialize', {
    ...{ protocolVersion: '2025-11-25', capabilities: {} },
    clientInfo: { name: 'pipe', version: '1' },
  });
  const listed = client.request('tools/list');
  client.end();
  assert.ok((await client.replyTo(opened)).result);
  assert.ok((await client.replyTo(listed)).result);
  assert.equal(await ended, 0);
});

test('the engine is loaded with the first question, not before', options, async (t) => {
  await using server = await startModelServer(looking);
  const traced = startFrames(t, argsOf(server.url), { NODE_DEBUG: 'module' });
  await traced.client.open();
  await traced.client.replyTo(traced.client.request('tools/list'));
  traced.client.end();
  const before = await traced.stderr;
  assert.match(before, /mcp\.js/);
  assert.doesNotMatch(before, /engine\.js|provider\.js/);
  const asked = startFrames(t, argsOf(server.url), { NODE_DEBUG: 'module' });
  await asked.client.open();
  await asked.client.tool('ask_long_text', about);
  asked.client.end();
  assert.match(await asked.stderr, /engine\.js/);
});

test(
  'money that does not pay a first request is refused, of a run and of the server',
  options,
  async (t) => {
    await using server = await startModelServer(looking);
    const small = startFrames(t, argsOf(server.url));
    await small.client.open();
    const refused = await small.client.tool('ask_long_text', { ...about, max_cost_usd: 0.0001 });
    assert.equal(refused.isError, true);
    assert.match(textOf(refused), /^max_cost_usd \$0\.0001 doesn't pay for a first request/);
    small.client.end();
    const spent = startFrames(t, argsOf(server.url, '--max-session-usd', '0.0001'));
    await spent.client.open();
    const none = await spent.client.tool('ask_long_text', about);
    assert.equal(none.isError, true);
    assert.match(textOf(none), /\(--max-session-usd\), \$0\.0001 are left/);
    spent.client.end();
    assert.equal(server.requests.length, 0);
  },
);

test('a caller can not lift the limit of the server', options, async (t) => {
  await using server = await startModelServer(looking);
  const { client } = startFrames(t, argsOf(server.url, '--max-cost-usd', '0.25'));
  await client.open();
  const said = await client.tool('ask_long_text', { ...about, max_cost_usd: 1_000 });
  assert.equal(said.structuredContent?.status, 'answered');
  assert.match(server.requests[1]?.prompt ?? '', /budget left \$0\.2\d/);
  client.end();
});

test('with --keep the run is a folder, which the result names', options, async (t) => {
  await using server = await startModelServer(looking);
  const kept = mkdtempSync(path.join(tmpdir(), 'rlm-mcp-kept-'));
  t.after(() => rmSync(kept, { recursive: true }));
  const { client } = startFrames(t, argsOf(server.url, '--keep', kept));
  await client.open();
  const said = await client.tool('ask_long_text', about);
  const { runFolder, runId } = said.structuredContent ?? assert.fail();
  assert.equal(runFolder, path.join(realpathSync(kept), runId));
  assert.ok(textOf(said).includes(`kept in ${runFolder}`));
  const events = readFileSync(path.join(runFolder, 'events.jsonl'), 'utf8').trimEnd().split('\n');
  for (const record of recordsOf(events.map((line) => JSON.parse(line) as RunEvent)))
    assert.deepEqual(violationsOf(record), []);
  client.end();
});

test(
  'a server that refuses the key is a failed run with its sentence, and the key is nowhere',
  options,
  async (t) => {
    await using server = await startModelServer(looking, { key: 'another' });
    const { client, stderr } = startFrames(t, argsOf(server.url));
    await client.open();
    const said = await client.tool('ask_long_text', about);
    assert.deepEqual([said.isError, said.structuredContent?.status], [true, 'failed']);
    assert.match(textOf(said), /refused the API key/);
    client.end();
    const all = JSON.stringify(client.received) + (await stderr);
    assert.doesNotMatch(all, /not-to-be-told/);
  },
);

test('without a key the demo answers, and it is said', options, async (t) => {
  const args = [cli, 'mcp', '--root', folder];
  const { client, stderr } = startFrames(t, args, { OPENAI_API_KEY: '' });
  await client.open();
  const question = 'How many lines contain "disk full"?';
  const said = await client.tool('ask_long_text', { ...about, question });
  assert.equal(said.structuredContent?.status, 'answered');
  assert.match(textOf(said), /The offline demo answers: fixed rules, no AI\./);
  assert.deepEqual([said.structuredContent?.citations[0]?.startLine], [1_234]);
  client.end();
  assert.match(await stderr, /No key and no base URL: this is the offline demo/);
});

test('a key that is missing is a sentence to the caller', options, async (t) => {
  const args = [cli, 'mcp', '--root', folder, '--provider', 'openai'];
  const { client } = startFrames(t, args, { OPENAI_API_KEY: '' });
  await client.open();
  const said = await client.tool('ask_long_text', about);
  assert.equal(said.isError, true);
  assert.match(textOf(said), /^No API key is set/);
  client.end();
});

test(
  'bad arguments end it with 2 and one sentence, and standard output stays empty',
  options,
  async () => {
    for (const [args, sentence] of [
      [[], /^rlm: No folder is named\./],
      [
        ['--root', path.join(folder, 'none')],
        /^rlm: --root ".*none" can't be read: it doesn't exist\.$/,
      ],
      [['--root', path.join(folder, 'platform.log')], /is a file: it takes a folder\.$/],
      [['--root', folder, '--max-cost-usd', 'x'], /^rlm: --max-cost-usd takes a number/],
      [['--root', folder, '--encoding', 'klingon'], /klingon/],
      [
        ['--root', folder, '--keep', path.join(folder, 'platform.log')],
        /can't be kept in .*no folder/,
      ],
    ] as const) {
      const runner = spawn(process.execPath, [cli, 'mcp', ...args], { env: env() });
      const [stdout, stderr, closed] = await Promise.all([
        text(runner.stdout),
        text(runner.stderr),
        once(runner, 'close'),
      ]);
      assert.deepEqual([closed[0], stdout], [2, ''], stderr);
      assert.match(stderr.trimEnd(), sentence);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    }
  },
);
