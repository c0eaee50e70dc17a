// Windows and cut prompts in the runner as it is built, against servers over HTTP.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import type { RunEvent, RunResult } from '../../src/core/events.ts';
import type { Script } from '../support/modelScript.ts';
import { type ServerOptions, startModelServer } from '../support/modelServer.ts';
import { root } from '../support/project.ts';

const options = { timeout: 60_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-windows-'));
after(() => rmSync(folder, { recursive: true }));
const text = path.join(folder, 'text.txt');
// Equal lines would count as seen with the head's.
const line = (_: unknown, index: number) =>
  `the server was restarted and then quiet for ${index} s\n`;
writeFileSync(text, Array.from({ length: 250 }, line).join('').slice(0, 10_000));

async function rlm(args: readonly string[]): Promise<string> {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, ...env } = process.env;
  const cli = path.join(root, 'dist/cli.js');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, 'ask', '--language', 'javascript', ...args],
    { env },
  );
  return stdout;
}

/** Result and events of one question to models that the script plays. */
async function ask(script: Script, server: ServerOptions = {}, more: readonly string[] = []) {
  await using models = await startModelServer(script, server);
  const events = path.join(folder, 'events.jsonl');
  rmSync(events, { force: true });
  const args = ['--json', '--events', events, '--file', text, '--base-url', models.url];
  const result: RunResult = JSON.parse(await rlm([...args, ...more, 'What is it about?']));
  const lines = readFileSync(events, 'utf8').trim().split('\n');
  const recorded = lines.map((line): RunEvent => JSON.parse(line));
  const notices = recorded.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
  return { result, notices, recorded, lines, requests: models.requests };
}

const cells = (...codes: readonly string[]): Script[string] => [
  ...codes.map((code) => `\`\`\`repl\n${code}\n\`\`\``),
  'FINAL(done)',
];

test('a server that cuts prompts as Ollama does is not believed', options, async () => {
  const { result, notices, recorded, requests } = await ask({
    'gpt-4o': cells('print(await llm_query(context))', 'print(await llm_query(context + "!"))'),
    'gpt-4o-mini': { text: 'All of it.', usage: { inputTokens: 256, outputTokens: 3 } },
  });
  assert.equal(result.status, 'answered');
  assert.equal(notices.filter((notice) => /probably cut by its server/.test(notice)).length, 1);
  assert.match(notices.join('\n'), /read 256 of about [12],\d\d\d tokens\..*OLLAMA_CONTEXT_LENGTH/);
  // The head of the first message was read, and nothing else.
  assert.ok(result.coverage < 0.2, `${result.coverage}`);
  const turn = requests.find(({ prompt }) => prompt.startsWith('Turn 1'))?.prompt ?? '';
  assert.match(turn, /A prompt was probably cut by the server \(call 1 of the cell/);
  const [, again] = recorded.filter((event) => event.type === 'call.finished');
  assert.equal(again?.error?.name, 'PromptTooLong');
  assert.equal(requests.filter(({ model }) => model === 'gpt-4o-mini').length, 1);
});

test('what was read whole counts as read, without a word', options, async () => {
  const { result, notices } = await ask({
    'gpt-4o': cells('print(await llm_query(context))'),
    'gpt-4o-mini': { text: 'All of it.', usage: { inputTokens: 2_000, outputTokens: 3 } },
  });
  assert.deepEqual(notices, []);
  assert.equal(result.coverage, 1);
});

test(
  'usage that is no number of tokens is estimated, and nothing adds up to nonsense',
  options,
  async () => {
    for (const bad of ['120', -5e7, { a: 1 }, null] as unknown as number[]) {
      const usage = { inputTokens: 200, outputTokens: bad };
      const { result, lines } = await ask(
        {
          'gpt-4o': cells('print(await llm_query("Hello?"))'),
          'gpt-4o-mini': { text: 'Hello.', usage },
        },
        {},
        ['--price', 'gpt-4o-mini=1,2'],
      );
      assert.equal(result.status, 'answered', result.reason ?? '');
      assert.equal(result.usage.estimated, true);
      assert.ok((result.costUsd ?? -1) > 0);
      assert.ok(
        lines.every((line) => !/NaN|object Object|"(?:in|out)putTokens":(?:-|"|null)/.test(line)),
      );
      const { models, ...sums } = result.usage;
      for (const name of ['inputTokens', 'cachedInputTokens', 'outputTokens'] as const) {
        const parts = Object.values(models).reduce((sum, model) => sum + model[name], 0);
        assert.equal(sums[name], parts, name);
      }
      assert.match(result.usageSummary, /gpt-4o-mini: 1 call, ~\d+ tokens in, ~\d+ out, ~\$0\.0/);
    }
  },
);

const ollama = {
  '/api/ps': { models: [{ name: 'gpt-4o-mini:latest', context_length: 4_096 }] },
  '/api/show': { model_info: { 'llama.context_length': 131_072 } },
};

test('a small window that nobody has set is told before the run, and used', options, async () => {
  const { notices, recorded, requests } = await ask(
    {
      'gpt-4o': cells('print(await llm_query(context.repeat(4)).catch((e) => e.message))'),
      'gpt-4o-mini': 'Hello.',
    },
    { tells: ollama },
  );
  assert.match(notices.join('\n'), /^gpt-4o-mini has a window of 4,096 tokens .* take 131,072/m);
  const types = recorded.map(({ type }) => type);
  assert.ok(types.indexOf('notice') < types.indexOf('iteration.started'));
  assert.match(requests[0]?.prompt ?? '', /The sub-model takes 4,096 tokens/);
  const finished = recorded.find((event) => event.type === 'cell.finished');
  assert.match(finished?.output ?? '', /too long for gpt-4o-mini/);
});

test(
  'an estimate shows windows and warns of small ones; nothing of the text is sent',
  options,
  async () => {
    await using server = await startModelServer({}, { tells: ollama });
    const args = ['--estimate', '--file', text, '--base-url', server.url];
    const said = await rlm(args);
    assert.match(said, /gpt-4o-mini: window 4,096 \(from the server\)/);
    assert.match(said, /gpt-4o-mini has a window of 4,096 tokens .*OLLAMA_CONTEXT_LENGTH/);
    const { windows, warnings } = JSON.parse(await rlm([...args, '--json']));
    assert.deepEqual(windows.at(-1), { model: 'gpt-4o-mini', window: 4_096, windowFrom: 'server' });
    assert.equal(warnings.length, 2);
    assert.deepEqual(server.requests, []);
  },
);
