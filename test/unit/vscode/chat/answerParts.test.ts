import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextNames } from '../../../../src/core/citedPlaces.ts';
import { splitAnswer } from '../../../../src/vscode/chat/answerParts.ts';
import { locate } from '../../../../src/vscode/chat/citedSources.ts';

const names = new TextNames({
  kind: 'map',
  label: 'src',
  items: [
    { path: 'a.ts', origin: null },
    { path: 'b.ts', origin: null },
  ],
});

/** Places as `<path:start-end>`, Markdown as it stands. */
const shown = (answer: string): string =>
  splitAnswer(answer, names)
    .map((part) =>
      part.kind === 'markdown'
        ? part.text
        : `<${part.place.path}:${part.place.startLine}-${part.place.endLine}>`,
    )
    .join('');

test('an answer is cut at the places that it cites, but not within code', () => {
  const cases = [
    ['No places.', 'No places.'],
    ['One [a.ts:L2], two [b.ts:L3-L5].', 'One <a.ts:2-2>, two <b.ts:3-5>.'],
    ['[a.ts:L2; b.ts:L3]', '<a.ts:2-2><b.ts:3-3>'],
    ['[`a.ts`:L2] and `[a.ts:L2]`', '<a.ts:2-2> and `[a.ts:L2]`'],
    ['```\n[a.ts:L2]\n```\n[a.ts:L3]', '```\n[a.ts:L2]\n```\n<a.ts:3-3>'],
    [
      '~~~\n[a.ts:L2]\n```\n[a.ts:L3]\n~~~\n[a.ts:L4]',
      '~~~\n[a.ts:L2]\n```\n[a.ts:L3]\n~~~\n<a.ts:4-4>',
    ],
    ['```\n[a.ts:L2]', '```\n[a.ts:L2]'],
    ['``a ` [a.ts:L2]`` [a.ts:L3]', '``a ` [a.ts:L2]`` <a.ts:3-3>'],
    ['a ` alone [a.ts:L2]', 'a ` alone <a.ts:2-2>'],
    ['[a link](https://example.org)', '[a link](https://example.org)'],
  ] as const;
  for (const [answer, expected] of cases) assert.equal(shown(answer), expected);
});

test('nothing is loaded from elsewhere because a model has written so: pictures become links', () => {
  assert.equal(shown('![x](https://evil.example/p.png)'), '[x](https://evil.example/p.png)');
  assert.equal(shown('`![x](y)`'), '`![x](y)`');
});

test('an answer of a megabyte of marks is cut within seconds', () => {
  for (const piece of [
    '`',
    '``` ',
    '[',
    '[a.ts:L1]',
    '`[a.ts:L1',
    '~~~\n',
    '![',
    '`x` [a.ts:L1] ![',
  ]) {
    const started = performance.now();
    splitAnswer(piece.repeat(1_000_000 / piece.length), names);
    assert.ok(performance.now() - started < 5_000, piece);
  }
});

test('a place is where the document has it: a selection begins further down', () => {
  const sources = [
    { path: '', chars: 9, lines: 3, origin: { uri: 'file:///a.log', firstLine: 120 } },
  ];
  const place = { path: '', startLine: 2, endLine: 3 };
  assert.deepEqual(locate(place, sources), { uri: 'file:///a.log', startLine: 121, endLine: 122 });
  assert.equal(locate(place, [{ path: '', chars: 9, lines: 3, origin: null }]), null);
  assert.equal(locate({ ...place, path: 'x' }, [...sources, ...sources]), null);
});
