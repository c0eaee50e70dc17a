import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { defaultOptions, languageNames } from '../../../src/core/options.ts';
import {
  afterCompaction,
  firstMessage,
  ignoredNote,
  profileFor,
  systemPrompt,
} from '../../../src/core/prompts.ts';
import { promptFolder, promptTexts } from '../../scripts/promptTexts.ts';
import { javascriptOptions } from '../../support/javascriptRun.ts';

const renew = 'read what changed, then renew the files: node test/scripts/promptTexts.ts';
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
    firstMessage('How many?', description, 'gpt', 128_000, 'javascript'),
    `Question: How many?

Context: a string, 1,234,567 characters, 20,000 lines, the longest has 300 characters.

It begins:
"""
The first characters
"""

The sub-model takes 128,000 tokens, prompt and reply together.`,
  );
});

test('the first message of a long string shows its end too', () => {
  const long = { ...description, tail: 'The last' };
  const message = firstMessage('?', long, 'gpt', null, 'javascript');
  assert.match(message, /The first characters\n"""\n\nIt ends:\n"""\nThe last\n"""$/);
});

test('of very many paths the folders are told, some paths, and how many more', () => {
  const items = Array.from({ length: 120 }, (_, n) => ({
    path: n === 0 ? 'README.md' : `${n % 2 ? 'src' : 'test/"a"'}/f${n}`,
    chars: 10,
    lines: 2,
  }));
  const message = firstMessage('?', { ...description, kind: 'map', items }, 'gpt', null, 'python');
  assert.match(
    message,
    /\n\nin no folder: 1 file, 10 characters\n"src\/": 60 files, 600 characters\n"test\/\\"a\\"\/": 59 files, 590 characters\n"README\.md" \(10/,
  );
  assert.match(message, /"src\/f19" \(10 characters, 2 lines\)\nand 100 more: /);
});

test('the first message of a map lists fifty paths and how many more', () => {
  const items = Array.from({ length: 120 }, (_, n) => ({ path: `f${n}`, chars: 10, lines: 2 }));
  const message = firstMessage(
    '?',
    { ...description, kind: 'map', items },
    'gpt',
    null,
    'javascript',
  );
  assert.match(message, /^Question: \?\n\nContext: an object of 120 paths, /);
  assert.match(message, /"f49" \(10 characters, 2 lines\)\nand 70 more: Object\.keys\(context\)/);
  assert.doesNotMatch(message, /"f50"/);
  assert.doesNotMatch(message, /sub-model/);
});

test('profiles follow the name of the root model', () => {
  const expected = {
    gpt: [
      ...['gpt-4o', 'gpt-4o-mini', 'gpt-5-mini', 'openai/gpt-5-nano', 'o4-mini', 'gpt-oss-120b'],
      ...[
        'llama-3.3-70b',
        'llama3.1:405b',
        'mixtral-8x22b',
        'claude-sonnet-4-5',
        'gemini-2.5-flash',
      ],
      ...['deepseek-r1:14b', 'gemma3:27b', 'glm-4.6', 'nemotron-3-nano:30b-a3b'],
    ],
    qwen: [
      ...['qwen3-coder', 'Qwen/Qwen3-Coder-480B-A35B-Instruct', 'qwen3:32b', 'qwen3-30b-a3b'],
      ...['qwen-max', 'qwq:32b'],
    ],
    small: [
      ...['llama3.2:3b', 'meta-llama/Llama-3.2-1B-Instruct', 'phi-4-mini', 'phi4', 'gemma3n:e4b'],
      ...['qwen3:0.6b', 'qwen2.5-coder:7b', 'mistral:7b', 'gemma2:9b', 'smollm2:1.7b', 'tinyllama'],
      ...['ministral-8b-latest', 'deepseek-r1:1.5b'],
    ],
  };
  for (const [profile, models] of Object.entries(expected))
    for (const rootModel of models)
      assert.equal(profileFor({ ...defaultOptions, rootModel }), profile, rootModel);
});

test('what is chosen by hand comes before the name, and switched-off sub-calls before both', () => {
  const chosen = { ...defaultOptions, modelVariant: 'qwen' } as const;
  assert.equal(profileFor(chosen), 'qwen');
  assert.equal(profileFor({ ...chosen, maxDepth: 0 }), 'no-sub-calls');
});

test('every profile says what the REPL has, in few words', () => {
  for (const language of ['python', 'javascript'] as const) {
    for (const profile of ['gpt', 'qwen', 'small', 'no-sub-calls'] as const) {
      const prompt = systemPrompt(profile, { ...defaultOptions, language });
      const words = prompt.split(/\s+/).length;
      assert.ok(words < 480, `${profile} has ${words} words`);
      for (const name of ['context', 'grep(', 'lines(', 'chunks(', 'print(', 'FINAL(']) {
        assert.ok(prompt.includes(name), `${profile} says nothing of ${name}`);
      }
      assert.equal(prompt.includes('llm_query'), profile !== 'no-sub-calls', profile);
    }
  }
});

test('no prompt has words of the other language', () => {
  const others = {
    python: /JavaScript|\bawait\b|\barray|\bobject\b|RegExp|\btrue\b|Object\.keys|offset|\w: true/,
    javascript: /Python|\bdict\b|\bstr\b|re\.Pattern|\bTrue\b|list\(context\)|\w=/,
  };
  for (const [file, text] of Object.entries(promptTexts())) {
    const language = file.startsWith('python') ? 'python' : 'javascript';
    assert.doesNotMatch(text, others[language], file);
    assert.equal(
      / in a (\w+) REPL\./.exec(text)?.[1] ?? null,
      file.includes('-system-') ? languageNames[language] : null,
    );
  }
});

test('what was left out to make room is said to be readable in words of the language', () => {
  assert.match(afterCompaction('history', 'python'), /as history, a list of dicts with "role"/);
  assert.match(afterCompaction('history', 'javascript'), /as history, a list of \{role, content\}/);
});

test('a block that was not run is told by its label and the language of the REPL', () => {
  const isOther = /the REPL is Python, not JavaScript\. Write Python in a ```repl block/;
  for (const label of ['js', 'javascript', 'typescript', 'ts', 'jsx'])
    assert.match(ignoredNote(label, 'python'), isOther, label);
  for (const label of ['python', 'py', 'ipython'])
    assert.match(ignoredNote(label, 'javascript'), /the REPL is JavaScript, not Python/, label);
  for (const label of ['bash', 'json', 'sql', ''])
    for (const language of ['python', 'javascript'] as const)
      assert.match(ignoredNote(label, language), /code to run goes into ```repl blocks/, label);
});

test('weaker models are led to classify and llm_map instead of prompts of their own', () => {
  for (const profile of ['gpt', 'qwen', 'small'] as const) {
    const prompt = systemPrompt(profile, javascriptOptions);
    assert.match(prompt, /await classify\(items, labels/);
    assert.equal(/use classify or llm_map for items/.test(prompt), profile !== 'gpt', profile);
  }
});

test('children are offered only where there can be any', () => {
  const two = { ...javascriptOptions, maxDepth: 2 };
  assert.doesNotMatch(systemPrompt('gpt', javascriptOptions), /rlm_query/);
  assert.match(systemPrompt('gpt', two), /rlm_query/);
  assert.doesNotMatch(systemPrompt('gpt', two, 1), /rlm_query/);
  assert.doesNotMatch(systemPrompt('no-sub-calls', two), /rlm_query/);
});

test('the first messages are those that are kept', () => {
  const texts = promptTexts();
  assert.deepEqual(readdirSync(promptFolder).sort(), Object.keys(texts).sort(), renew);
  for (const [file, text] of Object.entries(texts)) {
    assert.equal(readFileSync(new URL(file, promptFolder), 'utf8'), text, `${file}: ${renew}`);
  }
});
