import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Highlighter,
  longestHighlighted,
  mostMs,
  shareOfTime,
} from '../../../../webview/text/highlight.ts';

/** One whose clock moves by what each code takes: its length in ms. */
function makeClocked() {
  const clock = { now: 0, coloured: 0 };
  const highlighter = new Highlighter(
    () => clock.now,
    (code) => {
      clock.now += code.length;
      clock.coloured += code.length;
      return code;
    },
  );
  const draw = (ms: number) => highlighter.highlight('x'.repeat(ms), 'js', 'python') !== null;
  return { clock, draw };
}

test('code is coloured and escaped, by the names that fences use', () => {
  const highlighter = new Highlighter(() => 0);
  for (const language of ['repl', 'js', 'javascript'])
    assert.match(
      highlighter.highlight('const a = "<b>";', language, 'javascript') ?? '',
      /hljs-keyword.*&lt;b&gt;/,
    );
  for (const language of ['repl', 'py', 'python'])
    assert.match(highlighter.highlight('def f(): pass', language, 'python') ?? '', /hljs-keyword/);
  assert.doesNotMatch(highlighter.highlight('const a', 'repl', 'python') ?? '', /hljs-keyword/);
  assert.equal(highlighter.highlight('x', 'cobol', 'python'), null);
});

test('code that could take seconds is shown plain', () => {
  const highlighter = new Highlighter(() => 0);
  for (const code of [`<${'a'.repeat(59_000)}`, '1_'.repeat(29_000), '\n'.repeat(20_000)])
    assert.equal(highlighter.highlight(code, 'js', 'python'), null);
  assert.notEqual(highlighter.highlight('x'.repeat(longestHighlighted), 'js', 'python'), null);
  assert.equal(highlighter.highlight('x'.repeat(longestHighlighted + 1), 'js', 'python'), null);
});

test('many blocks at once are coloured until the time for it is used up', () => {
  const { clock, draw } = makeClocked();
  const coloured = Array.from({ length: 100 }, () => draw(60)).filter(Boolean).length;
  assert.equal(coloured, 2);
  assert.ok(clock.coloured <= mostMs + 60);
});

test('time that goes by is there to be used again, but never more than at the start', () => {
  const { clock, draw } = makeClocked();
  while (draw(50));
  clock.now += 100_000;
  assert.equal(draw(mostMs), true);
  assert.equal(draw(1), false);
  const before = clock.coloured;
  for (let frame = 0; frame < 1_000; frame++) {
    clock.now += 16;
    draw(40);
  }
  const share = (clock.coloured - before) / clock.now;
  assert.ok(share < shareOfTime * 1.1, String(share));
});
