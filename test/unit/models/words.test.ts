// What reaches a person of a server's words and of an address: short, plain and without secrets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../../../src/models/connection.ts';
import { checkProvider, listOffered } from '../../../src/models/provider.ts';
import { createRedaction } from '../../../src/models/redaction.ts';
import { readSaid } from '../../../src/models/said.ts';
import { readWaitAsked } from '../../../src/models/waits.ts';
import { startModelServer } from '../../support/modelServer.ts';
import {
  apis,
  createFakeClock,
  createRequest,
  createTestClient,
  createTestModel,
  settingsFor,
} from './asking.ts';

const options = { timeout: 30_000 };
const never = new AbortController().signal;
const key = 'my-own-key-1234567';
const headers = { 'X-Team': 'TEAM-99', Authorization: 'Bearer ENTRA-TOKEN-7' };

for (const api of apis)
  test(
    `${api}: key, headers and query don't come back in what a server says`,
    options,
    async () => {
      const echo = `hdr TEAM-99 auth ENTRA-TOKEN-7 key ${key} ?code=QUERYSECRET1 enc SE%2FCRET%202 raw SE/CRET 2`;
      const replies = [
        { status: 400, message: echo },
        { status: 401, message: echo },
        { status: 429, message: echo, headers: { 'retry-after': '120' } },
        { status: 500, message: echo },
        { status: 404, body: `<html><title>${echo}</title></html>` },
        { status: 200, body: JSON.stringify({ error: echo }) },
        { status: 200, body: `<html><title>${echo}</title></html>` },
      ];
      for (const reply of replies) {
        await using server = await startModelServer({ root: reply });
        const baseUrl = `${server.url}?code=QUERYSECRET1&other=${encodeURIComponent('SE/CRET 2')}`;
        const model = createTestClient({ apiKey: key, baseUrl, headers }, api);
        const { request, heard } = createRequest();
        await assert.rejects(model.complete(request), (error: Error) => {
          assert.match(error.message, /hdr \*\*\*/);
          const all = JSON.stringify([error.message, Object(error).facts, heard.notices]);
          assert.doesNotMatch(all, /TEAM-99|ENTRA|my-own|QUERYSECRET|SE\/CRET|SE%2FCRET/);
          return true;
        });
      }
    },
  );

test('nor in what a list of models or a test of the connection says', options, async () => {
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => {
    response.statusCode = 503;
    response.end(JSON.stringify({ error: `busy ${request.url} ${request.headers['x-team']}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const baseUrl = `http://127.0.0.1:${port}/v1?code=QUERYSECRET1`;
  const settings = settingsFor(baseUrl, { apiKey: key, headers });
  try {
    const report = await checkProvider(settings, ['root'], never);
    const sentence = report.fault?.error.message ?? '';
    assert.match(sentence, /status 503: busy/);
    await assert.rejects(listOffered(settings, never), (error: Error) => {
      assert.doesNotMatch(`${sentence} ${error.message}`, /QUERYSECRET|TEAM-99/);
      return true;
    });
  } finally {
    server.close();
  }
});

test('what looks like a key is taken out even where it is not ours', () => {
  const redact = createRedaction({ apiKey: null, baseUrl: null, headers: {} });
  for (const secret of [
    'sk-proj-abcdefgh12',
    'gsk_abcdefgh12',
    'hf_abcdefgh12',
    'AIzaSyAbcdefgh12',
    'xai-abcdefgh12',
    'nvapi-abcdefgh12',
    'eyJhbGciOiJI.eyJzdWIi',
  ])
    assert.equal(redact(`Key ${secret} is wrong`), 'Key *** is wrong');
});

const bodies: readonly (readonly [string, string, string])[] = [
  ['words', 'Too bad', 'Too bad'],
  ['a page', '<!DOCTYPE html>\n<html><head><title>\n Bad\n</title></head></html>', 'Bad'],
  [
    'a page without a title',
    '<html><body><style>p{}</style><p>Bad <b>day</b></p></body></html>',
    'Bad day',
  ],
  ['a page behind a remark', '<!-- x --><html><title>Bad</title></html>', 'Bad'],
  ['XML', '<?xml version="1.0"?><Error><Message>Denied</Message></Error>', 'Denied'],
  ['a string', '"Too bad"', 'Too bad'],
  [
    'an error that is only a title',
    '{"error":"Bad Request","message":"n is 0"}',
    'Bad Request: n is 0',
  ],
  ['DashScope', '{"error":{"message":"<400> Internal: No."}}', '<400> Internal: No.'],
  ['FastAPI', '{"detail":[{"loc":["body","n"],"msg":"Must be 1"}]}', 'n: Must be 1'],
  [
    'two details',
    '{"detail":[{"loc":["body","n"],"msg":"A"},{"loc":["body","m"],"msg":"B"}]}',
    'n: A; m: B',
  ],
  ['a page within JSON', '{"error":{"message":"<html><title>Bad</title></html>"}}', 'Bad'],
  ['nothing', '', ''],
  ['an empty object', '{}', ''],
];
for (const [what, body, words] of bodies)
  test(`what a body says is found: ${what}`, () =>
    assert.equal(readSaid(body).words.trim(), words));

const waits: readonly (readonly [string, number | null])[] = [
  ['Please try again in 12m30.5s.', 750_500],
  ['Please try again in 20 seconds', 20_000],
  ['retry in 340ms', 340],
  ['Please retry after 7 seconds.', 7_000],
  ['Please try again in 1 hour', 3_600_000],
  ['Try again in 1h2m3s', 3_723_000],
  ['wait 2 minutes and 5 seconds', 125_000],
  ['Please wait for 30 secs before', 30_000],
  ['The limit resets in 5 min', 300_000],
  ['Retry-After: 30s', 30_000],
  ['available again in 2 days', 172_800_000],
  ['Limit 5 requests per 1 minute', null],
  ['try again later', null],
];
for (const [words, ms] of waits)
  test(`the wait in "${words}"`, () => assert.equal(readWaitAsked(words), ms));

test('a wait of a minute is obeyed and said, one of an hour is not', options, async () => {
  const busy = (wait: string) => ({ status: 429, message: `Slow. Please try again in ${wait}.` });
  await using server = await startModelServer({
    root: [busy('1m'), busy('50 seconds'), 'Three.'],
    sub: [busy('1h'), 'Four.'],
  });
  const { clock, waits: waited } = createFakeClock();
  const model = createTestModel(server.url, { api: 'chat', clock });
  const { request, heard } = createRequest();
  assert.equal((await model.complete(request)).text, 'Three.');
  assert.deepEqual(waited, [60_000, 50_000]);
  assert.match(heard.notices[0] ?? '', /answered 429; trying again in 60\.0 s\.$/);
  await assert.rejects(model.complete(createRequest({ model: 'sub' }).request), {
    name: 'RateLimited',
    message: /for now: Slow\. Please try again in 1h\.$/,
  });
});

test('a server that always names a wait is given up', options, async () => {
  await using server = await startModelServer({
    root: { status: 429, headers: { 'retry-after': '60' } },
  });
  const { clock, waits: waited } = createFakeClock();
  await assert.rejects(
    createTestModel(server.url, { api: 'chat', clock }).complete(createRequest().request),
    { name: 'RateLimited' },
  );
  assert.ok(waited.length < 10);
});

const addresses: readonly (readonly [string, RegExp])[] = [
  [
    'localhost:8099/v1',
    /^localhost:8099\/v1 has no http:\/\/ in front\. Set the base URL to http:\/\/localhost:8099\/v1\.$/,
  ],
  ['ollama:11434', /^ollama:11434 has no http:\/\/ in front\./],
  [
    '192.168.0.7:1234/v1',
    /has no http:\/\/ in front\. Set the base URL to http:\/\/192\.168\.0\.7:1234\/v1\.$/,
  ],
  [
    'api.example.com/v1',
    /has no https:\/\/ in front\. Set the base URL to https:\/\/api\.example\.com\/v1\.$/,
  ],
  ['//localhost:8099/v1', /has no http:\/\/ in front/],
  [
    '"http://localhost:8099/v1"',
    /stands in quotes\. Set the base URL to http:\/\/localhost:8099\/v1\.$/,
  ],
  ["'http://localhost:8099/v1'", /stands in quotes\. /],
  [
    'http://localhost:8099/v1 /',
    /has blanks in it\. Set the base URL to http:\/\/localhost:8099\/v1\/\.$/,
  ],
  [
    'http://localhost:8099/v1/chat/completions',
    /ends in \/chat\/completions, which is added .* Set the base URL to http:\/\/localhost:8099\/v1\.$/,
  ],
  ['http://localhost:8099/v1/responses/', /ends in \/responses/],
  ['not a url', /is no address of a server\. A base URL reads like/],
];
for (const [baseUrl, sentence] of addresses)
  test(`the address ${baseUrl} is refused with what to write`, () => {
    assert.throws(() => connect({ apiKey: 'sk-1', baseUrl, headers: {} }), {
      name: 'WrongAddress',
      message: sentence,
    });
  });

test('blanks around an address and slashes behind it are nothing', () => {
  const { url } = connect({ apiKey: null, baseUrl: ' http://localhost:8099/v1// \n', headers: {} });
  assert.equal(url, 'http://localhost:8099/v1');
});

test('a key that goes unencrypted to another machine is warned of, once', options, async () => {
  const warned = (baseUrl: string, apiKey: string | null) =>
    connect({ apiKey, baseUrl, headers: apiKey ? {} : { 'api-key': 'k' } }).warnings;
  assert.match(warned('http://10.0.0.7:8000/v1', 'k').join(), /go to 10\.0\.0\.7:8000 unencrypted/);
  assert.equal(warned('http://10.0.0.7:8000/v1', null).length, 1);
  assert.deepEqual(warned('http://localhost:8000/v1', 'k'), []);
  assert.deepEqual(warned('https://10.0.0.7:8000/v1', 'k'), []);

  await using server = await startModelServer({ root: 'Three.' });
  const baseUrl = server.url.replace('127.0.0.1', '0.0.0.0');
  const model = createTestClient(connect({ apiKey: 'k', baseUrl, headers: {} }), 'chat');
  const { request, heard } = createRequest();
  await model.complete(request);
  await model.complete(request);
  assert.equal(heard.notices.length, 1);
  const given = settingsFor(baseUrl, { apiKey: 'k', api: 'chat' });
  const report = await checkProvider(given, ['root'], never);
  assert.deepEqual([report.fault, report.warnings?.length], [null, 1]);
});

test('a wait that stands in a field of the body is read', () => {
  const cases: readonly (readonly [object, number | null])[] = [
    [{ error: { details: [{ retryDelay: '34s' }] } }, 34_000],
    [{ cloudflare_error: true, status: 520, retry_after: 60 }, 60_000],
    [{ error: { message: 'Slow.', retry_after_seconds: 2.5 } }, 2_500],
    [{ error: { message: 'Slow.', retry_after: 'later' } }, null],
    [{ error: { metadata: { headers: { 'X-RateLimit-Reset': '12' } } } }, null],
  ];
  for (const [body, waitMs] of cases)
    assert.equal(readSaid(JSON.stringify(body)).waitMs, waitMs, JSON.stringify(body));
  const reset = { 'X-RateLimit-Reset': String(Date.now() + 40_000) };
  const { waitMs } = readSaid(JSON.stringify({ error: { metadata: { headers: reset } } }));
  assert.ok(waitMs !== null && waitMs > 0 && waitMs <= 40_000);
});
