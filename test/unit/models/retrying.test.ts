import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deferred } from '../../../src/core/deferred.ts';
import { Cancelled, ServerFailed } from '../../../src/core/errors.ts';
import { type Failure, withRetries } from '../../../src/models/retry.ts';
import { readRetryAfter } from '../../../src/models/waits.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { apis, createFakeClock, createRequest, createTestModel, findClosedPort } from './asking.ts';

const options = { timeout: 30_000 };
const text = 'One potato, two potatoes, three potatoes, four.';

for (const api of apis) {
  test(`${api}: a busy server is asked again after the time it names`, options, async () => {
    const date = new Date(Date.now() + 20_000).toUTCString();
    await using server = await startModelServer({
      root: [
        { status: 429, headers: { 'retry-after': '2' } },
        { status: 503, headers: { 'retry-after-ms': '1500' } },
        { status: 429, headers: { 'retry-after': date } },
        text,
      ],
    });
    const { clock, waits } = createFakeClock();
    const { request, heard } = createRequest();
    const reply = await createTestModel(server.url, { api, clock }).complete(request);
    assert.equal(reply.text, text);
    assert.deepEqual(waits.slice(0, 2), [2_000, 1_500]);
    assert.ok((waits[2] ?? 0) > 17_000 && (waits[2] ?? 0) <= 20_000);
    const host = new URL(server.url).host;
    assert.equal(heard.notices[0], `${host} answered 429; trying again in 2.0 s.`);
    assert.equal(heard.restarts, 0, 'nothing had been shown');
  });

  for (const status of [408, 409, 429, 500, 502, 503, 529])
    test(
      `${api}: status ${status} is tried again until half a minute is over`,
      options,
      async () => {
        await using server = await startModelServer({ root: { status, message: 'Overloaded.' } });
        const { clock, waits } = createFakeClock();
        const { request, heard } = createRequest();
        await assert.rejects(
          createTestModel(server.url, { api, clock }).complete(request),
          status === 429
            ? { name: 'RateLimited' }
            : {
                name: 'ServerFailed',
                message: new RegExp(`failed: status ${status}: Overloaded\\.$`),
              },
        );
        assert.deepEqual(waits.slice(0, 4), [500, 1_000, 2_000, 4_000]);
        assert.ok(waits.reduce((sum, ms) => sum + ms, 0) <= 30_000);
        assert.equal(server.requests.length, waits.length + 1);
        assert.equal(heard.notices.length, waits.length);
      },
    );

  test(
    `${api}: a server that asks for more than a minute and a half isn't waited for`,
    options,
    async () => {
      await using server = await startModelServer({
        root: { status: 429, headers: { 'retry-after': '91' } },
      });
      const { clock, waits } = createFakeClock();
      await assert.rejects(
        createTestModel(server.url, { api, clock }).complete(createRequest().request),
        { name: 'RateLimited' },
      );
      assert.deepEqual(waits, []);
    },
  );

  for (const breaks of ['socket', 'end', 'malformed', 'error'] as const)
    test(`${api}: a stream that breaks (${breaks}) begins anew`, options, async () => {
      await using server = await startModelServer({
        root: [{ text, breaks, pieceChars: 8 }, text],
      });
      const { request, heard } = createRequest();
      const reply = await createTestModel(server.url, { api }).complete(request);
      assert.equal(reply.text, text);
      assert.equal(heard.text, text);
      assert.equal(heard.restarts, 1);
      assert.equal(heard.notices.length, 1);
    });

  test(
    `${api}: a stream that keeps breaking is given up after three retries`,
    options,
    async () => {
      await using server = await startModelServer({ root: { text, breaks: 'socket' } });
      await assert.rejects(createTestModel(server.url, { api }).complete(createRequest().request), {
        name: 'StreamCut',
      });
      assert.equal(server.requests.length, 4);
    },
  );

  test(`${api}: plain JSON that breaks off begins anew`, options, async () => {
    await using server = await startModelServer({
      root: [{ status: 200, body: '{"choices": [{"mess' }, text],
    });
    const reply = await createTestModel(server.url, { api }).complete(createRequest().request);
    assert.equal(reply.text, text);
  });

  test(`${api}: a connection closed without a word is tried again`, options, async () => {
    await using server = await startModelServer({ root: [{ status: 0 }, text] });
    const { request, heard } = createRequest();
    const reply = await createTestModel(server.url, { api }).complete(request);
    assert.equal(reply.text, text);
    assert.match(heard.notices[0] ?? '', /can't be reached: the connection broke; trying again/);
  });

  test(`${api}: a refused connection is given up after two retries`, options, async () => {
    const { clock, waits } = createFakeClock();
    const port = await findClosedPort();
    const model = createTestModel(`http://127.0.0.1:${port}/v1`, { api, clock });
    await assert.rejects(model.complete(createRequest().request), {
      name: 'ServerUnreachable',
      message: `127.0.0.1:${port} can't be reached: the connection was refused. Check the base URL and that the server runs.`,
    });
    assert.equal(waits.length, 2);
  });

  test(`${api}: an exhausted quota is not tried again`, options, async () => {
    await using server = await startModelServer({
      root: {
        status: 429,
        code: 'insufficient_quota',
        message: 'You exceeded your current quota.',
      },
    });
    await assert.rejects(createTestModel(server.url, { api }).complete(createRequest().request), {
      name: 'QuotaSpent',
    });
    assert.equal(server.requests.length, 1);
  });

  test(`${api}: silence before and within a reply ends it, without a retry`, options, async () => {
    await using server = await startModelServer({
      before: { status: -1 },
      within: { text, breaks: 'hang', pieceChars: 8 },
    });
    const model = createTestModel(server.url, { api, patience: { firstMs: 300, nextMs: 300 } });
    for (const name of ['before', 'within'])
      await assert.rejects(model.complete(createRequest({ model: name }).request), {
        name: 'ServerFailed',
        message: /nothing came from it for/,
      });
    assert.equal(server.requests.length, 2);
  });

  test(`${api}: a slow stream is no silence while pieces come`, options, async () => {
    await using server = await startModelServer({
      root: { text, pieceChars: 4, pieceDelayMs: 60 },
    });
    const model = createTestModel(server.url, { api, patience: { firstMs: 400, nextMs: 400 } });
    assert.equal((await model.complete(createRequest().request)).text, text);
  });

  for (const [when, reply] of [
    ['before the first byte', { status: -1 }],
    ['within the stream', { text, breaks: 'hang', pieceChars: 8 }],
    ['while waiting for a retry', { status: 503, headers: { 'retry-after': '20' } }],
  ] as const)
    test(`${api}: stopping ${when} ends the call within moments`, options, async () => {
      await using server = await startModelServer({ root: reply });
      const stop = new AbortController();
      const waiting = deferred<void>();
      const { request } = createRequest({
        signal: stop.signal,
        onDelta: () => waiting.resolve(),
        onRetry: () => waiting.resolve(),
      });
      const { systemClock } = await import('../../../src/models/retry.ts');
      const call = createTestModel(server.url, { api, clock: systemClock }).complete(request);
      const ended = assert.rejects(call, { name: 'Cancelled' });
      if (when === 'before the first byte') await server.seen(() => true);
      else await waiting.promise;
      const stoppedAt = performance.now();
      stop.abort();
      await ended;
      assert.ok(performance.now() - stoppedAt < 500);
      if (when !== 'while waiting for a retry')
        assert.ok(await server.seen(({ cancelled }) => cancelled), 'the server was told');
    });

  test(`${api}: a call whose signal has fired sends nothing`, options, async () => {
    await using server = await startModelServer({ root: text });
    const { request } = createRequest({ signal: AbortSignal.abort() });
    await assert.rejects(createTestModel(server.url, { api }).complete(request), Cancelled);
    assert.equal(server.requests.length, 0);
  });
}

test('what is no failure of a server is thrown on as it is', async () => {
  const bug = new TypeError('x is not a function');
  const attempt = withRetries(() => Promise.reject(bug), {
    request: { signal: new AbortController().signal, onRetry: () => assert.fail() },
    clock: createFakeClock().clock,
    explain: () => null,
  });
  await assert.rejects(attempt, (error) => error === bug);
});

test('waits are spread by chance between half and all of the backoff', async () => {
  const failure: Failure = {
    error: new ServerFailed('here', 'it'),
    what: 'it',
    retries: 2,
    afterMs: null,
    isBusy: false,
  };
  const waits: number[] = [];
  const attempt = withRetries(() => Promise.reject(failure.error), {
    request: {
      signal: new AbortController().signal,
      onRetry: ({ waitMs }) => waits.push(waitMs),
    },
    clock: { ...createFakeClock().clock, random: () => 0 },
    explain: () => failure,
  });
  await assert.rejects(attempt, ServerFailed);
  assert.deepEqual(waits, [250, 500]);
});

test('retry-after is read as seconds, as a date and as ms; nonsense is none', () => {
  const read = (headers: Record<string, string>) => readRetryAfter(new Headers(headers), 1_000_000);
  assert.equal(read({ 'retry-after': '1.5' }), 1_500);
  assert.equal(read({ 'retry-after': new Date(1_005_000).toUTCString() }), 5_000);
  assert.equal(read({ 'retry-after': new Date(0).toUTCString() }), 0);
  assert.equal(read({ 'retry-after-ms': '20', 'retry-after': '9' }), 20);
  assert.equal(read({ 'retry-after': 'soon' }), null);
  assert.equal(read({}), null);
  assert.equal(readRetryAfter(undefined, 0), null);
});
