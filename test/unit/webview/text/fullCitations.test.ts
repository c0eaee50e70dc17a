import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunStarted } from '../../../../src/core/events.ts';
import { withFileNames } from '../../../../webview/text/fullCitations.ts';
import { started } from '../../../support/sampleEvents.ts';

type Context = RunStarted['context'];

const one = started.context;
const withOrigin = (uri: string | null, firstLine = 1): Context => ({
  ...one,
  label: 'a text',
  sources: one.sources.map((source) => ({
    ...source,
    origin: uri === null ? null : { uri, firstLine },
  })),
});
const folder: Context = {
  ...one,
  kind: 'map',
  label: 'logs',
  items: 2,
  sources: ['a.log', 'b/c.log'].map((path) => ({ path, chars: 9, lines: 99, origin: null })),
};

test('a copied answer names the file at each place', () => {
  const cases: [answer: string, context: Context, copied: string][] = [
    ['So [L12].', one, 'So [platform.log:L12].'],
    ['So [L12-L20] and [L3].', one, 'So [platform.log:L12-L20] and [platform.log:L3].'],
    ['So [L12, L14].', one, 'So [platform.log:L12, platform.log:L14].'],
    ['So [L2].', withOrigin('file:///a/the%20log.txt', 11), 'So [the log.txt:L12].'],
    ['So [L2].', withOrigin('file:///a/100%.txt'), 'So [100%.txt:L2].'],
    ['So [L2].', withOrigin(null), 'So [a text:L2].'],
    ['So [b/c.log:L2].', folder, 'So [b/c.log:L2].'],
    ['See [this](https://example.org/).', one, 'See [this](https://example.org/).'],
    ['Nothing.', one, 'Nothing.'],
  ];
  for (const [answer, context, copied] of cases) {
    assert.equal(withFileNames(answer, context), copied);
  }
});

test('code is copied as it stands', () => {
  const answer = 'At [L1]:\n\n```js\nlist[L12] = x[L13];\n```\n\nand `[L14]`, [L15].\n\n~~~\n[L16]';
  assert.equal(
    withFileNames(answer, one),
    answer.replace('[L1]', '[platform.log:L1]').replace('[L15]', '[platform.log:L15]'),
  );
});
