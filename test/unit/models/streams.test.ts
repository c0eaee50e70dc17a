// What servers write on the wire in place of what the API says, over real HTTP.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startModelServer } from '../../support/modelServer.ts';
import { createRequest, createTestModel } from './asking.ts';

const options = { timeout: 30_000 };
const delta = (fields: object, finish: string | null = null): string =>
  JSON.stringify({ choices: [{ index: 0, delta: fields, finish_reason: finish }] });
const whole = JSON.stringify({
  choices: [{ message: { role: 'assistant', content: 'Three.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 20, completion_tokens: 3, total_tokens: 23 },
});
const first = delta({ content: 'Thr' });
const last = delta({ content: 'ee.' }, 'stop');
const usage = JSON.stringify({ choices: [], usage: { prompt_tokens: 20, completion_tokens: 3 } });
const stream = `data: ${first}\n\ndata: ${last}\n\ndata: ${usage}\n\ndata: [DONE]\n\n`;
const eventStream = 'text/event-stream';

const replies: readonly (readonly [string, string, string])[] = [
  ['whole JSON as text', 'text/plain', whole],
  ['whole JSON as an event stream', eventStream, whole],
  ['whole JSON, indented, behind blank lines', eventStream, `\n\n${indent(whole)}`],
  ['a stream as JSON', 'application/json', stream],
  ['a stream as text', 'text/plain', stream],
  ['a stream without a type', '', stream],
  ['a byte order mark', eventStream, `\uFEFF${stream}`],
  ['a byte order mark before JSON', 'application/json', `\uFEFF${whole}`],
  ['lines that end in \\r\\n', eventStream, stream.replaceAll('\n', '\r\n')],
  ['lines that end in \\r', eventStream, stream.replaceAll('\n', '\r')],
  ['no blank after data:', eventStream, stream.replaceAll('data: ', 'data:')],
  [
    'comments and pings between',
    eventStream,
    `: ping\n\n:\n\n${stream.replace('\n\n', '\n\n: hi\n\n')}`,
  ],
  ['names of events, ids and waits', eventStream, `retry: 3000\nid: 1\nevent: message\n${stream}`],
  ['an event that is no chunk', eventStream, `data: {"type":"ping"}\n\n${stream}`],
  ['null for a chunk', eventStream, `data: null\n\n${stream}`],
  ['no blank lines between', eventStream, stream.replaceAll('\n\n', '\n')],
  ['no line end behind the last', eventStream, stream.trimEnd()],
  ['no [DONE]', eventStream, stream.replace('data: [DONE]\n\n', '')],
  ['several values in a line', eventStream, `data: ${first}${last}${usage}\n\n`],
  [
    'a value over several lines',
    eventStream,
    `data: ${indent(first).replaceAll('\n', '\ndata: ')}\n\ndata: ${last}\n\n`,
  ],
  ['bare JSON lines', 'application/x-ndjson', `${first}\n${last}\n${usage}\n`],
  ['bare JSON lines within a stream', eventStream, `data: ${first}\n\n${last}\n\n`],
  ['a list of chunks', 'application/json', `[${first},\n${last},\n${usage}]`],
];

function indent(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2);
}

for (const [what, type, body] of replies)
  test(`a reply is read from ${what}`, options, async () => {
    await using server = await startModelServer({
      root: { status: 200, body, headers: { 'content-type': type } },
    });
    const { request, heard } = createRequest();
    const reply = await createTestModel(server.url, { api: 'chat' }).complete(request);
    assert.equal(reply.text, 'Three.');
    assert.equal(heard.text, 'Three.');
    assert.equal(reply.finish, 'stop');
    assert.equal(server.requests.length, 1);
  });

const faults: readonly (readonly [string, string, string, string, RegExp])[] = [
  [
    'detail',
    'application/json',
    '{"detail":"The model root is not loaded"}',
    'UnknownModel',
    /root/,
  ],
  ['error as words', 'text/plain', '{"error":"Out of memory"}', 'ServerFailed', /Out of memory/],
  [
    'message',
    'application/json',
    '{"object":"error","message":"It fell"}',
    'ServerFailed',
    /It fell/,
  ],
  ['errors', 'application/json', '{"errors":[{"message":"It fell"}]}', 'ServerFailed', /It fell/],
  [
    'error, of llama.cpp',
    eventStream,
    'error: {"code":500,"message":"the slot is gone","type":"server_error"}\n\n',
    'ServerFailed',
    /the slot is gone/,
  ],
  [
    'event: error',
    eventStream,
    'event: error\ndata: {"message":"It fell"}\n\n',
    'ServerFailed',
    /fell/,
  ],
  ['words as data', eventStream, 'data: Internal failure\n\n', 'ServerFailed', /Internal failure/],
  ['detail as data', eventStream, 'data: {"detail":"It fell"}\n\n', 'ServerFailed', /It fell/],
  [
    'error behind text',
    eventStream,
    `data: ${first}\n\nerror: {"message":"It fell"}\n\n`,
    'ServerFailed',
    /It fell/,
  ],
];

for (const [what, type, body, name, sentence] of faults)
  test(
    `an error within a good status is told in the server's words: ${what}`,
    options,
    async () => {
      await using server = await startModelServer({
        root: { status: 200, body, headers: { 'content-type': type } },
      });
      const { request } = createRequest();
      await assert.rejects(createTestModel(server.url, { api: 'chat' }).complete(request), {
        name,
        message: sentence,
      });
    },
  );

const thinking: readonly (readonly [string, object])[] = [
  ['reasoning_content', { reasoning_content: 'Let me count.' }],
  ['reasoning', { reasoning: 'Let me count.' }],
  ['thinking', { thinking: 'Let me count.' }],
  ['a part of type thinking', { content: [{ type: 'thinking', thinking: 'Let me count.' }] }],
  [
    'nested parts, as Mistral writes them',
    { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Let me count.' }] }] },
  ],
  ['a part of type reasoning', { content: [{ type: 'reasoning', text: 'Let me count.' }] }],
];
for (const [what, fields] of thinking)
  test(`thoughts stand beside the text: ${what}`, options, async () => {
    const events = `data: ${delta(fields)}\n\n${stream}`;
    await using server = await startModelServer({ root: { text: '', events } });
    const { request, heard } = createRequest();
    const reply = await createTestModel(server.url, { api: 'chat' }).complete(request);
    assert.equal(reply.text, 'Three.');
    assert.equal(heard.text, 'Three.');
    assert.equal(reply.thoughts, 'Let me count.');
  });

for (const api of ['chat', 'responses'] as const)
  test(`${api}: thoughts of a whole reply stand beside its text`, options, async () => {
    await using server = await startModelServer({
      root: { text: 'Three.', reasoning: 'Let me count.', plain: true },
      sub: 'Four.',
    });
    const model = createTestModel(server.url, { api });
    const reply = await model.complete(createRequest().request);
    assert.deepEqual([reply.text, reply.thoughts], ['Three.', 'Let me count.']);
    const plain = await model.complete(createRequest({ model: 'sub' }).request);
    assert.equal('thoughts' in plain, false);
  });

test('a model that calls a tool in place of text says so in text', options, async () => {
  const call = (fields: object) => `data: ${delta({ tool_calls: [{ index: 0, ...fields }] })}\n\n`;
  const events = [
    call({ id: 'c1', type: 'function', function: { name: 'python', arguments: '' } }),
    call({ function: { arguments: '{"code":' } }),
    call({ function: { arguments: '"1+1"}' } }),
    `data: ${delta({}, 'tool_calls')}\n\n`,
  ].join('');
  await using server = await startModelServer({ root: { text: '', events } });
  const { request, heard } = createRequest();
  const reply = await createTestModel(server.url, { api: 'chat' }).complete(request);
  assert.equal(reply.text, '<tool_call>{"name":"python","arguments":{"code":"1+1"}}</tool_call>');
  assert.equal(heard.text, reply.text);
});

test('finish reasons of other makers', options, async () => {
  const cases = [
    ['model_length', 'length'],
    ['MAX_TOKENS', 'length'],
    ['max_output_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['truncated', 'length'],
    ['ERROR_LIMIT', 'length'],
    ['sensitive', 'filtered'],
    ['refusal', 'filtered'],
    ['RECITATION', 'filtered'],
    ['guardrail_intervened', 'filtered'],
    ['ERROR_TOXIC', 'filtered'],
    ['eos', 'stop'],
    ['end_turn', 'stop'],
    ['COMPLETE', 'stop'],
    ['stop_sequence', 'stop'],
    ['tool_calls', 'stop'],
  ] as const;
  for (const [reason, finish] of cases) {
    const events = `data: ${delta({ content: 'Three.' }, reason)}\n\n`;
    await using server = await startModelServer({ root: { text: '', events } });
    const { request } = createRequest();
    const reply = await createTestModel(server.url, { api: 'chat' }).complete(request);
    assert.equal(reply.finish, finish, reason);
  }
});

for (const reason of ['error', 'abort', 'cancelled', 'timeout', 'shutdown', 'network_error'])
  test(`a reply that ended with ${reason} is asked for again`, options, async () => {
    const events = `data: ${first}\n\ndata: ${delta({}, reason)}\n\ndata: [DONE]\n\n`;
    await using server = await startModelServer({ root: [{ text: '', events }, 'Three.'] });
    const reply = await createTestModel(server.url, { api: 'chat' }).complete(
      createRequest().request,
    );
    assert.equal(reply.text, 'Three.');
  });

test('an empty finish reason does not end a reply that breaks off', options, async () => {
  const events = ['Thr', 'ee. An'].map((content) => `data: ${delta({ content }, '')}\n\n`).join('');
  await using server = await startModelServer({ root: [{ text: '', events }, 'Three. And four.'] });
  const reply = await createTestModel(server.url, { api: 'chat' }).complete(
    createRequest().request,
  );
  assert.equal(reply.text, 'Three. And four.');
});

test(
  'a server that never says that a stream is over is asked without streams',
  options,
  async () => {
    const events = `data: ${delta({ content: 'Three.' })}\n\n`;
    await using server = await startModelServer({ root: { text: 'Three.', events } });
    const model = createTestModel(server.url, { api: 'chat' });
    assert.equal((await model.complete(createRequest().request)).text, 'Three.');
    assert.equal((await model.complete(createRequest().request)).text, 'Three.');
    const streams = server.requests.map(({ body }) => body.stream);
    assert.deepEqual(streams, [true, true, undefined, undefined]);
  },
);

test('a server that knows no field called stream is asked without it', options, async () => {
  await using server = await startModelServer(
    { root: { text: 'Three.', plain: true } },
    { refuses: ['stream', 'stream_options'] },
  );
  const model = createTestModel(server.url, { api: 'chat' });
  assert.equal((await model.complete(createRequest().request)).text, 'Three.');
});

test(
  'a reply of as many tokens as were allowed was cut, whatever the server says',
  options,
  async () => {
    const { request } = createRequest();
    const usage = { inputTokens: 20, outputTokens: request.maxOutputTokens };
    await using server = await startModelServer({ root: { text: 'One, two,', usage } });
    const reply = await createTestModel(server.url, { api: 'chat' }).complete(request);
    assert.equal(reply.finish, 'length');
  },
);

for (const [what, events] of [
  [
    'in fields of its own',
    '{"choices":null,"error_type":"BadRequestError","error_message":"The key has no plan"}',
  ],
  ['beside empty choices', '{"choices":[],"error":{"code":400,"message":"The key has no plan"}}'],
  [
    'within a choice',
    '{"choices":[{"index":0,"error":{"code":400,"message":"The key has no plan"}}]}',
  ],
] as const)
  test(`an error that comes ${what} is told in its words`, options, async () => {
    for (const before of ['', `data: ${delta({ role: 'assistant', content: '' })}\n\n`]) {
      await using server = await startModelServer({
        root: { text: '', events: `${before}data: ${events}\n\ndata: [DONE]\n\n` },
      });
      await assert.rejects(
        createTestModel(server.url, { api: 'chat' }).complete(createRequest().request),
        /The key has no plan/,
      );
    }
  });

test('a page in place of a reply is named by its title', options, async () => {
  const body = '<html><head><title>Sign in</title></head><body>Welcome</body></html>';
  await using server = await startModelServer({ root: { status: 200, body } });
  await assert.rejects(
    createTestModel(server.url, { api: 'chat' }).complete(createRequest().request),
    { name: 'WrongAddress', message: /is not an OpenAI-compatible API: it answers "Sign in"\./ },
  );
});
