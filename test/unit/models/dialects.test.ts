// Every maker's way of refusing, over real HTTP.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Dialect,
  firstDialects,
  lastDialects,
  lengthDialects,
} from '../../../src/models/dialects/makers.ts';
import { readRefusal } from '../../../src/models/dialects/read.ts';
import { readSaid } from '../../../src/models/said.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { createRequest, createTestModel } from './asking.ts';
import { endings, teachings } from './dialectCases.ts';

const options = { timeout: 30_000 };
/** Two messages of the user in a row, as some histories have them. */
const messages = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'x'.repeat(4_000) },
  { role: 'assistant', content: 'Yes.' },
  { role: 'user', content: 'How many?' },
  { role: 'user', content: 'Say it.' },
] as const;
const asked = { maxOutputTokens: 16_384, messages };

for (const { maker, status, body, takes } of teachings)
  test(`${maker} teaches how to ask, once: ${body.slice(0, 60)}`, options, async () => {
    await using server = await startModelServer({
      root: ({ body: sent, messages: got }) =>
        takes({ body: sent, roles: got.map(({ role }) => role).join(' ') })
          ? 'Three.'
          : { status, body },
    });
    const model = createTestModel(server.url, { api: 'chat' });
    const { request } = createRequest(asked);
    assert.equal((await model.complete(request)).text, 'Three.');
    const learned = server.requests.length;
    assert.ok(learned > 1 && learned <= 4, `${learned} requests`);
    assert.equal((await model.complete(request)).text, 'Three.');
    // What a balance pays isn't a habit of the server's, and no number tells nothing to keep.
    const isKept = status !== 402 && !/messages or completion\."/.test(body);
    if (isKept) assert.equal(server.requests.length, learned + 1);
  });

for (const { maker, status, body, error, says } of endings)
  test(`${maker}: ${error} in its own words: ${body.slice(0, 60)}`, options, async () => {
    await using server = await startModelServer({ root: { status, body } });
    const { request } = createRequest(asked);
    await assert.rejects(
      createTestModel(server.url, { api: 'chat', apiKey: 'sk-test' }).complete(request),
      (thrown: Error) => {
        assert.equal(thrown.name, error, thrown.message);
        assert.match(thrown.message, says);
        assert.doesNotMatch(thrown.message, /<html|<title|\n/);
        return true;
      },
    );
    const isPassing = error === 'RateLimited' || status === 503 || status === 529;
    if (!isPassing) assert.ok(server.requests.length <= 2, 'no retries');
  });

test('every row of the table is met by one of these', () => {
  const met = new Set<Dialect | null>();
  for (const { status, body } of [...teachings, ...endings]) {
    const seen = { status: status === 200 ? undefined : status, sent: 16_384, ...readSaid(body) };
    met.add(readRefusal(seen).dialect);
  }
  const rows = [...firstDialects, ...lengthDialects, ...lastDialects];
  const missing = rows.filter((row) => !met.has(row));
  assert.deepEqual(missing, []);
});
