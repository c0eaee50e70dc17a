// Runs in Python through the runner as it is built.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { RunEvent, RunResult } from '../../src/core/events.ts';
import type { Script } from '../support/modelScript.ts';
import { startModelServer } from '../support/modelServer.ts';
import { root } from '../support/project.ts';
import { ask as runAsk } from '../support/runner.ts';

const options = { timeout: 180_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-python-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const text = path.join(folder, 'app.log');
writeFileSync(
  text,
  Array.from({ length: 300 }, (_, n) =>
    n % 10 === 9 ? `${n} ERROR timeout\n` : `${n} INFO served\n`,
  ).join(''),
);

const cells = (...codes: readonly string[]): string[] =>
  codes.map((code) => `\`\`\`python\n${code}\n\`\`\``);

/** Result, events and the root's last messages of one question; `cli`: where the runner stands. */
async function ask(script: Script, more: readonly string[] = [], cli?: string) {
  await using models = await startModelServer(script);
  const events = path.join(folder, 'events.jsonl');
  rmSync(events, { force: true });
  const given = ['--json', '--events', events, '--file', text, '--base-url', models.url, ...more];
  const args = given.includes('--language') ? given : ['--language', 'python', ...given];
  const ended = await runAsk([...args, 'How many errors?'], { ...(cli !== undefined && { cli }) });
  const result: RunResult = JSON.parse(ended.stdout.trim().split('\n')[0] ?? '');
  const lines = readFileSync(events, 'utf8').trim().split('\n');
  const recorded = lines.map((line): RunEvent => JSON.parse(line));
  const told = models.requests.map(({ prompt }) => prompt);
  return { result, recorded, told, status: ended.status, requests: models.requests };
}

test('a run in Python counts, asks sub-models and submits a value', options, async () => {
  const { result, recorded, told } = await ask({
    'gpt-4o': [
      ...cells(
        'hits = grep(r"ERROR (\\w+)")\nprint(hits.total, hits[0].line, hits[0].groups[0])',
        'replies = llm_query_batched([f"Judge {m.text}" for m in hits[:3]])\nprint(replies)',
      ),
      'All are counted.\nFINAL(f"{len(hits)} errors, {replies[0]}")',
    ],
    'gpt-4o-mini': 'grave',
  });
  assert.deepEqual([result.status, result.answer], ['answered', '30 errors, grave']);
  assert.deepEqual([result.language, result.calls.llm, result.searched], ['python', 3, 1]);
  const [started] = recorded;
  assert.ok(started?.type === 'run.started');
  assert.equal(started.options.language, 'python');
  assert.match(told.join('\n'), /30 10 timeout/);
});

test('JavaScript in a Python REPL is told as such, however it comes', options, async () => {
  const { result, told } = await ask({
    'gpt-4o': [
      '```js\nprint(1)\n```',
      ...cells('const rows = context.split("\\n");', 'print(context.length)', 'x = null'),
      'FINAL(done)',
    ],
  });
  assert.equal(result.answer, 'done');
  const [, unread, ...failed] = told;
  assert.match(unread ?? '', /"js" was not run: the REPL is Python, not JavaScript/);
  assert.equal(failed.length, 3);
  for (const message of failed) assert.match(message, /\nThe REPL is Python, not JavaScript\.\n/);
});

test('Python in a JavaScript REPL is told as such, where it would parse too', options, async () => {
  const { told } = await ask(
    {
      'gpt-4o': [
        '```python\nprint(1)\n```',
        '```repl\nx = 1 == 2 and not 3\n```',
        '```repl\nfor line in context.splitlines():\n    print(line)\n```',
        'FINAL(done)',
      ],
    },
    ['--language', 'javascript'],
  );
  const [, unread, ...failed] = told;
  assert.match(unread ?? '', /"python" was not run: the REPL is JavaScript, not Python/);
  for (const message of failed) assert.match(message, /\nThe REPL is JavaScript, not Python\.\n/);
});

test('children and follow-ups of a Python run are Python too', options, async () => {
  const { recorded, status } = await ask(
    {
      'gpt-4o': [
        ...cells('n = count("ERROR")\npart = rlm_query("And here?", lines(1, 20))\nprint(part)'),
        ...cells('FINAL(len(context))'),
        'FINAL(f"{n} and {part}")',
        ...cells('FINAL(f"still {n}")'),
      ],
    },
    ['--max-depth', '2', '--follow-up', 'Still?'],
  );
  assert.equal(status, 0);
  const runs = recorded.flatMap((event) =>
    event.type === 'run.started' ? [event.options.language] : [],
  );
  assert.deepEqual(runs, ['python', 'python', 'python']);
  const answers = recorded.flatMap((event) => (event.type === 'answer' ? [event.text] : []));
  assert.match(answers.join(' | '), /^\d+ \| 30 and \d+ \| still 30$/);
});

for (const [what, harm, why] of [
  ['gone', (file: string) => rmSync(file), /missing from this installation/],
  ['damaged', (file: string) => truncateSync(file, 1_000_000), /its module is damaged/],
] as const)
  test(
    `where Python's module is ${what}, auto takes JavaScript and python fails`,
    options,
    async () => {
      const dist = path.join(folder, what);
      cpSync(path.join(root, 'dist'), dist, { recursive: true });
      harm(path.join(dist, 'python.wasm'));
      const cli = path.join(dist, 'cli.js');
      const script: Script = { 'gpt-4o': ['```repl\nFINAL(context.length)\n```'] };
      const auto = await ask(script, ['--language', 'auto'], cli);
      assert.deepEqual([auto.result.status, auto.result.language], ['answered', 'javascript']);
      const notices = auto.recorded.flatMap((event) =>
        event.type === 'notice' ? [event.text] : [],
      );
      assert.match(notices.join('\n'), /^Python can't start here \(/m);
      assert.match(notices.join('\n'), why);
      const python = await ask(script, ['--language', 'python'], cli);
      const { status, result, requests } = python;
      assert.deepEqual([status, result.status, requests.length], [1, 'failed', 0]);
      assert.match(result.reason ?? '', /^Python can't start here: .*Choose "auto"/);
      assert.match(result.reason ?? '', why);
    },
  );
