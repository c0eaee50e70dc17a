import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ask } from './support.ts';

const root = path.join(import.meta.dirname, '../../../..');
const samples = path.join(root, 'media/samples');
const questions = JSON.parse(readFileSync(path.join(samples, 'questions.json'), 'utf8')) as {
  file: string;
  question: string;
  more: string[];
};
const log = readFileSync(path.join(samples, questions.file), 'utf8');

test('the sample log is what its script makes, byte for byte, and at least 1 MB', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rlm-sample-'));
  try {
    const made = path.join(folder, 'platform.log');
    execFileSync(process.execPath, [path.join(root, 'test/scripts/makeSample.mjs'), made]);
    assert.ok(readFileSync(made).equals(readFileSync(path.join(samples, questions.file))));
    assert.ok(log.length >= 1024 * 1024);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the demo question is answered rightly from the sample', { timeout: 60_000 }, async () => {
  const { answer, prompts } = await ask(questions.question, log);
  const lines = log.split('\n');
  const failures = new Map<string, number[]>();
  lines.forEach((line, index) => {
    const service = /^2026-03-14T\S+ (?:ERROR|FATAL) +(\S+)/.exec(line)?.[1];
    if (service !== undefined) failures.set(service, [...(failures.get(service) ?? []), index + 1]);
  });
  const causes: Readonly<Record<string, RegExp>> = {
    gateway: /certificate of shop\.example\.net has expired \(not after/,
    media: /volume \/data is full: job database-dump wrote/,
    payments: /rolled out payments 4\.12\.0: connection pool size changed/,
    checkout: /ERROR payments .*connection pool exhausted/,
    search: /cache of parsed queries has grown/,
  };
  assert.deepEqual([...failures.keys()].sort(), Object.keys(causes).sort());
  assert.match(answer, /\*\*5 services\*\*/);
  assert.equal(prompts.length, 5);
  for (const [service, places] of failures) {
    const row = answer.split('\n').find((line) => line.startsWith(`| ${service} |`)) ?? '';
    assert.ok(row.startsWith(`| ${service} | ${places.length} |`), row);
    assert.ok(row.includes(`[L${places[0]}]`) && row.includes(`[L${places.at(-1)}]`), row);
    assert.match(row, causes[service] ?? /^$/);
    const cited = Number(/\[L(\d+)\] \|$/.exec(row)?.[1]);
    assert.match(lines[cited - 1] ?? '', /^2026-03-1[34]/);
    assert.ok(cited < (places[0] ?? 0), row);
  }
});

test('the other questions that the sample suggests are answered', { timeout: 60_000 }, async () => {
  for (const question of questions.more) {
    const { answer } = await ask(question, log);
    assert.doesNotMatch(answer, /can't answer|could not finish/, question);
    assert.match(answer, /\[L\d+/, question);
  }
});
