import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, formatUsd, shorten } from '../../../src/vscode/figures.ts';

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
