import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultOptions } from '../../../src/core/options.ts';
import { firstMessage, profileFor, systemPrompt } from '../../../src/core/prompts.ts';

const description = {
  kind: 'string' as const,
  chars: 1_234_567,
  lines: 20_000,
  longestLine: 300,
  head: 'The first characters',
  items: [{ path: '', chars: 1_234_567, lines: 20_000 }],
};

test('the first message of a string', () => {
  assert.equal(
    firstMessage('How many?', description, 'gpt', 128_000),
    `Question: How many?

Context: a string, 1,234,567 characters, 20,000 lines, the longest has 300 characters.

It begins:
"""
The first characters
"""

The sub-model takes 128,000 tokens, prompt and reply together.`,
  );
});

test('the first message of a map lists fifty paths and how many more', () => {
  const items = Array.from({ length: 120 }, (_, n) => ({ path: `f${n}`, chars: 10, lines: 2 }));
  const message = firstMessage('?', { ...description, kind: 'map', items }, 'gpt', null);
  assert.match(message, /^Question: \?\n\nContext: an object of 120 paths, /);
  assert.match(message, /f49 \(10 characters, 2 lines\)\nand 70 more: Object\.keys\(context\)/);
  assert.doesNotMatch(message, /f50 /);
  assert.doesNotMatch(message, /sub-model/);
});

test('profiles follow the name of the root model, and switched-off sub-calls before it', () => {
  const profile = (rootModel: string, maxDepth = 1) =>
    profileFor({ ...defaultOptions, rootModel, maxDepth });
  assert.equal(profile('gpt-4o'), 'gpt');
  assert.equal(profile('Qwen3-Coder-480B'), 'qwen');
  assert.equal(profile('llama3.2:3b'), 'small');
  assert.equal(profile('llama-3.3-70b'), 'gpt');
  assert.equal(profile('gpt-4o', 0), 'no-sub-calls');
});

test('every profile says what the REPL has, in few words', () => {
  for (const profile of ['gpt', 'qwen', 'small', 'no-sub-calls'] as const) {
    const prompt = systemPrompt(profile, defaultOptions);
    const words = prompt.split(/\s+/).length;
    assert.ok(words < 620, `${profile} has ${words} words`);
    for (const name of ['context', 'grep(', 'lines(', 'chunks(', 'print(', 'FINAL(']) {
      assert.ok(prompt.includes(name), `${profile} says nothing of ${name}`);
    }
    assert.equal(prompt.includes('llm_query'), profile !== 'no-sub-calls', profile);
  }
});

test('children are offered only where there can be any', () => {
  assert.doesNotMatch(systemPrompt('gpt', defaultOptions), /rlm_query/);
  assert.match(systemPrompt('gpt', { ...defaultOptions, maxDepth: 2 }), /rlm_query/);
});
