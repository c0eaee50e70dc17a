import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSaid } from '../../../src/models/said.ts';

const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
/** What JavaScript can't make a word or a number of. */
const mute = '{"toString":1,"valueOf":1}';

const bodies: readonly (readonly [string, string, string])[] = [
  ['an error of lists within lists', `{"error":{"data":${deep}}}`, ''],
  [
    'reasons within lists',
    `{"message":"No.","metadata":{"reasons":[${deep},"hate"]}}`,
    'No.: hate',
  ],
  ['reasons that are no words', `{"message":"No.","metadata":{"reasons":[${mute}]}}`, 'No.'],
  ['a place of no words', `{"detail":[{"loc":["body",${mute},0],"msg":"No."}]}`, '0: No.'],
  ['a wait of no number', `{"message":"No.","retry_after":${mute}}`, 'No.'],
  ['a reset of no number', `{"message":"No.","x-ratelimit-reset":${mute}}`, 'No.'],
];

for (const [what, body, words] of bodies)
  test(`a refusal is read with ${what}`, () => {
    const said = readSaid(body);
    assert.deepEqual([said.words, said.waitMs], [words, null]);
  });
