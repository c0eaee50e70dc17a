// Replies whose fields have other shapes than the API's: what can be read is read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '../../../src/models/replyParts.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { createRequest, createTestModel } from './asking.ts';

const options = { timeout: 30_000 };
const headers = { 'content-type': 'text/event-stream' };

const messages: readonly (readonly [string, object])[] = [
  ...[{}, [null], 'none', 1, ['none'], [{ function: null }], [{ function: 'f' }]].map(
    (calls) => [`calls of tools that are ${JSON.stringify(calls)}`, { tool_calls: calls }] as const,
  ),
  ['a call of a tool at no place', { tool_calls: [{ index: {}, function: { name: {} } }] }],
  ['a function that is a word', { function_call: 'none' }],
  ['thoughts that are a number', { reasoning_content: 1, reasoning: {}, thinking: [null] }],
];

for (const [what, fields] of messages)
  for (const name of ['message', 'delta'])
    test(`a ${name} is read with ${what}`, options, async () => {
      const reply = await askChat({
        choices: [{ [name]: { content: 'Three.', ...fields }, finish_reason: 'stop' }],
      });
      assert.deepEqual([reply.text, reply.finish], ['Three.', 'stop']);
    });

for (const finish of [1, true, {}, ['stop']])
  test(`a reply ends whose reason is ${JSON.stringify(finish)}`, options, async () => {
    for (const name of ['message', 'delta']) {
      const choice = { [name]: { content: 'Three.' }, finish_reason: finish };
      const reply = await askChat({ choices: [choice] });
      assert.deepEqual([reply.text, reply.finish], ['Three.', 'stop']);
    }
  });

test('parts within parts are not looked into for ever', () => {
  const deep = `${'[{"text":'.repeat(20_000)}"x"${'}]'.repeat(20_000)}`;
  assert.equal(textOf(JSON.parse(deep)), '');
  assert.equal(textOf([{ text: [{ text: 'Three.' }] }]), 'Three.');
});

test('parts are read whose type is no word', options, async () => {
  const content = [null, 1, { type: { toString: 1 }, text: 'Three.' }];
  const reply = await askChat({ choices: [{ message: { content }, finish_reason: 'stop' }] });
  assert.equal(reply.text, 'Three.');
});

/** What comes of a whole completion with a message, or of one chunk with a delta. */
async function askChat(body: { readonly choices: readonly object[] }) {
  const json = JSON.stringify(body);
  const isChunk = body.choices.some((choice) => 'delta' in choice);
  await using server = await startModelServer({
    root: isChunk
      ? { status: 200, body: `data: ${json}\n\n`, headers }
      : { status: 200, body: json },
  });
  const { request } = createRequest();
  return await createTestModel(server.url, { api: 'chat' }).complete(request);
}

const said = { type: 'message', content: [{ type: 'output_text', text: 'Three.' }] };
const outputs: readonly (readonly [string, unknown, string])[] = [
  ['null among its items', [null, said], 'Three.'],
  ['a word among its items', ['none', said], 'Three.'],
  ['an item of no type', [{ type: {}, content: 'x' }, said], 'Three.'],
  ['a call without a name', [{ type: 'function_call', name: {}, arguments: null }, said], 'Three.'],
  ['a list of items that is none', {}, 'One.'],
  ['items that are a word', 'none', 'One.'],
];

for (const [what, output, text] of outputs)
  test(`a response is read with ${what}`, options, async () => {
    const response = { status: 'completed', output };
    const events = [
      ...(text === 'One.' ? [{ type: 'response.output_text.delta', delta: 'One.' }] : []),
      { type: 'response.completed', response },
    ];
    const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    const answers = [
      { status: 200, body, headers },
      ...(text === 'One.' ? [] : [{ status: 200, body: JSON.stringify(response) }]),
    ];
    for (const answer of answers) {
      await using server = await startModelServer({ root: answer });
      const { request } = createRequest();
      const reply = await createTestModel(server.url, { api: 'responses' }).complete(request);
      assert.deepEqual([reply.text, reply.finish], [text, 'stop']);
    }
  });

const block = { type: 'text', text: 'Three.' };
const contents: readonly (readonly [string, unknown])[] = [
  ['null among its blocks', [null, block]],
  ['a word among its blocks', ['none', 1, block]],
  ['a block of no type', [{ type: {}, text: 'Three.' }]],
  ['thoughts that are a number', [{ type: 'thinking', thinking: 1 }, block]],
  ['a call without a name', [{ type: 'tool_use', name: {}, input: null }, block]],
];
const odd = [null, 1, 'none', {}, [null], true];

for (const [what, content] of contents)
  test(`a message is read with ${what}`, options, async () => {
    const reply = await askMessages({ type: 'message', content, stop_reason: 'end_turn' });
    assert.deepEqual([reply.text, reply.finish], ['Three.', 'stop']);
  });

test('events of a message are read whatever stands in their fields', options, async () => {
  for (const value of odd) {
    const reply = await askMessages(
      { type: 'message_start', message: value },
      { type: 'message_start', message: { content: value, usage: value, stop_reason: null } },
      { type: 'content_block_start', index: value, content_block: value },
      { type: 'content_block_delta', index: value, delta: value },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Three.' } },
      { type: 'message_delta', delta: value, usage: value },
      { type: value },
      { type: 'message_stop' },
    );
    assert.deepEqual([reply.text, reply.finish], ['Three.', 'stop'], JSON.stringify(value));
    assert.equal(reply.usage.estimated, true);
  }
});

/** What comes of a whole message, or of a stream of events. */
async function askMessages(...events: readonly Readonly<Record<string, unknown>>[]) {
  const [first] = events;
  const body =
    first?.type === 'message'
      ? JSON.stringify(first)
      : events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
  await using server = await startModelServer({ root: { status: 200, body, headers } });
  const { request } = createRequest();
  return await createTestModel(server.url, { api: 'messages' }).complete(request);
}
