import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strings } from '../../../webview/strings.ts';

test('the citations of an answer are summed up by what is known of them', () => {
  const none = { shown: 0, unread: 0, there: 0, missing: 0 };
  const cases: [counts: Partial<typeof none>, changed: number, sum: string][] = [
    [
      { shown: 12, unread: 1, missing: 1 },
      0,
      '13 cited places found, 1 missing, 1 not read by a model',
    ],
    [{ shown: 1 }, 0, '1 cited place found'],
    [{ unread: 2 }, 2, '2 cited places found, 2 not read by a model, 2 changed since'],
    [{ there: 3, missing: 1 }, 0, '3 cited places found, 1 missing'],
    [{ missing: 2 }, 0, '0 cited places found, 2 missing'],
  ];
  for (const [counts, changed, sum] of cases) {
    assert.equal(strings.citationsChecked({ ...none, ...counts }, changed), sum);
  }
});

test('a line too long to be a proof is said to be none, unless quoted words stand there', () => {
  assert.equal(
    strings.citation('a:L1', 'shown', 52_000),
    'Open a:L1: shown to the model, a line of 52,000 characters, which is no proof',
  );
  const place = strings.atCharacter('a:L1', 12_345);
  assert.equal(
    strings.citation(place, 'shown', 'quoted'),
    'Open a:L1, character 12,345: shown to the model, the quoted words stand there',
  );
  assert.equal(strings.withoutProof(2), '2 citations name a line too long to be a proof');
  assert.equal(strings.withoutProof(0), '');
});

test('what was searched and what was read are two figures, and all of it is said in words', () => {
  const cases: [share: number, items: number, said: string][] = [
    [1, 1, 'Searched: whole text'],
    [1, 32, 'Searched: all 32 files'],
    [0.999, 1, 'Searched: >99%'],
    [0.9, 32, 'Searched: 90%'],
  ];
  for (const [share, items, said] of cases) {
    assert.equal(strings.searchedByCode(share, items), said);
  }
  assert.equal(strings.readByModels(0.002), 'Read by the model: <1%');
});
