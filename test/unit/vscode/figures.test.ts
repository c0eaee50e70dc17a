import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, formatUsd, shorten, shortMoment } from '../../../src/vscode/figures.ts';

test('sizes read as people say them', () => {
  assert.equal(formatBytes(0), '0 bytes');
  assert.equal(formatBytes(999), '999 bytes');
  assert.equal(formatBytes(48_200_000), '48.2 MB');
  assert.equal(formatBytes(300_000_000), '300 MB');
  assert.equal(formatBytes(3_200_000_000), '3.2 GB');
});

test('small costs do not read as nothing', () => {
  assert.equal(formatUsd(0), '$0.00');
  assert.equal(formatUsd(0.0004), '$0.0004');
  assert.equal(formatUsd(0.042), '$0.04');
  assert.equal(formatUsd(12), '$12.00');
});

test('a long question is cut between words, on one line, never inside a character', () => {
  assert.equal(shorten('Which services failed?', 40), 'Which services failed?');
  assert.equal(shorten('Which  services\nfailed on 14 March?', 20), 'Which services…');
  assert.equal(shorten('x'.repeat(50), 10), `${'x'.repeat(9)}…`);
  assert.ok(shorten('🦊'.repeat(50), 10).isWellFormed());
});

test('the moment of a run says what its place in the list leaves open', () => {
  const now = new Date(2026, 10, 27, 20).getTime();
  const moment = (...date: [year: number, month: number, day: number]): string =>
    shortMoment(new Date(...date, 4, 16).getTime(), now, 'en');
  assert.equal(moment(2026, 10, 27), '04:16');
  assert.equal(moment(2026, 10, 26), '04:16');
  assert.equal(moment(2026, 10, 25), 'Wed 04:16');
  assert.equal(moment(2026, 10, 14), 'Nov 14');
  assert.equal(moment(2025, 10, 27), 'Nov 27, 2025');
  assert.equal(shortMoment(new Date(2026, 0, 2, 0, 5).getTime(), now, 'de'), '2. Jan.');
});
