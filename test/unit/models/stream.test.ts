import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openReply } from '../../../src/models/stream.ts';

const options = { timeout: 60_000 };
const megabyte = 1_048_576;
const watch = { controller: new AbortController(), heard: () => undefined };

/** A body that begins so, and goes on with blanks, a megabyte at a time, or as `next` says. */
function createBody(start: string, next?: () => string | Error) {
  const encoder = new TextEncoder();
  const blanks = encoder.encode(`${' '.repeat(megabyte - 1)}\n`);
  const read = { bytes: 0 };
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(start)),
    pull: (controller) => {
      const given = next?.();
      if (given instanceof Error) return controller.error(given);
      const piece = given === undefined ? blanks : encoder.encode(given);
      read.bytes += piece.byteLength;
      // Far beyond what any test allows.
      if (read.bytes > 256 * megabyte) controller.close();
      else controller.enqueue(piece);
    },
  });
  return { response: new Response(body), read };
}

async function readAll(response: Response, mostChars: number): Promise<boolean> {
  const arrival = await openReply(response, watch, mostChars);
  if (arrival.kind === 'whole') return false;
  for await (const _ of arrival.events);
  return arrival.isFull();
}

for (const [what, mostChars, most] of [
  ['small', 16_384, 4],
  ['large', 500_000, 16],
  ['huge', 16_000_000, 64],
] as const)
  test(`no more is kept of one piece than a ${what} reply needs`, options, async () => {
    const { response, read } = createBody('{"choices": [');
    await assert.rejects(readAll(response, mostChars), { name: 'EndlessReply' });
    assert.ok(read.bytes < (most + 4) * megabyte, `${read.bytes}`);
  });

test('a stream of any length is read up to a ceiling', options, async () => {
  const { response, read } = createBody('data: {}\n\n');
  assert.equal(await readAll(response, 16_000_000), true);
  assert.ok(read.bytes < 68 * megabyte, `${read.bytes}`);
});

for (const start of ['data: {}\n\n', '{"choices": [', 'Welcome, and'])
  test(`a text that no string can hold is a reply without an end: ${start}`, options, async () => {
    const { response } = createBody(start, () => new RangeError('Invalid string length'));
    await assert.rejects(readAll(response, 16_384), { name: 'EndlessReply' });
  });
