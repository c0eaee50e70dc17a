// What a server can't do to us: replies without an end, requests that never end, other addresses.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { connect } from '../../../src/models/connection.ts';
import { readMeaning } from '../../../src/models/dialects/read.ts';
import { checkProvider, listOffered } from '../../../src/models/provider.ts';
import { readSaid, stripTags } from '../../../src/models/said.ts';
import { readWaitAsked } from '../../../src/models/waits.ts';
import { startModelServer } from '../../support/modelServer.ts';
import {
  apis,
  baseUrlOf,
  createRequest,
  createTestClient,
  createTestModel,
  settingsFor,
} from './asking.ts';

const options = { timeout: 60_000 };
const never = new AbortController().signal;

/** Any server at all; what arrives there is kept. */
async function serve(listener: RequestListener) {
  const arrived: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    arrived.push(request);
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    arrived,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Writes an event again and again until the other side has had enough. */
const endless =
  (event: string, pauseMs = 0): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const write = (): void => {
      if (response.destroyed) return;
      const more = response.write(event.repeat(pauseMs > 0 ? 1 : 200));
      if (pauseMs > 0) setTimeout(write, pauseMs);
      else if (more) setImmediate(write);
      else response.once('drain', write);
    };
    write();
  };

const chunk = (fields: object): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: fields }] })}\n\n`;

for (const [what, event] of [
  ['text', chunk({ content: 'word '.repeat(20) })],
  ['thoughts', chunk({ reasoning_content: 'word '.repeat(20) })],
  [
    'calls of tools',
    chunk({ tool_calls: [{ index: 0, function: { name: 'f', arguments: 'x'.repeat(100) } }] }),
  ],
  ['chunks without any text', chunk({})],
] as const)
  test(`reading stops at a reply that has no end: ${what}`, options, async () => {
    await using server = await serve(endless(event));
    const { request } = createRequest({ maxOutputTokens: 2_000 });
    const reply = await createTestModel(server.url, { api: 'chat' }).complete(request);
    assert.equal(reply.finish, 'length');
    assert.ok(reply.text.length + (reply.thoughts ?? '').length < 64_000);
    assert.equal(server.arrived.length, 1);
  });

test('one piece without an end is no reply', options, async () => {
  await using server = await serve(endless('{"a": "x'));
  const { request } = createRequest({ maxOutputTokens: 2_000 });
  await assert.rejects(createTestModel(server.url, { api: 'chat' }).complete(request), {
    name: 'ServerFailed',
    message: /its reply is longer than any could be/,
  });
});

test('a server that takes no limit may write twice what was wanted, no more', options, async () => {
  let limits = 0;
  await using server = await startModelServer({
    root: ({ body }) => {
      if ('max_tokens' in body || 'max_completion_tokens' in body) {
        limits += 1;
        return { status: 400, message: `Unknown parameter: ${Object.keys(body).join(' ')}` };
      }
      return 'word '.repeat(20_000);
    },
  });
  const { request } = createRequest({ maxOutputTokens: 4_000 });
  const reply = await createTestModel(server.url, { api: 'chat' }).complete(request);
  assert.ok(limits > 0);
  assert.equal(reply.finish, 'length');
  assert.ok(reply.text.length <= 2 * 4_000 * 4 + 64, `${reply.text.length}`);
});

test('a request that is kept alive by comments alone ends all the same', options, async () => {
  await using server = await serve(endless(': still here\n\n', 20));
  const patience = { firstMs: 20_000, nextMs: 20_000, totalMs: 500 };
  const { request } = createRequest();
  await assert.rejects(createTestModel(server.url, { api: 'chat', patience }).complete(request), {
    name: 'ServerFailed',
    message: /its reply was not complete after/,
  });
  assert.equal(server.arrived.length, 1);
});

for (const [what, words] of [
  ['counts', 'input token count '.repeat(20_000)],
  ['tags', '<a '.repeat(100_000)],
  ['braces', '{"'.repeat(100_000)],
  ['waits', 'try again in 1m '.repeat(20_000)],
  ['numbers', 'max_tokens 16384 '.repeat(20_000)],
  ['roles', 'system role '.repeat(20_000)],
] as const)
  test(`long words of a server cost nothing to read: ${what}`, () => {
    const before = performance.now();
    const said = readSaid(JSON.stringify({ error: { message: words } }));
    readMeaning({ status: 400, ...said, sent: 16_384 });
    readWaitAsked(words);
    stripTags(said.words);
    assert.ok(performance.now() - before < 2_000);
  });

const secretText = 'The secret text of the user';
for (const status of [301, 302, 303, 307, 308])
  for (const api of apis)
    test(
      `${api}: a redirect with ${status} is named, and nothing arrives there`,
      options,
      async () => {
        await using other = await serve((_, response) => void response.end('{}'));
        await using server = await serve((request, response) => {
          request.resume();
          response.writeHead(status, {
            location: `${other.url}/chat/completions?token=SECRETTOKEN`,
          });
          response.end();
        });
        const connection = {
          apiKey: 'AZURE-KEY-77',
          baseUrl: server.url,
          headers: { 'x-team-token': 'TEAM-99', 'api-key': 'AZURE-KEY-77' },
        };
        const messages = [{ role: 'user', content: secretText }] as const;
        const { request } = createRequest({ messages });
        await assert.rejects(
          createTestClient(connection, api).complete(request),
          (error: Error) => {
            assert.equal(error.name, 'WrongAddress');
            assert.equal(
              error.message,
              `${baseUrlOf(server.url, api)} redirects to ${other.url}. Redirects are not followed: set the base URL to the new address if you trust it.`,
            );
            return true;
          },
        );
        assert.equal(server.arrived.length, 1);
        assert.equal(other.arrived.length, 0);
      },
    );

test(
  'a redirect is named without the secrets in it, and no longer than a line',
  options,
  async () => {
    const apiKey = 'azure/key77';
    const path = `/to/${encodeURIComponent(apiKey)}/TEAM-99/QUERY-5/${'a'.repeat(5_000)}`;
    await using server = await serve((request, response) => {
      request.resume();
      response.writeHead(307, { location: `http://me:SECRET@other.example${path}?key=SECRET` });
      response.end();
    });
    const settings = { apiKey, headers: { 'x-team-token': 'TEAM-99' } };
    const baseUrl = `${server.url}?code=QUERY-5`;
    const { request } = createRequest();
    const connection = connect({ ...settings, baseUrl });
    const asked = [
      () => createTestClient(connection, 'chat').complete(request),
      () => listOffered(settingsFor(baseUrl, settings), never),
    ];
    for (const ask of asked)
      await assert.rejects(ask(), ({ name, message }: Error) => {
        assert.equal(name, 'WrongAddress');
        assert.match(
          message,
          /redirects to http:\/\/other\.example\/to\/\*\*\*\/\*\*\*\/\*\*\*\/a/,
        );
        assert.doesNotMatch(message, /key|TEAM|QUERY|SECRET/);
        assert.ok(message.length < 500, message);
        return true;
      });
  },
);

test('a list of models is not asked of where a server redirects to', options, async () => {
  await using other = await serve((_, response) => void response.end('{"data":[{"id":"x"}]}'));
  await using server = await serve((_, response) => {
    response.writeHead(307, { location: `${other.url}/models` });
    response.end();
  });
  const settings = settingsFor(server.url, { apiKey: 'sk-1234567', headers: { 'x-team': 'TEAM' } });
  await assert.rejects(listOffered(settings, never), {
    name: 'WrongAddress',
    message: new RegExp(`redirects to ${other.url}\\. `),
  });
  const report = await checkProvider(settings, ['root'], never);
  assert.equal(report.fault?.step, 'address');
  assert.match(report.fault.error.message, /redirects to/);
  assert.equal(other.arrived.length, 0);
});
