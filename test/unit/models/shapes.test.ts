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
