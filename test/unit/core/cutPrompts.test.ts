// The rule by itself: no false alarm whatever tokenizer counts, and no cut prompt that passes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CutPrompt, CutPrompts } from '../../../src/core/cutPrompts.ts';
import type { Message, Model, ModelFacts } from '../../../src/core/model.ts';
import { Chance } from '../../adversarial/random.ts';
import { languages, type Sample, type Tokenizer, tokenizers } from '../../support/tokenizers.ts';
import { usage } from './support.ts';

const words = 'word '.repeat(30_000);
let texts = 0;
/** A text that no other begins with. */
const tokens = (count: number): string =>
  `${++texts} `
    .padEnd(5)
    .concat(words)
    .slice(0, count * 5);

/** A rule whose local count is told with each text. */
function createTrial(facts: Partial<ModelFacts> = {}) {
  const counts = new Map<string, number>();
  const learned: [string, number][] = [];
  let asked = 0;
  let known: ModelFacts = { price: null, window: null, maxOutput: null, ...facts };
  const model: Model = {
    provider: 'openai',
    complete: () => assert.fail('nothing is sent'),
    facts: () => known,
    countTokens: async (text) => {
      asked += 1;
      return counts.get(text) ?? Math.round(text.length / 5);
    },
    learnWindow: (name, window) => {
      learned.push([name, window]);
      known = { ...known, window, windowFrom: 'learned' };
    },
  };
  const rule = new CutPrompts(model, (error) => assert.fail(error));
  const user = (content: string): Message => ({ role: 'user', content });
  return {
    learned,
    asked: () => asked,
    /** A prompt of one message. */
    judge: (text: string, reported: number, cached = 0): Promise<CutPrompt | null> =>
      rule.judge('m', [user(text)], { ...usage(reported, 10), cachedInputTokens: cached }),
    converse: (messages: readonly Message[], reported: number, cached = 0) =>
      rule.judge('m', messages, { ...usage(reported, 10), cachedInputTokens: cached }),
    count: (text: string, local: number) => void counts.set(text, local),
    rule,
  };
}

/** Text of several languages: so many sentences of each. */
function compose(parts: readonly (readonly [Sample, number])[]) {
  const sum = (of: Tokenizer | 'o200k'): number =>
    parts.reduce((all, [sample, times]) => all + sample[of] * times, 0);
  const sentences = parts.map(([sample, times]) => sample.text.repeat(times)).join('');
  return { text: `${++texts} ${sentences}`, sum };
}

const samples = Object.values(languages);

test('no prompt is suspected that any tokenizer has counted whole, in any mixture of languages', async () => {
  for (const tokenizer of tokenizers) {
    for (let seed = 1; seed <= 6; seed++) {
      const chance = new Chance(seed);
      const pick = (): Sample => samples[Math.floor(chance.next() * samples.length)] as Sample;
      const { judge, count, learned } = createTrial();
      for (let prompt = 0; prompt < 40; prompt++) {
        const kinds = 1 + Math.floor(chance.next() * 3);
        const parts = Array.from({ length: kinds }, () => {
          const sample = pick();
          const size = 600 + chance.next() * 6_000;
          return [sample, Math.ceil(size / sample.o200k)] as const;
        });
        const { text, sum } = compose(parts);
        count(text, sum('o200k'));
        const cut = await judge(text, sum(tokenizer) + 12);
        assert.equal(
          cut,
          null,
          `${tokenizer}, seed ${seed}, prompt ${prompt}: ${JSON.stringify(cut)}`,
        );
      }
      assert.deepEqual(learned, []);
    }
  }
});

test('a language is not suspected after any other, whatever that has shown of the tokenizer', async () => {
  for (const tokenizer of tokenizers)
    for (const first of samples)
      for (const second of samples) {
        const { judge, count } = createTrial();
        for (const sample of [first, first, second, first, second]) {
          const { text, sum } = compose([[sample, Math.ceil(4_000 / sample.o200k)]]);
          count(text, sum('o200k'));
          assert.equal(await judge(text, sum(tokenizer)), null, `${tokenizer}: ${sample.text}`);
        }
      }
});

test('a conversation is not suspected, however its server counts what its cache holds', async () => {
  /** What is reported of a prompt, after what was read before. */
  const ways: Readonly<Record<string, (all: number, before: number) => [number, number]>> = {
    'all of it': (all) => [all, 0],
    'all of it, and which part was cached': (all, before) => [all, before],
    'what is new, and which part was cached': (all, before) => [all - before, before],
    'what is new alone': (all, before) => [Math.max(1, all - before), 0],
    'what is new, now and then all of it': (all, before) => [all % 3 === 0 ? all : all - before, 0],
    nothing: () => [0, 0],
  };
  for (const [way, report] of Object.entries(ways))
    for (const tokenizer of tokenizers)
      for (let seed = 1; seed <= 6; seed++) {
        const chance = new Chance(seed);
        const { converse, count } = createTrial();
        const messages: Message[] = [];
        let local = 0;
        let all = 0;
        let before = 0;
        const say = (role: Message['role'], sample: Sample, times: number): void => {
          messages.push({ role, content: sample.text.repeat(times) });
          local += sample.o200k * times;
          all += sample[tokenizer] * times;
        };
        const english = languages.english as Sample;
        say('system', english, 26);
        for (let turn = 0; turn < 25; turn++) {
          const sample = samples[Math.floor(chance.next() * samples.length)] as Sample;
          say('user', sample, Math.ceil((50 + chance.next() * 5_000) / sample.o200k));
          count(messages.map(({ content }) => content).join('\n'), local);
          const cut = await converse(messages, ...report(all, before));
          assert.equal(
            cut,
            null,
            `${way}, ${tokenizer}, seed ${seed}, turn ${turn}: ${JSON.stringify(cut)}`,
          );
          before = all;
          say('assistant', english, 3);
        }
      }
});

test('a prompt of which less than half was read is found, as soon as the tokenizer is known', async () => {
  for (const tokenizer of tokenizers)
    for (const sample of samples) {
      const { judge, count } = createTrial();
      const whole = compose([[sample, Math.ceil(2_000 / sample.o200k)]]);
      count(whole.text, whole.sum('o200k'));
      assert.equal(await judge(whole.text, whole.sum(tokenizer)), null);
      const long = compose([[sample, Math.ceil(12_000 / sample.o200k)]]);
      count(long.text, long.sum('o200k'));
      const cut = await judge(long.text, Math.round(long.sum(tokenizer) * 0.3));
      const of = `${tokenizer}: ${sample.text}`;
      assert.ok(cut !== null, of);
      assert.ok(cut.expected > 0.7 * long.sum(tokenizer), `${of} ${JSON.stringify(cut)}`);
    }
});

interface Row {
  readonly what: string;
  /** Local tokens, tokens reported. */
  readonly prompts: readonly (readonly [local: number, reported: number])[];
  /** Of the last one. */
  readonly cut: boolean;
  readonly window?: number | null;
  readonly facts?: Partial<ModelFacts>;
}

const rows: readonly Row[] = [
  { what: 'half of a prompt is enough', prompts: [[5_000, 2_600]], cut: false },
  { what: 'less than half is a suspicion', prompts: [[5_000, 2_400]], cut: true, window: null },
  {
    what: 'less than a third shows the window',
    prompts: [[5_000, 1_500]],
    cut: true,
    window: 1_500,
  },
  { what: 'short prompts are left alone', prompts: [[800, 100]], cut: false },
  { what: 'zero means that nothing was reported', prompts: [[5_000, 0]], cut: false },
  {
    what: 'two prompts of which the same was read show the window',
    prompts: [
      [9_000, 4_096],
      [10_000, 4_090],
    ],
    cut: true,
    window: 4_090,
  },
  {
    what: 'two prompts of which different parts were read do not',
    prompts: [
      [9_000, 4_096],
      [10_000, 3_800],
    ],
    cut: true,
    window: null,
  },
  {
    what: 'a window that the server has told is it',
    prompts: [[5_000, 2_051]],
    facts: { window: 4_096, windowFrom: 'server' },
    cut: true,
    window: 4_096,
  },
  {
    what: 'one that only a table names is not',
    prompts: [[5_000, 2_051]],
    facts: { window: 4_096 },
    cut: true,
    window: null,
  },
  { what: 'no model takes twenty tokens', prompts: [[5_000, 20]], cut: true, window: null },
  {
    what: 'a tokenizer that makes fewer tokens is known by its whole prompts',
    prompts: [
      [5_000, 3_000],
      [6_000, 2_000],
    ],
    cut: false,
  },
  {
    what: 'one that makes more, too',
    prompts: [
      [3_000, 9_000],
      [6_000, 8_000],
    ],
    cut: true,
    window: null,
  },
  {
    what: 'what passes as whole never makes a cut prompt pass as whole for ever',
    prompts: [
      [7_000, 4_096],
      [12_000, 4_096],
      [20_000, 4_096],
    ],
    cut: true,
    window: 4_096,
  },
];

for (const { what, prompts, cut, window, facts } of rows)
  test(`${what}`, async () => {
    const { judge, learned } = createTrial(facts);
    let last: CutPrompt | null = null;
    for (const [local, reported] of prompts) last = await judge(tokens(local), reported);
    assert.equal(last !== null, cut, JSON.stringify(last));
    if (!cut) return assert.deepEqual(learned, []);
    assert.equal(last?.reported, prompts.at(-1)?.[1]);
    assert.equal(last?.window, window);
    const isNew = window !== null && window !== facts?.window;
    assert.deepEqual(learned.at(-1), isNew ? ['m', window] : undefined);
  });

test('cached tokens that are named count as read, and so does what was read before', async () => {
  const { judge, converse } = createTrial();
  assert.equal(await judge(tokens(9_000), 2_000, 3_000), null);
  const first: Message = { role: 'user', content: tokens(3_000) };
  assert.equal(await converse([first], 3_000), null);
  const reply: Message = { role: 'assistant', content: 'Yes.' };
  const next: Message = { role: 'user', content: tokens(4_000) };
  assert.equal(await converse([first, reply, next], 2_900), null);
  // Another conversation has not been read before.
  assert.notEqual(await converse([next, reply, first], 2_900), null);
});

test('a conversation that outgrows the window is found', async () => {
  const { converse, learned } = createTrial();
  const messages: Message[] = [{ role: 'system', content: tokens(600) }];
  let local = 600;
  let found: CutPrompt | null = null;
  for (let turn = 0; turn < 12 && found === null; turn++) {
    messages.push({ role: 'user', content: tokens(2_500) }, { role: 'assistant', content: 'Yes.' });
    local += 2_500;
    found = await converse(messages, Math.min(local, 4_096 - turn));
  }
  assert.ok(found !== null && local < 25_000, `${local}`);
  assert.equal(found.window, found.reported);
  assert.equal(learned.length, 1);
});

test('plain text is counted only where a report is odd, and every kind of text once', async () => {
  const { judge, asked } = createTrial();
  for (let prompt = 0; prompt < 50; prompt++) await judge(`${prompt} ${tokens(3_000)}`, 3_050);
  assert.equal(asked(), 0);
  const { khmer } = languages;
  assert.ok(khmer);
  for (let prompt = 0; prompt < 50; prompt++)
    await judge(`${prompt} ${khmer.text.repeat(60)}`, 9_000);
  assert.equal(asked(), 1);
  await judge(tokens(9_000), 256);
  assert.equal(asked(), 2);
});
