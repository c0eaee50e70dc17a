import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation } from '../../../src/core/conversation.ts';
import { PromptTooLong } from '../../../src/core/errors.ts';
import type { Memo } from '../../../src/core/memo.ts';
import type { RunOptions } from '../../../src/core/options.ts';
import { type CellCode, cell, runScripted, ScriptedModel, usage } from './support.ts';

// That roles alternate in every request, and no message is empty, is checked by ScriptedModel itself.

const cells: Readonly<Record<string, CellCode>> = {
  look: () => ({ output: 'o'.repeat(3_000) }),
  bad: () => ({ status: 'error', error: { name: 'Error', message: 'no', line: null } }),
  calls: async (call) => ({ output: await call({ prompt: 'p' }).catch(() => 'refused') }),
};
const look = cell('look');
const free = { input: 0, cachedInput: 0, output: 0 };

type Entry = string | Error;
const endings: readonly (readonly [
  name: string,
  replies: readonly Entry[],
  options: Partial<RunOptions>,
  ending: string,
])[] = [
  ['an empty reply first', ['', look, 'FINAL(x)'], {}, 'answered'],
  ['empty replies between', [look, '', look, ' \n', '', 'FINAL(x)'], {}, 'answered'],
  ['nothing but reasoning', ['<think>hm</think>', '<think>hm', 'FINAL(x)'], {}, 'answered'],
  ['the limit of iterations', [look, look, 'FINAL(x)'], { maxIterations: 2 }, 'limit'],
  ['that limit after an empty reply', [look, '', 'FINAL(x)'], { maxIterations: 2 }, 'limit'],
  ['that limit at once', ['', 'FINAL(x)'], { maxIterations: 1 }, 'limit'],
  ['a limit of calls', [cell('calls'), 'FINAL(x)'], { maxSubcalls: 0 }, 'limit'],
  ['replies that fail', [cell('bad'), cell('bad'), 'x'], { maxConsecutiveErrors: 2 }, 'limit'],
  ['idle replies', ['Hm.', 'Hm.', 'Hm.', 'FINAL(x)'], {}, 'answered'],
  ['idle and empty ones', [look, '', 'Hm.', '', 'FINAL(x)'], {}, 'answered'],
  ['a prompt that is too long', [look, new PromptTooLong('m', 'w'), 'FINAL(x)'], {}, 'failed'],
  [
    'a summary, after an empty reply',
    [look, '', look, look, look, look, look, 'FINAL(x)'],
    {},
    'answered',
  ],
];

for (const [name, replies, options, ending] of endings) {
  test(`roles alternate: ${name}`, async () => {
    const compacts = name.includes('summary');
    const script = [...replies];
    let summaries = 0;
    const model: ScriptedModel = new ScriptedModel(
      Array(30).fill(({ messages }: { messages: readonly { content: string }[] }) => {
        const chars = messages.reduce((sum, { content }) => sum + content.length, 0);
        model.tokens = usage(Math.ceil(chars / 3), 10);
        if (messages.at(-1)?.content.includes('Your window is nearly full')) {
          summaries += 1;
          return summaries === 1 ? 'SUMMARY' : '';
        }
        const next = script.shift();
        if (next instanceof Error) throw next;
        return next ?? 'the script has run out';
      }),
      undefined,
      { price: free, window: compacts ? 6_500 : null, maxOutput: 1_000 },
    );
    const { result, bugs } = await runScripted({ model, cells, options });
    assert.deepEqual(bugs, []);
    assert.deepEqual([result.status, result.answer], [ending, 'x']);
    if (compacts) assert.ok(summaries > 0);
  });
}

test('the turn of an empty reply is told in the message before it', async () => {
  const model = new ScriptedModel([look, '', '', 'FINAL(x)']);
  model.tokens = usage(1_200, 10);
  const { events } = await runScripted({ model, cells });
  const roles = model.requests.map(({ messages }) => messages.map(({ role }) => role[0]).join(''));
  assert.deepEqual(roles, ['su', 'suau', 'suau', 'suau']);
  const told = model.requests.at(-1)?.messages.at(-1)?.content ?? '';
  assert.match(
    told,
    /^Turn 1\n.*\n\nTurn 2\n\nYour reply was empty.*\n\nTurn 3\n\nYour reply was/s,
  );
  const notices = events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
  assert.deepEqual(notices, Array(2).fill('The reply was empty: reminded.'));
});

test('reasoning is kept apart: in the event, not in the history', async () => {
  const model = new ScriptedModel([`<think>\nplan\n</think>\n\n${look}`, 'FINAL(x)']);
  const { events } = await runScripted({ model, cells });
  const [replied] = events.flatMap((event) => (event.type === 'model.replied' ? [event] : []));
  assert.deepEqual([replied?.text, replied?.thoughts?.trim()], [look, 'plan']);
  assert.equal(model.requests[1]?.messages[2]?.content, look);
});

test('nothing but reasoning ends the run as failed, with how much of it came', async () => {
  const model = new ScriptedModel(Array(4).fill('<think>four</think>'));
  const { result, bugs } = await runScripted({ model });
  assert.deepEqual([result.status, result.answer, result.error?.name], ['failed', '', 'NoAnswer']);
  assert.match(result.reason ?? '', /Its replies were empty; 16 characters of reasoning came/);
  assert.deepEqual(bugs, []);
});

test('empty replies after words end the run with the words and a reason', async () => {
  const model = new ScriptedModel(['It is 7.', '', '', '']);
  const { result } = await runScripted({ model });
  assert.deepEqual([result.status, result.answer], ['answered', 'It is 7.']);
  assert.match(result.reason ?? '', /3 replies in a row/);
});

test('replies are idle in a row or not at all', async () => {
  const model = new ScriptedModel(['Hm.', 'Hm.', look, 'Hm.', 'Hm.', 'FINAL(x)']);
  const { result } = await runScripted({ model, cells });
  assert.deepEqual([result.status, result.answer, result.reason], ['answered', 'x', null]);
});

test('a limit of tokens that the server does not name is not said to be 0', async () => {
  const model = new ScriptedModel(['', 'FINAL(x)']);
  model.tokens = usage(100, 0);
  model.finish = (text) => (text === '' ? 'length' : 'stop');
  const { events } = await runScripted({ model });
  const [notice] = events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
  assert.equal(notice, 'The reply of gpt-4o was cut at its limit of tokens.');
  assert.doesNotMatch(model.requests[1]?.messages.at(-1)?.content ?? '', /limit of 0/);
});

const form: readonly (readonly [reply: string, told: RegExp])[] = [
  ['<tool_call>\n{"name": "python", "arguments": {"code": "1"}}\n</tool_call>', /no tools/],
  ['{"name": "search", "arguments": {"query": "x"}}', /no tools/],
  ['[TOOL_CALLS] [{"name": "run"}]', /no tools/],
  ['<function=run>\n1\n</function>', /no tools/],
  ['```python\nprint(1)\n```', /"python" was not run: the REPL is JavaScript, not Python/],
  ['```sh\nls\n```', /"sh" was not run: code to run goes into/],
];
for (const [reply, told] of form) {
  test(`a habit from elsewhere is answered: ${reply.slice(0, 30)}`, async () => {
    const model = new ScriptedModel([reply, 'FINAL(x)']);
    await runScripted({ model });
    assert.match(model.requests[1]?.messages.at(-1)?.content ?? '', told);
  });
}

test("a sub-model's reasoning does not reach the code", async () => {
  const model = new ScriptedModel(
    [cell('ask'), 'FINAL(x)'],
    () => '<think>\nlong\n</think>\n\nYES',
  );
  const { events } = await runScripted({
    model,
    cells: { ask: async (call) => ({ output: `[${await call({ prompt: 'p' })}]` }) },
  });
  const finished = events.find((event) => event.type === 'call.finished');
  assert.deepEqual([finished?.response, finished?.responseChars], ['YES', 3]);
  assert.equal(finished?.thoughts?.trim(), 'long');
  const output = events.flatMap((event) => (event.type === 'cell.finished' ? [event.output] : []));
  assert.deepEqual(output, ['[YES]']);
});

test('an empty reply of a sub-model is an error, paid, and not kept', async () => {
  let asked = 0;
  const model = new ScriptedModel([cell('ask'), 'FINAL(x)'], () => {
    asked += 1;
    return asked < 3 ? '<think>hm</think>' : 'YES';
  });
  model.address = 'http://here';
  const kept: string[] = [];
  const memo: Memo = {
    find: async () => null,
    keep: async (_, reply) => void kept.push(reply),
  };
  const { events, result } = await runScripted({
    model,
    memo,
    cells: {
      ask: async (call) => {
        const tell = (error: Error) => `${error.name}: ${error.message}`;
        const twins = [call({ prompt: 'p' }).catch(tell), call({ prompt: 'p' }).catch(tell)];
        const first = await Promise.all(twins);
        const again = await call({ prompt: 'p' }).catch(tell);
        return { output: [...first, again, await call({ prompt: 'p' })].join('\n') };
      },
    },
  });
  const [output = ''] = events.flatMap((e) => (e.type === 'cell.finished' ? [e.output] : []));
  const told =
    'EmptyReply: The reply was empty (2 characters of reasoning came): ask for a word such as NONE where there is nothing to say.';
  assert.deepEqual(output.split('\n'), [told, told, told, 'YES']);
  assert.deepEqual(kept, ['YES']);
  const finished = events.flatMap((e) => (e.type === 'call.finished' ? [e] : []));
  assert.deepEqual(
    finished.map(({ status, usage: used }) => [status, used?.outputTokens]),
    [
      ['error', 10],
      ['error', 0],
      ['error', 10],
      ['ok', 10],
    ],
  );
  assert.deepEqual(result.calls, { llm: 3, rlm: 0, memo: 1 });
});

test('a child run without an answer is an error, too', async () => {
  const model = new ScriptedModel([cell('ask'), '', '', 'FINAL(x)']);
  const { events } = await runScripted({
    model,
    options: { maxDepth: 2, maxIterations: 1 },
    cells: {
      ask: async (call) => ({
        output: await call({ name: 'rlm_query', prompt: 'q' }).catch((e: Error) => e.message),
      }),
    },
  });
  const output = events.flatMap((event) => (event.type === 'cell.finished' ? [event.output] : []));
  assert.deepEqual(output, ['The child run failed: it came to no answer.']);
});

test('what a conversation is likely to have counts a joined message too', () => {
  const conversation = Conversation.begin('system', 'first');
  const before = conversation.likelyTokens;
  conversation.addReply({ text: '', usage: usage(0, 0), costUsd: 0, finish: 'stop' });
  conversation.addUser('x'.repeat(3_000));
  assert.equal(conversation.messages.length, 2);
  assert.ok(conversation.likelyTokens >= before + 1_000);
  assert.deepEqual(conversation.history, conversation.messages);
  assert.equal(conversation.withoutLastTurn(), null);
});
