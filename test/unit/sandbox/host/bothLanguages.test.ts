import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { deferred } from '../../../../src/core/deferred.ts';
import type { CallHandler } from '../../../../src/core/environment.ts';
import type { Language } from '../../../../src/core/options.ts';
import { openSession } from '../support.ts';

const limits = { timeout: 120_000 };

interface Code {
  readonly set: string;
  readonly add: string;
  readonly show: string;
  /** Never comes to a check whether to stop. */
  readonly native: string;
  readonly loop: string;
  readonly ask: (prompt: string) => string;
  readonly batch: string;
  readonly printed: string;
  readonly first: string;
  readonly listType: string;
  /** How many characters all files of the context have. */
  readonly allChars: string;
}

const codes: Readonly<Record<Language, Code>> = {
  javascript: {
    set: 'let n = 1; const list = [1]',
    add: 'n += 1; list.push(n)',
    show: 'print(n, list.length)',
    native: "new Array(1e9) + ''",
    loop: 'for (;;);',
    ask: (prompt) => `const got = await llm_query('${prompt}')`,
    batch:
      "print((await llm_query_batched(Array.from({length: 64}, (_, i) => 'p' + i))).join(' '))",
    printed: "print('before')",
    first: 'print(recovered.length, recovered[0].name, recovered[0].prompt, recovered[0].result)',
    listType: 'Array',
    allChars: 'Object.values(context).reduce((sum, text) => sum + text.length, 0)',
  },
  python: {
    set: 'n = 1; list_ = [1]',
    add: 'n += 1; list_.append(n)',
    show: 'print(n, len(list_))',
    native: 'import collections, itertools\ncollections.deque(itertools.repeat(1), maxlen=0)',
    loop: 'while True: pass',
    ask: (prompt) => `got = llm_query('${prompt}')`,
    batch: "print(' '.join(llm_query_batched([f'p{i}' for i in range(64)])))",
    printed: "print('before')",
    first:
      "print(len(recovered), recovered[0]['name'], recovered[0]['prompt'], recovered[0]['result'])",
    listType: 'list',
    allChars: 'sum(map(len, context.values()))',
  },
};

function open(t: TestContext, language: Language, calls?: CallHandler, cellSeconds = 20) {
  return openSession(t, { options: { language, cellSeconds }, ...(calls && { calls }) });
}

for (const language of ['javascript', 'python'] as const) {
  const code = codes[language];
  const holds = (sentence: string, check: (t: TestContext) => Promise<void>): void => {
    test(`${language}: ${sentence}`, limits, check);
  };

  holds('a worker runs cells, and state stays', async (t) => {
    const { run, environment } = await open(t, language);
    await run(code.set);
    await run(code.add);
    assert.equal((await run(code.show)).output, '2 2\n');
    assert.deepEqual(
      (await environment.variables()).map(({ name }) => name.replace('_', '')),
      ['n', 'list'],
    );
  });

  holds('a batch is under way all at once', async (t) => {
    let [open_, most] = [0, 0];
    const all = deferred<void>();
    const { run } = await open(t, language, async ({ prompt }) => {
      open_ += 1;
      most = Math.max(most, open_);
      if (open_ === 64) all.resolve();
      await all.promise;
      open_ -= 1;
      return prompt.toUpperCase();
    });
    const { output } = await run(code.batch);
    assert.equal(most, 64);
    assert.match(output, /^P0 P1 .* P63\n$/);
  });

  holds('Stop ends a cell that waits for a call at once, its state kept', async (t) => {
    const asked = deferred<void>();
    const { run } = await open(t, language, (_, signal) => {
      asked.resolve();
      return new Promise((_resolve, reject) => signal.addEventListener('abort', reject));
    });
    await run(code.set);
    const stop = new AbortController();
    const cell = run(`${code.add}\n${code.ask('x')}`, stop.signal);
    await asked.promise;
    stop.abort();
    const { status, notes } = await cell;
    assert.equal(status, 'killed');
    assert.deepEqual(notes, []);
    assert.equal((await run(code.show)).output, '2 2\n');
  });

  holds('questions about the text are answered while a cell waits', async (t) => {
    const asked = deferred<void>();
    const reply = deferred<string>();
    const { run, environment } = await open(t, language, () => {
      asked.resolve();
      return reply.promise;
    });
    const cell = run(code.ask('x'));
    await asked.promise;
    assert.equal(await environment.holds(['two']), true);
    assert.equal((await environment.cover(['two'], true)).seen.chars > 0, true);
    reply.resolve('late');
    assert.equal((await cell).status, 'ok');
  });

  holds('a cell that must be killed loses its own assignments alone', async (t) => {
    const { run } = await open(t, language, undefined, 1);
    await run(code.set);
    const { status, notes, output } = await run(`${code.printed}\n${code.add}\n${code.native}`);
    assert.equal(status, 'killed');
    assert.equal(output, 'before\n');
    assert.match(notes.join('\n'), /restarted/);
    assert.equal((await run(code.show)).output, '1 1\n');
  });

  holds('what a killed cell had paid for is recovered', async (t) => {
    const { run, environment } = await open(t, language, async () => 'paid', 1);
    const { notes } = await run(`${code.ask('first')}\n${code.native}`);
    assert.match(notes.join('\n'), /The result of the 1 query .* is kept in recovered, an? \w+ of/);
    const told = (await environment.variables()).find(({ name }) => name === 'recovered');
    assert.deepEqual(told, { name: 'recovered', type: code.listType, size: '1 item' });
    assert.equal((await run(code.first)).output, '1 llm_query first paid\n');
  });

  holds('code that computes too long is stopped softly', async (t) => {
    const { run } = await open(t, language, undefined, 1);
    const { status, notes } = await run(`${code.set}\n${code.loop}`);
    assert.equal(status, 'timeout');
    assert.deepEqual(notes, []);
    assert.equal((await run(code.show)).output, '1 1\n');
  });

  holds('a fork goes on from the state, and they never meet', async (t) => {
    const { run, environment } = await open(t, language);
    await run(code.set);
    const other = environment.fork();
    t.after(() => other.dispose());
    const { signal } = new AbortController();
    await run(code.add);
    const label = { iteration: 1, cell: 1, at: 0 };
    assert.equal((await other.execute(code.show, label, signal)).output, '1 1\n');
    assert.equal((await run(code.show)).output, '2 2\n');
  });

  holds('a REPL at rest goes on where it was', async (t) => {
    const { run, environment } = await open(t, language);
    await run(code.set);
    assert.ok((await environment.rest()) > 0);
    await run(code.add);
    assert.equal((await run(code.show)).output, '2 2\n');
  });

  holds('a folder of many files stays a variable from cell to cell', async (t) => {
    const files = Array.from({ length: 60 }, (_, at) => [`${at}.txt`, `${at} `.repeat(20_000)]);
    const long = Array.from({ length: 10 }, (_, at) => [`long${at}.txt`, 'é'.repeat(1_100_000)]);
    const context: Record<string, string> = Object.fromEntries([...files, ...long]);
    const { run, environment } = await openSession(t, { context, options: { language } });
    const chars = Object.values(context).reduce((sum, text) => sum + text.length, 0);
    await run(`${code.set}\nprint(${code.allChars})`);
    for (const begin of [() => Promise.resolve(0), () => environment.rest()]) {
      await begin();
      const { output, notes } = await run(`print(n, ${code.allChars})`);
      assert.deepEqual([output, notes], [`1 ${chars}\n`, []]);
    }
  });

  holds('an answer in prose is computed, and history is there to read', async (t) => {
    const { run, environment } = await open(t, language);
    await run(code.set);
    const { signal } = new AbortController();
    assert.deepEqual(await environment.evaluate('n + 41', signal), { kind: 'value', text: '42' });
    assert.deepEqual(await environment.evaluate('it is n', signal), { kind: 'text' });
    assert.equal(await environment.remember([{ role: 'user', content: 'hi' }]), 'history');
    const read = language === 'python' ? "history[0]['content']" : 'history[0].content';
    assert.equal((await run(`print(${read})`)).output, 'hi\n');
  });

  holds('another run takes the REPL up: nothing is drafted, calls go to its own', async (t) => {
    const { run, environment } = await open(t, language);
    await run(`${code.set}\nanswer.content = 'draft'`);
    await environment.renew(async () => 'of the new run');
    const { output, candidate } = await run(`${code.ask('x')}\nprint(got, n)`);
    assert.deepEqual([output, candidate], ['of the new run 1\n', null]);
  });
}

test(
  'python: what is recovered runs nothing of the code’s as the next worker starts',
  limits,
  async (t) => {
    const { native } = codes.python;
    const { run } = await open(t, 'python', async () => 'paid', 1);
    await run(`llm_query('first')\n${native}`);
    await run(`class Mine(list):
    def extend(self, others): ${native.split('\n').join('; ')}
recovered = Mine()`);
    await run(`llm_query('second')\n${native}`);
    const { output } = await run(
      "print(type(recovered).__name__, [r['prompt'] for r in recovered])",
    );
    assert.equal(output, "list ['second']\n");
  },
);
