import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../src/core/events.ts';
import type { Message } from '../../../src/core/model.ts';
import { RecordBound } from '../../../src/core/recordBound.ts';
import { SentMessages } from '../../../src/core/sentMessages.ts';
import { cell, runScripted, ScriptedModel, usage } from './support.ts';

const free = { input: 0, cachedInput: 0, output: 0 };

/** Each request of a run as its record tells it. */
function requestsIn(events: readonly RunEvent[]): Message[][] {
  let messages: Message[] = [];
  return events.flatMap((event) => {
    if (event.type !== 'model.replied') return [];
    assert.ok(event.sent !== undefined && event.resent !== undefined);
    messages = [...messages.slice(0, event.resent), ...(JSON.parse(event.sent) as Message[])];
    return [messages];
  });
}

test('the record tells every request of the root model as it was, compacted ones too', async () => {
  const replies = [...Array(6).fill(cell('look')), 'FINAL(done)'];
  const model: ScriptedModel = new ScriptedModel(
    Array(50).fill(({ messages }: { messages: readonly Message[] }) => {
      const chars = messages.reduce((sum, { content }) => sum + content.length, 0);
      model.tokens = usage(Math.ceil(chars / 3), 10);
      const isSummary = /Your window is nearly full/.test(messages.at(-1)?.content ?? '');
      return isSummary ? 'SUMMARY' : (replies.shift() ?? 'FINAL(done)');
    }),
    () => '',
    { price: free, window: 8_000, maxOutput: 1_000 },
  );
  const cells = { look: () => ({ output: 'o'.repeat(3_000) }) };
  const { events } = await runScripted({ model, cells });
  const sent = model.requests.map(({ messages }) =>
    messages.map(({ role, content }) => ({ role, content })),
  );
  assert.ok(sent.length > 7, 'it was compacted');
  assert.deepEqual(requestsIn(events), sent);
});

test('a conversation that grows is kept once', async () => {
  const model = new ScriptedModel([cell('look'), cell('look'), 'FINAL(done)'], () => '');
  const { events } = await runScripted({ model, cells: { look: () => ({ output: 'o' }) } });
  const counts = events.flatMap((event) =>
    event.type === 'model.replied' ? [[event.resent, JSON.parse(event.sent ?? '').length]] : [],
  );
  assert.deepEqual(counts, [
    [0, 2],
    [2, 2],
    [4, 2],
  ]);
});

test('of a very long message the ends are kept, and its change is seen all the same', () => {
  const sent = new SentMessages();
  const long = (middle: string): Message[] => [
    { role: 'user', content: `${'a'.repeat(90_000)}${middle}${'z'.repeat(90_000)}` },
  ];
  const first = sent.next(long('m'));
  const [message] = JSON.parse(first.sent) as Message[];
  assert.ok(message !== undefined && message.content.length < 65_000);
  assert.match(
    message.content,
    /^a+\n\.\.\. 116,001 characters are not kept in this record \.\.\.\nz+$/,
  );
  assert.deepEqual(sent.next(long('m')), { resent: 1, sent: '[]' });
  assert.equal(sent.next(long('n')).resent, 0);
});

test('a very long record goes on without what was sent', () => {
  const bound = new RecordBound(() => {}, { whole: 1_000, most: 100_000 });
  const reply = (sent: string) =>
    bound.fit({
      ...{ type: 'model.replied', iteration: 1, purpose: 'iteration', text: 'FINAL(x)' },
      ...{ resent: 0, sent, usage: usage(1, 1), costUsd: 0, durationMs: 1 },
    } as Parameters<RecordBound['fit']>[0]).body;
  assert.equal('sent' in reply('[]'), true);
  const late = reply('x'.repeat(2_000));
  assert.equal('sent' in late || 'resent' in late, false);
  assert.equal(late.type === 'model.replied' && late.text, 'FINAL(x)');
});
