import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultOf, serve } from './support.ts';

const timeout = { timeout: 120_000 };
const answering = async (asked: Parameters<typeof resultOf>[0]) => ({
  ...{ result: resultOf(asked), citedLines: [], runFolder: null },
});

test('what is no message is answered as such, to whom that can be told', timeout, async (t) => {
  const { client } = await serve(t, answering);
  const before = client.received.length;
  const lines: readonly (readonly [line: string, code: number | null, id?: string | number])[] = [
    ['garbage', -32_700],
    ['{"jsonrpc":"2.0","id":5,"method":"ping"', -32_700],
    ['[]', -32_600],
    ['[{"jsonrpc":"2.0","id":6,"method":"ping"}]', -32_600],
    ['null', -32_600],
    ['7', -32_600],
    ['{"id":7,"method":"ping"}', -32_600, 7],
    ['{"jsonrpc":"1.0","id":8,"method":"ping"}', -32_600, 8],
    ['{"jsonrpc":"2.0","id":9,"method":7}', -32_600, 9],
    ['{"jsonrpc":"2.0","id":"ten","method":"ping","params":[1]}', -32_600, 'ten'],
    ['{"jsonrpc":"2.0","id":null,"method":"ping"}', -32_600],
    ['{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}', -32_600],
    ['{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32_600],
    ['{"jsonrpc":"2.0","id":11,"result":7}', null],
    ['{"jsonrpc":"2.0","id":12,"error":"no"}', null],
    ['', null],
    ['  ', null],
  ];
  for (const [line] of lines) client.line(line);
  await client.replyTo(client.request('ping'));
  const errors = client.received
    .slice(before)
    .flatMap(({ error, id }) => (error === undefined ? [] : [[error.code, id]]));
  assert.deepEqual(
    errors,
    lines.flatMap(([, code, id]) => (code === null ? [] : [[code, id]])),
  );
});

test(
  'a frame may come in pieces, with a carriage return, with a mark at its beginning',
  timeout,
  async (t) => {
    const { client } = await serve(t, answering);
    const question = 'Wo steht „größer“? 😀';
    const frame = JSON.stringify({
      ...{ jsonrpc: '2.0', id: 'pieces', method: 'tools/call' },
      params: { name: 'ask_long_text', arguments: { question, path: 'a.log' } },
    });
    client.line(Buffer.from(`\ufeff${frame}\r`));
    assert.ok((await client.replyTo('pieces')).result);
  },
);

test('the last frame needs no end of its line', timeout, async (t) => {
  const { client, over } = await serve(t, answering);
  client.bytes('{"jsonrpc":"2.0","id":"last","method":"tools/list"}');
  client.end();
  assert.ok((await client.replyTo('last')).result);
  await over;
});

test('a message over 10 MB is refused, and the next one is read', timeout, async (t) => {
  const { client } = await serve(t, answering);
  client.line(`{"jsonrpc":"2.0","id":1,"method":"${'x'.repeat(10 * 1024 * 1024)}"}`);
  assert.match(
    (await client.seen(({ error }) => error !== undefined)).error?.message ?? '',
    /10 MB/,
  );
  assert.ok((await client.replyTo(client.request('tools/list'))).result);
});

test('unknown methods and tools are errors of the protocol', timeout, async (t) => {
  const { client } = await serve(t, answering);
  assert.equal((await client.replyTo(client.request('no/such'))).error?.code, -32_601);
  for (const name of ['no_such', '__proto__', 'constructor', '']) {
    const { error, result } = await client.replyTo(client.call(name, {}));
    assert.ok(error !== undefined || result?.isError, name);
  }
});

test('whatever comes, the server answers what is asked after it', timeout, async (t) => {
  const seed = Number(process.env.RLM_SEED ?? Date.now() % 2 ** 31);
  t.diagnostic(`RLM_SEED=${seed}`);
  const random = randomOf(seed);
  const { client, bugs } = await serve(t, answering);
  for (let round = 0; round < 300; round += 1) client.line(mutated(random));
  assert.ok((await client.replyTo(client.request('tools/list'))).result);
  // Whatever the frames have asked for, this engine answers without a flaw.
  assert.deepEqual(bugs, []);
});

const values: readonly unknown[] = [
  ...[null, true, 0, -1, 1e308, '', 'a.log', '../..', '\0', '\ud800', [], {}, [[[]]]],
  ...['__proto__', { __proto__: 1 }, 'x'.repeat(5_000), ['a.log', null], { toString: 1 }],
];

function mutated(random: (below: number) => number): Buffer {
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const args: Record<string, unknown> = { question: 'q', path: 'a.log' };
  const names = [...Object.keys(args), 'paths', 'glob', 'max_cost_usd', 'wait_seconds', 'run_id'];
  for (let times = random(3); times > 0; times -= 1) args[pick(names)] = pick(values);
  const params: Record<string, unknown> = {
    name: pick(['ask_long_text', 'get_run', 'stop_run', pick(values)]),
    arguments: random(4) === 0 ? pick(values) : args,
    _meta: random(3) === 0 ? pick([...values, { progressToken: pick(values) }]) : {},
  };
  const frame: Record<string, unknown> = {
    ...{ jsonrpc: '2.0', id: `f${random(1_000_000)}` },
    method: pick(['tools/call', 'tools/list', 'ping', 'initialize', 'notifications/cancelled']),
    params: random(5) === 0 ? pick(values) : params,
  };
  for (let times = random(2); times > 0; times -= 1) frame[pick(Object.keys(frame))] = pick(values);
  const bytes = Buffer.from(JSON.stringify(frame));
  for (let times = random(3); times > 0; times -= 1) bytes[random(bytes.length)] = random(256);
  return random(8) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
}

function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
