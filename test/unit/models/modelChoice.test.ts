import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billionsIn, choosePair, type ModelOnOffer } from '../../../src/models/modelChoice.ts';

const usual = [
  { root: 'gpt-4o', sub: 'gpt-4o-mini' },
  { root: 'claude-sonnet-5', sub: 'claude-haiku-4-5' },
];

/** `name`, `name@window`, `name+` for one that is loaded, `name-` for one that is not. */
function offered(names: string): readonly ModelOnOffer[] {
  return names.split(' ').map((text) => {
    const [, name = '', window, loaded] = /^(.*?)(?:@(\d+))?([+-])?$/.exec(text) ?? [];
    return {
      name,
      window: window === undefined ? null : Number(window),
      billions: billionsIn(name),
      ...(loaded !== undefined && { isLoaded: loaded === '+' }),
    };
  });
}

test('root and sub-model are chosen by window and size of what is offered', () => {
  const cases = [
    // What is usual, also by another's name.
    ['gpt-3.5-turbo gpt-5 gpt-4o gpt-4o-mini', 'gpt-4o gpt-4o-mini'],
    ['openai/gpt-4o-mini openai/gpt-4o meta/llama-70b', 'openai/gpt-4o openai/gpt-4o-mini'],
    // Sizes.
    ['qwen3:8b', 'qwen3:8b qwen3:8b'],
    ['llama3.2:1b qwen3:8b qwen3:32b', 'qwen3:32b qwen3:8b'],
    ['qwen3:32b qwen3:14b qwen3:4b', 'qwen3:32b qwen3:14b'],
    ['qwen3:8b qwen3:7b', 'qwen3:8b qwen3:8b'],
    ['mixtral:8x7b llama3.1:8b', 'mixtral:8x7b llama3.1:8b'],
    ['qwen3:8b qwen3:0.6b', 'qwen3:8b qwen3:8b'],
    // Windows come first.
    ['huge-70b@4096 fair-8b@32768', 'fair-8b fair-8b'],
    ['a-70b@131072 b-8b@131072 c-30b@4096', 'a-70b b-8b'],
    ['only-8b@2048', 'only-8b only-8b'],
    // What is loaded comes before what would have to be.
    ['big-70b- small-8b+', 'small-8b small-8b'],
    ['big-70b- small-8b-', 'big-70b small-8b'],
    // Names, where sizes aren't told.
    ['gpt-4.1-nano gpt-4.1-mini gpt-4.1', 'gpt-4.1 gpt-4.1-mini'],
    ['claude-opus-4 claude-haiku-4 claude-sonnet-4', 'claude-sonnet-4 claude-haiku-4'],
    ['gemini-2.5-flash gemini-2.5-flash-lite gemini-2.5-pro', 'gemini-2.5-pro gemini-2.5-flash'],
    ['gpt-5-mini gpt-4.1 gpt-4.1-mini', 'gpt-4.1 gpt-4.1-mini'],
    ['mine', 'mine mine'],
    // What answers no questions.
    ['nomic-embed-text:latest qwen3:8b whisper-1', 'qwen3:8b qwen3:8b'],
    ['text-embedding-3-small dall-e-3 tts-1 o3 o3-mini', 'o3 o3-mini'],
  ] as const;
  for (const [names, expected] of cases) {
    const pair = choosePair(offered(names), usual);
    assert.equal(`${pair?.root} ${pair?.sub}`, expected, names);
  }
  assert.equal(choosePair([], usual), null);
  assert.equal(choosePair(offered('bge-m3 all-minilm:33m'), usual), null);
});

test('the size of a model is read from its name or from what a server says', () => {
  const cases = [
    ['qwen3:8b', 8],
    ['llama-3.3-70b-instruct', 70],
    ['qwen2.5-0.5b', 0.5],
    ['mixtral-8x7b', 56],
    ['gemma3n:e4b', 4],
    ['gpt-oss:20b', 20],
    ['14.8B', 14.8],
    ['494.03M', 0.49403],
    ['Qwen3-30B-A3B', 30],
    ['gpt-4o', null],
    ['llama3:latest', null],
    ['phi3:3.8b-mini-q4_0', 3.8],
  ] as const;
  for (const [name, expected] of cases) assert.equal(billionsIn(name), expected, name);
});
