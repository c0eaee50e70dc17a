import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCitations } from '../../../src/core/citations.ts';

const map = { kind: 'map' as const, items: [], label: 'src' };
const places = (answer: string) =>
  findCitations(answer, map).map((place) => [place.path, place.startLine, place.endLine]);

test('a place is a path and lines', () => {
  assert.deepEqual(places('As [a/b.ts:L3] says, [a/b.ts:L10-L12] too; [L4] is nobody’s.'), [
    ['a/b.ts', 3, 3],
    ['a/b.ts', 10, 12],
    ['', 4, 4],
  ]);
});

test('a path may hold brackets, spaces, colons and signs', () => {
  assert.deepEqual(places('[app/[id]/page (1).ts:L3] and [100% #1?: notes.md:L5-L6]'), [
    ['app/[id]/page (1).ts', 3, 3],
    ['100% #1?: notes.md', 5, 6],
  ]);
  assert.deepEqual(places('[[...slug]/x.ts:L1, L7]'), [
    ['[...slug]/x.ts', 1, 1],
    ['[...slug]/x.ts', 7, 7],
  ]);
});

test('a place inside other brackets counts, brackets that close nothing end nothing', () => {
  assert.deepEqual(places('[see [L12]] and [a [b] and [L13]'), [
    ['', 12, 12],
    ['', 13, 13],
  ]);
});

test('many brackets are looked through in no time', () => {
  const started = performance.now();
  for (const text of ['[', '[]', '[a]', '[L', '[[a]', 'L1['])
    findCitations(text.repeat(20_000), map);
  assert.ok(performance.now() - started < 10_000);
});
