import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRates } from '../../../src/models/rates.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { createRequest, createTestModel } from './asking.ts';

const now = Date.UTC(2030, 0, 1);
const cases: readonly (readonly [
  name: string,
  headers: Record<string, string>,
  requests: readonly [left: number, resetMs: number] | null,
  tokens: readonly [left: number, resetMs: number] | null,
])[] = [
  ['nothing', {}, null, null],
  [
    'OpenAI',
    {
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-tokens': '6m0s',
    },
    [59, 1_000],
    [149_984, 360_000],
  ],
  [
    'Anthropic, which names a time',
    {
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-requests-reset': '2030-01-01T00:00:02Z',
      'anthropic-ratelimit-tokens-remaining': '40000',
      'anthropic-ratelimit-tokens-reset': '2030-01-01T00:00:30Z',
      'anthropic-ratelimit-input-tokens-remaining': '30000',
    },
    [49, 2_000],
    [40_000, 30_000],
  ],
  [
    'Anthropic, of a workspace without a limit of all tokens',
    {
      'anthropic-ratelimit-input-tokens-remaining': '30000',
      'anthropic-ratelimit-input-tokens-reset': '2030-01-01T00:00:30Z',
    },
    null,
    [30_000, 30_000],
  ],
  [
    'a span in ms',
    { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '20ms' },
    [0, 20],
    null,
  ],
  [
    'a span with fractions',
    { 'x-ratelimit-remaining-tokens': '5', 'x-ratelimit-reset-tokens': '7.66s' },
    null,
    [5, 7_660],
  ],
  [
    'figures without a kind, whose reset is in ms since 1970',
    { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': String(now + 5_000) },
    [3, 5_000],
    null,
  ],
  [
    'a reset in seconds since 1970',
    { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': String(now / 1_000 + 5) },
    [3, 5_000],
    null,
  ],
  [
    'a reset in seconds from now',
    { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '30' },
    [3, 30_000],
    null,
  ],
  [
    'a reset as a time',
    { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '2030-01-01T00:00:07Z' },
    [3, 7_000],
    null,
  ],
  ['no reset', { 'x-ratelimit-remaining-requests': '3' }, [3, 60_000], null],
  [
    'a reset that makes no sense',
    { 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': 'soon' },
    [3, 60_000],
    null,
  ],
  ['figures that are none', { 'x-ratelimit-remaining-requests': '-1' }, null, null],
  ['an amount in words', { 'x-ratelimit-remaining-requests': 'many' }, null, null],
];

for (const [name, headers, requests, tokens] of cases)
  test(`rates are read from headers: ${name}`, () => {
    const asAllowance = (pair: readonly [number, number] | null) =>
      pair && { left: pair[0], resetMs: pair[1] };
    const expected = { requests: asAllowance(requests), tokens: asAllowance(tokens) };
    assert.deepEqual(
      readRates(new Headers(headers), now),
      requests === null && tokens === null ? null : expected,
    );
  });

const options = { timeout: 60_000 };
const told = { 'x-ratelimit-remaining-requests': '7', 'x-ratelimit-reset-requests': '2s' };

const well = {
  chat: '{"choices":[{"message":{"content":"well"},"finish_reason":"stop"}]}',
  responses:
    '{"status":"completed","output":[{"type":"message","content":[{"text":"well","type":"output_text"}]}]}',
};

for (const api of ['chat', 'responses'] as const)
  test(`${api}: first byte, rates and refusals of a server are told`, options, async () => {
    await using server = await startModelServer({
      root: [
        { status: 503, headers: told },
        { status: 400 },
        { status: 200, headers: told, body: well[api] },
      ],
    });
    const heard: string[] = [];
    const { request } = createRequest({
      onHeard: (ms) => heard.push(ms >= 0 && ms < 30_000 ? 'heard' : `heard after ${ms}`),
      onRates: ({ requests }) => heard.push(`${requests?.left} left for ${requests?.resetMs} ms`),
      onBusy: () => heard.push('busy'),
      onRetry: ({ what, isNamed }) => heard.push(`${what.replace(/.* /, '')} ${isNamed}`),
    });
    const reply = await createTestModel(server.url, { api }).complete(request);
    assert.equal(reply.text, 'well');
    // A refusal that is about the request says nothing of how much there is to do.
    assert.deepEqual(heard, [
      '7 left for 2000 ms',
      'busy',
      '503 false',
      '7 left for 2000 ms',
      'heard',
    ]);
  });
