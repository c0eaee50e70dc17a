import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cancelled, KeyRefused } from '../../../src/core/errors.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import type { ModelRequest } from '../../../src/core/model.ts';
import { cell, runScripted, ScriptedModel, usage } from './support.ts';

const types = (events: readonly RunEvent[]) =>
  events.filter(({ type }) => type !== 'model.delta').map(({ type }) => type);

test('a run asks, executes, observes and answers, and its events say so', async () => {
  const model = new ScriptedModel([cell('look'), cell('submit')]);
  const { result, events, environment } = await runScripted({
    model,
    cells: {
      look: () => ({ output: 'three lines' }),
      submit: () => ({ final: 'It is three [L1-L2], not [L9].' }),
    },
  });
  assert.equal(result.status, 'answered');
  assert.equal(result.answer, 'It is three [L1-L2], not [L9].');
  assert.deepEqual(
    result.citations.map(({ startLine, endLine, verified }) => [startLine, endLine, verified]),
    [
      [1, 2, true],
      [9, 9, false],
    ],
  );
  assert.equal(result.iterations, 2);
  assert.equal(result.usage.inputTokens, 200);
  assert.ok(environment?.disposed);
  // Coverage is worked out meanwhile.
  assert.equal(types(events).filter((type) => type === 'coverage').length, 2);
  assert.deepEqual(
    types(events).filter((type) => type !== 'coverage'),
    [
      'run.started',
      ...['iteration.started', 'model.replied', 'cell.started', 'cell.finished'],
      ...['iteration.started', 'model.replied', 'cell.started', 'cell.finished'],
      'answer',
      'run.finished',
    ],
  );
  const numbered = events.filter(({ type }) => type !== 'model.delta').map(({ seq }) => seq);
  assert.deepEqual(
    numbered,
    numbered.map((_, index) => index + 1),
  );
  assert.equal(events[0]?.type, 'run.started');
  assert.equal(events.at(-1)?.type, 'run.finished');
  const shown = model.requests[1]?.messages.at(-1)?.content ?? '';
  assert.match(shown, /^Turn 1\n/);
  assert.match(shown, /Output of the cell:\n"""\nthree lines/);
  assert.match(shown, /Turns left 49, sub-calls left 500/);
});

test('the history sent is append-only', async () => {
  const model = new ScriptedModel([cell('a'), cell('a'), 'FINAL(x)']);
  await runScripted({ model, cells: { a: () => ({ output: 'o' }) } });
  const [first, second, third] = model.requests.map(({ messages }) => messages);
  assert.deepEqual(second?.slice(0, first?.length), first);
  assert.deepEqual(third?.slice(0, second?.length), second);
});

test('after a failing cell the rest of the reply is skipped, with its events', async () => {
  const model = new ScriptedModel([`${cell('bad')}\n${cell('never')}\nFINAL(no)`, 'FINAL(yes)']);
  const { result, events, environment } = await runScripted({
    model,
    cells: {
      bad: () => ({
        status: 'error',
        error: { name: 'TypeError', message: 'x is undefined', line: 1 },
        final: null,
      }),
    },
  });
  assert.equal(result.answer, 'yes');
  assert.deepEqual(environment?.executed, ['bad']);
  const statuses = events.flatMap((e) => (e.type === 'cell.finished' ? [e.status] : []));
  assert.deepEqual(statuses, ['error', 'skipped']);
  const shown = model.requests[1]?.messages.at(-1)?.content ?? '';
  assert.match(shown, /Error in cell 1, line 1: TypeError: x is undefined\n> bad/);
  assert.match(shown, /Cell 2 was not run, because an earlier cell failed/);
  assert.match(shown, /FINAL was not accepted/);
});

test('FINAL_VAR in prose reads a variable; an unknown one is answered with the list', async () => {
  const model = new ScriptedModel(['FINAL_VAR(reprot)', 'FINAL_VAR("report")']);
  const { result } = await runScripted({ model, variables: { report: 'the report' } });
  assert.equal(result.answer, 'the report');
  assert.match(
    model.requests[1]?.messages.at(-1)?.content ?? '',
    /no variable "reprot"\. There are: report\./,
  );
});

test('at the last iteration the model is asked once more for its answer', async () => {
  const model = new ScriptedModel([cell('a'), cell('a'), 'FINAL(best guess)']);
  const { result, events } = await runScripted({
    model,
    cells: { a: () => ({ output: 'o' }) },
    options: { maxIterations: 2 },
  });
  assert.equal(result.status, 'limit');
  assert.equal(result.limit, 'iterations');
  assert.equal(result.answer, 'best guess');
  assert.equal(result.iterations, 2);
  assert.match(result.reason ?? '', /limit of 2 iterations/);
  const purposes = events.flatMap((e) => (e.type === 'model.replied' ? [e.purpose] : []));
  assert.deepEqual(purposes, ['iteration', 'iteration', 'answer']);
  assert.ok(events.some((e) => e.type === 'limit.reached' && e.value === 2));
});

test('the last reply may submit in code that is not run: a variable or a string', async () => {
  const last = (code: string) =>
    runScripted({
      model: new ScriptedModel([cell('a'), `\`\`\`repl\n${code}\n\`\`\``]),
      cells: { a: () => ({ candidate: 'draft' }) },
      variables: { report: 'the report' },
      options: { maxIterations: 1 },
    });
  assert.equal((await last('FINAL(report)')).result.answer, 'the report');
  assert.equal((await last('FINAL("all of it")')).result.answer, 'all of it');
});

test('a last reply of code alone is the answer only where there is no earlier candidate', async () => {
  const last = (candidate: string | null) =>
    runScripted({
      model: new ScriptedModel(['```repl\na\n```', '```repl\nprint(lines(1, 9))\n```']),
      cells: { a: () => ({ candidate }) },
      options: { maxIterations: 1 },
    });
  assert.equal((await last('draft')).result.answer, 'draft');
  assert.equal((await last(null)).result.answer, '```repl\nprint(lines(1, 9))\n```');
});

test('an answer submitted in the turn that crosses a limit is the answer', async () => {
  const model = new ScriptedModel([cell('both')]);
  const { result } = await runScripted({
    model,
    options: { maxSubcalls: 0, maxIterations: 1 },
    cells: {
      both: async (call) => {
        await call({ prompt: 'p' }).catch(() => {});
        return { final: 'done' };
      },
    },
  });
  assert.deepEqual([result.status, result.answer], ['answered', 'done']);
});

test('a refused sub-call ends the run at that limit after the cell', async () => {
  const model = new ScriptedModel([cell('calls'), 'As far as I saw: two.']);
  const { result } = await runScripted({
    model,
    options: { maxSubcalls: 1 },
    cells: {
      calls: async (call) => {
        const replies = [];
        for (const prompt of ['a', 'b']) {
          replies.push(await call({ prompt }).catch((error: Error) => error.message));
        }
        return { output: replies.join('; ') };
      },
    },
  });
  assert.deepEqual([result.status, result.limit], ['limit', 'subcalls']);
  assert.equal(result.answer, 'As far as I saw: two.');
  assert.deepEqual(result.calls, { llm: 1, rlm: 0, memo: 0 });
});

test('identical prompts are paid once, also when they run at the same time', async () => {
  const model = new ScriptedModel([cell('twins'), 'FINAL(ok)']);
  const { result, events } = await runScripted({
    model,
    cells: {
      twins: async (call) => {
        await Promise.all([call({ prompt: 'p' }), call({ prompt: 'p' })]);
        await call({ prompt: 'p' });
        return {};
      },
    },
  });
  assert.deepEqual(result.calls, { llm: 1, rlm: 0, memo: 2 });
  const finished = events.flatMap((e) => (e.type === 'call.finished' ? [e.status] : []));
  assert.deepEqual(finished.sort(), ['memo', 'memo', 'ok']);
});

test('no more requests fly at once than the concurrency allows', async () => {
  let flying = 0;
  let most = 0;
  const model = new ScriptedModel([cell('many'), 'FINAL(ok)'], async () => {
    most = Math.max(most, ++flying);
    await new Promise((resolve) => setTimeout(resolve, 5));
    flying -= 1;
    return 'r';
  });
  await runScripted({
    model,
    options: { concurrency: 3 },
    cells: {
      many: async (call) => {
        await Promise.all(Array.from({ length: 20 }, (_, n) => call({ prompt: `${n}` })));
        return {};
      },
    },
  });
  assert.equal(most, 3);
});

test('a prompt that can not fit the window is refused before it is sent, with its size', async () => {
  const facts = { price: null, window: 1_000, maxOutput: null };
  const model = new ScriptedModel([cell('long'), 'FINAL(ok)'], undefined, facts);
  const { result, events } = await runScripted({
    model,
    cells: {
      long: async (call) => ({
        output: await call({ prompt: 'x'.repeat(9_000) }).catch((error: Error) => error.message),
      }),
    },
  });
  const output = events.flatMap((e) => (e.type === 'cell.finished' ? [e.output] : []));
  assert.match(output[0] ?? '', /9,000 characters, about 2,000 tokens, and 1,000 fit.*smaller/);
  assert.equal(result.calls.llm, 0);
  assert.equal(model.requests.length, 2);
});

test('tokens are counted where the window is near, and only there', async () => {
  const facts = { price: null, window: 4_000, maxOutput: null };
  const counted: string[] = [];
  const model = Object.assign(new ScriptedModel([cell('ask'), 'FINAL(ok)'], undefined, facts), {
    countTokens: async (text: string, bound: number) => {
      // The conversation of the root is counted by other rules.
      if (!/^(?:short|dense|spaces)/.test(text)) return 2_000;
      counted.push(`${text.length} of ${bound}`);
      return text.startsWith('dense') ? 4_001 : 4_000;
    },
  });
  // As many as a server reports of prompts like these.
  model.tokens = usage(2_000, 10);
  const { events } = await runScripted({
    model,
    cells: {
      ask: async (call) => {
        const prompts = ['short'.padEnd(8_000), 'dense'.padEnd(8_001), 'spaces'.padEnd(36_000)];
        const replies = prompts.map((prompt) => call({ prompt }).catch((e: Error) => e.name));
        return { output: (await Promise.all(replies)).join(' | ') };
      },
    },
  });
  const output = events.flatMap((e) => (e.type === 'cell.finished' ? [e.output] : []));
  assert.deepEqual(output, ['sub reply | PromptTooLong | sub reply']);
  assert.deepEqual(counted, ['8001 of 4000', '36000 of 4000']);
});

test('a prompt is sent by what is usual when its tokens could not be counted', async () => {
  const facts = { price: null, window: 4_000, maxOutput: null };
  const model = Object.assign(new ScriptedModel([cell('ask'), 'FINAL(ok)'], undefined, facts), {
    countTokens: async (text: string) => {
      if (text.startsWith('spaces')) throw new Error('the thread is gone');
      return 2_000;
    },
  });
  // As many as a server reports of prompts like these.
  model.tokens = usage(2_000, 10);
  const { events, bugs } = await runScripted({
    model,
    cells: { ask: async (call) => ({ output: await call({ prompt: 'spaces'.padEnd(16_000) }) }) },
  });
  const output = events.flatMap((e) => (e.type === 'cell.finished' ? [e.output] : []));
  assert.deepEqual(output, ['sub reply']);
  assert.deepEqual(
    bugs.map(({ message }) => message),
    ['the thread is gone'],
  );
});

test('code can name only models that the budget knows', async () => {
  const unpriced = { price: null, window: null, maxOutput: null };
  const model = new ScriptedModel([cell('other'), 'FINAL(ok)'], undefined, unpriced);
  const { events } = await runScripted({
    model,
    cells: {
      other: async (call) => ({
        output: await call({ prompt: 'p', model: 'gpt-99' }).catch((e: Error) => e.message),
      }),
    },
  });
  const output = events.flatMap((e) => (e.type === 'cell.finished' ? [e.output] : []));
  assert.match(output[0] ?? '', /no model "gpt-99"/);
});

test('without sub-calls the prompt does not offer them and code can not make them', async () => {
  const model = new ScriptedModel([cell('tries'), 'FINAL(ok)']);
  await runScripted({
    model,
    options: { maxDepth: 0 },
    cells: {
      tries: async (call) => ({
        output: await call({ prompt: 'p' }).catch((error: Error) => error.message),
      }),
    },
  });
  assert.doesNotMatch(model.requests[0]?.messages[0]?.content ?? '', /llm_query/);
  assert.match(model.requests[1]?.messages.at(-1)?.content ?? '', /makes no sub-calls/);
});

test('three replies with neither code nor answer end the run with its answer and a reason', async () => {
  const model = new ScriptedModel(['Hm.', 'Let me think.', 'Well.', 'It is forty-two.']);
  const { result, events } = await runScripted({ model });
  assert.deepEqual([result.status, result.answer], ['answered', 'It is forty-two.']);
  assert.match(result.reason ?? '', /3 replies in a row/);
  assert.match(model.requests[1]?.messages.at(-1)?.content ?? '', /No code ran/);
  assert.equal(events.filter(({ type }) => type === 'notice').length, 2);
});

test('replies in a row whose cells fail end the run at the errors limit', async () => {
  const failing = () =>
    ({ status: 'error', error: { name: 'Error', message: 'no', line: null } }) as const;
  const model = new ScriptedModel([cell('bad'), cell('bad'), 'FINAL(sorry)']);
  const { result } = await runScripted({
    model,
    options: { maxConsecutiveErrors: 2 },
    cells: { bad: failing },
  });
  assert.deepEqual([result.limit, result.answer], ['errors', 'sorry']);
});

test('a server that refuses ends the run as failed, with what there was', async () => {
  const model = new ScriptedModel([cell('draft'), new KeyRefused('example.com')]);
  const { result, events, bugs } = await runScripted({
    model,
    cells: { draft: () => ({ candidate: 'a draft' }) },
  });
  assert.equal(result.status, 'failed');
  assert.equal(result.error?.name, 'KeyRefused');
  assert.equal(result.answer, 'a draft');
  assert.equal(events.at(-1)?.type, 'run.finished');
  assert.deepEqual(bugs, []);
});

test('an error that nobody expected is reported and still ends the run in order', async () => {
  const { result, events, bugs } = await runScripted({ model: new ScriptedModel([]) });
  assert.equal(result.status, 'failed');
  assert.equal(bugs[0]?.message, 'the script has run out');
  assert.equal(events.at(-1)?.type, 'run.finished');
});

test('stopping ends the run as cancelled and returns what there is', async () => {
  const stop = new AbortController();
  const model = new ScriptedModel([
    cell('draft'),
    () => {
      stop.abort();
      throw new Cancelled();
    },
  ]);
  const { result } = await runScripted({
    model,
    signal: stop.signal,
    cells: { draft: () => ({ candidate: 'half' }) },
  });
  assert.deepEqual([result.status, result.answer], ['cancelled', 'half']);
});

test('when the time is up the last question is still asked', async () => {
  const model = new ScriptedModel([
    ({ signal }) =>
      new Promise<string>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Cancelled()));
      }),
    'FINAL(in time)',
  ]);
  const { result } = await runScripted({ model, options: { timeoutSeconds: 0.05 } });
  assert.deepEqual([result.status, result.limit, result.answer], ['limit', 'time', 'in time']);
});

test('the money limit ends the run before it is crossed, and keeps room for the answer', async () => {
  const price = { input: 10, cachedInput: 10, output: 10 };
  const replyOrAnswer = ({ messages }: ModelRequest) =>
    /No more code can run/.test(messages.at(-1)?.content ?? '') ? 'FINAL(enough)' : cell('a');
  const model = new ScriptedModel(Array(9).fill(replyOrAnswer), undefined, {
    price,
    window: null,
    maxOutput: 600,
  });
  model.tokens = { ...model.tokens, inputTokens: 2_500, outputTokens: 500 };
  const { result } = await runScripted({
    model,
    options: { maxCostUsd: 0.12 },
    cells: { a: () => ({ output: 'o' }) },
  });
  assert.deepEqual([result.status, result.limit], ['limit', 'cost']);
  assert.equal(result.answer, 'enough');
  assert.ok((result.costUsd ?? 1) <= 0.12, `${result.costUsd}`);
});
