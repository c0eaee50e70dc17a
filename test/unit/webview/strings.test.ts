import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strings } from '../../../webview/strings.ts';

test('the citations of an answer are summed up by what is known of them', () => {
  const none = { shown: 0, unread: 0, there: 0, missing: 0 };
  const cases: [counts: Partial<typeof none>, changed: number, sum: string][] = [
    [
      { shown: 12, unread: 1, missing: 1 },
      0,
      '12 of 14 citations shown to a model, 1 only exists, 1 not there',
    ],
    [{ shown: 1 }, 0, '1 of 1 citation shown to a model'],
    [{ unread: 2 }, 2, '0 of 2 citations shown to a model, 2 only exist, 2 changed since'],
    [{ there: 3, missing: 1 }, 0, '3 of 4 citations exist, 1 not there'],
    [{ missing: 2 }, 0, '0 of 2 citations shown to a model, 2 not there'],
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
