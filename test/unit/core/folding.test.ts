import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelRequest } from '../../../src/core/model.ts';
import { cell, runScripted, ScriptedModel, usage } from './support.ts';

const large = (turn: number): string =>
  `turn ${turn} begins ${'x'.repeat(11_000)} turn ${turn} ends`;
const turns = 14;

async function play(cachedInputTokens = 0) {
  const names = Array.from({ length: turns }, (_, index) => `print${index + 1}`);
  const model = new ScriptedModel(
    names.map((name) => ({ messages }: ModelRequest) => {
      const chars = messages.reduce((sum, { content }) => sum + content.length, 0);
      model.tokens = { ...usage(Math.ceil(chars / 4), 10), cachedInputTokens };
      return cell(name);
    }),
  );
  const cells = Object.fromEntries(
    names.map((name, index) => [
      name,
      () => ({ output: large(index + 1), ...(index === turns - 1 && { final: 'done' }) }),
    ]),
  );
  const { events } = await runScripted({ model, cells });
  const sent = model.requests.map(({ messages }) => messages.map(({ content }) => content));
  return { sent, events };
}

test('large outputs of earlier turns are folded when the conversation has 30,000 tokens, the last one never', async () => {
  const { sent } = await play();
  const isFolded = (content: string): boolean =>
    /characters of this earlier turn are/.test(content);
  const first = sent.findIndex((messages) => messages.some(isFolded));
  const charsBefore = sent[first - 1]?.join('').length ?? 0;
  assert.ok(charsBefore > 100_000 && charsBefore <= 120_000, `${charsBefore}`);
  const folded = sent[first] ?? [];
  const observations = folded.filter((content) => content.startsWith('Turn '));
  assert.equal(observations.filter(isFolded).length, observations.length - 1);
  assert.ok(!isFolded(observations.at(-1) ?? ''));
  const [oldest = ''] = observations;
  assert.match(
    oldest,
    /^Turn 1\n\nOutput of the cell:\n"""\nturn 1 begins x+\n"""\n\.\.\. [\d,]+ characters of this earlier turn are folded; print that part again to see it \.\.\.\n"""\nx+ turn 1 ends\n"""/,
  );
  assert.ok(oldest.length < 1_500, `${oldest.length}`);
  // Each once: what was folded is sent again as it is.
  for (const messages of sent.slice(first)) assert.equal(messages[3], oldest);
});

test('between two foldings the conversation only grows', async () => {
  const { sent } = await play();
  const foldings = sent.slice(1).filter((messages, index) => {
    const before = sent[index] ?? [];
    return before.some((content, at) => messages[at] !== content);
  });
  assert.equal(foldings.length, 1);
});

test('where the server says that it keeps what it was sent, nothing is folded', async () => {
  const { sent } = await play(50);
  const last = sent.at(-1)?.join('\n') ?? '';
  assert.doesNotMatch(last, /folded/);
  assert.ok(last.length > 140_000);
});
