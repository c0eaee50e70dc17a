import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { createTokenCounter } from '../../../src/models/tokens.ts';
import { classNames, forms, slots } from '../../eval/questionClasses.ts';
import { type MadeTaskName, madeTaskNames, tasks } from '../../eval/task.ts';
import { makeTokenAssets } from '../../support/tokenAssets.ts';

const seeds = [1, 2, 3, 4, 5, 6, 7];

interface Line {
  readonly user: string;
  readonly className: string;
}

/** The class of a question by its words alone, for which every form is a pattern. */
const patterns = classNames.map((name) => ({
  name,
  pattern: new RegExp(
    `^(?:${forms[name]
      .map((form) =>
        form
          .replaceAll(/[.?]/g, '\\$&')
          .replaceAll(/\{(\w+)\}/g, (_, slot: string) => `(?:${slots[slot]?.join('|')})`),
      )
      .join('|')})$`,
  ),
}));

function readLines(text: string): readonly Line[] {
  assert.ok(text.endsWith('\n'));
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => {
      const [, user = '', words = ''] =
        /^Date: [A-Z][a-z]{2} \d\d, 2023 \|\| User: (\d{5}) \|\| Instance: (.+)$/.exec(line) ?? [];
      const found = patterns.filter(({ pattern }) => pattern.test(words));
      assert.equal(found.length, 1, `one class for: ${line}`);
      return { user, className: found[0]?.name ?? '' };
    });
}

const build = (task: MadeTaskName, tokens: number, seed: number) => tasks[task](tokens, seed);

test('the same seed and size make the same problem, another seed another', () => {
  for (const task of madeTaskNames) {
    for (const seed of seeds) {
      assert.deepEqual(build(task, 8_000, seed), build(task, 8_000, seed));
      assert.notEqual(build(task, 8_000, seed).text, build(task, 8_000, seed + 1).text);
    }
  }
});

test('problems stay what they were, so that scores of different days compare', () => {
  const sha256 = (task: MadeTaskName) =>
    createHash('sha256')
      .update(JSON.stringify([1, 2].map((seed) => build(task, 8_000, seed))))
      .digest('hex')
      .slice(0, 12);
  assert.deepEqual(Object.fromEntries(madeTaskNames.map((task) => [task, sha256(task)])), golden);
});

const golden = {
  's-niah': '228bcead2e0e',
  oolong: '5ae260b78c45',
  'oolong-pairs': 'dd929747bd25',
};

test('the code of a needle stands in one line, which alone has the words sought', () => {
  for (const seed of seeds) {
    const { text, truth, question } = build('s-niah', 8_000, seed);
    const sought = /^Find "(.+)"$/.exec(question)?.[1] ?? '';
    const lines = text.split('\n').filter((line) => line.includes(sought));
    assert.equal(lines.length, 1);
    assert.ok(truth.kind === 'code');
    assert.ok(lines[0]?.includes(truth.code));
    assert.deepEqual(text.match(/\d{7,}/g), [truth.code]);
  }
});

test('counts are those of the lines, read anew', () => {
  for (const tokens of [1_000, 8_000, 64_000]) {
    for (const seed of seeds) {
      const { text, truth, question } = build('oolong', tokens, seed);
      const lines = readLines(text);
      const asked = /How many questions of the class "(\w+)" did each user ask\?/.exec(
        question,
      )?.[1];
      const expected = new Map<string, number>();
      const users = [...new Set(lines.map(({ user }) => user))];
      for (const name of asked === undefined ? classNames : users) expected.set(name, 0);
      for (const { user, className } of lines) {
        if (asked !== undefined && asked !== className) continue;
        const name = asked === undefined ? className : user;
        expected.set(name, (expected.get(name) ?? 0) + 1);
      }
      assert.ok(truth.kind === 'counts');
      assert.deepEqual(truth.counts, Object.fromEntries(expected));
    }
  }
});

test('pairs are those that the sentence of the question means, found anew', () => {
  for (const tokens of [1_000, 8_000, 64_000]) {
    for (const seed of seeds) {
      const { text, truth, question } = build('oolong-pairs', tokens, seed);
      const lines = readLines(text);
      const users = [...new Set(lines.map(({ user }) => user))];
      const count = (user: string, name = '') =>
        lines.filter((line) => line.user === user && line.className === name).length;
      const [one, other] = [...question.matchAll(/of the class "(\w+)"/g)].map(([, name]) => name);
      const holds = (a: string, b: string): boolean => {
        if (/asked exactly one question/.test(question)) return count(a, one) * count(b, one) === 1;
        if (/^(?!.* while ).*each of the two users asked at least one/ms.test(question)) {
          return [a, b].every((user) => count(user, one) > 0 && count(user, other) > 0);
        }
        assert.match(question, /while the other user asked/);
        return [
          [a, b],
          [b, a],
        ].some(
          ([left = '', right = '']) =>
            count(left, one) > 0 &&
            count(left, other) === 0 &&
            count(right, other) > 0 &&
            count(right, one) === 0,
        );
      };
      const expected = users.flatMap((a) =>
        users.filter((b) => a < b && holds(a, b)).map((b) => `${a}, ${b}`),
      );
      assert.ok(truth.kind === 'pairs');
      assert.deepEqual([...truth.pairs].sort(), expected.sort());
      assert.ok(expected.length > 0, 'some pairs');
      assert.ok(expected.length < (users.length * (users.length - 1)) / 2, 'not all pairs');
    }
  }
});

test('no line of a question tells the class by naming it', () => {
  const words = Object.values(forms).flat().join('\n');
  for (const name of classNames) assert.doesNotMatch(words, new RegExp(`\\b${name}\\b(?!\\})`));
});

test('a text has the tokens asked for, within two in a hundred', { timeout: 60_000 }, async () => {
  const assets = await makeTokenAssets();
  try {
    const count = createTokenCounter(assets);
    for (const task of madeTaskNames) {
      for (const size of [8_000, 128_000, 1_000_000]) {
        const { tokens } = await count(build(task, size, 1).text);
        assert.ok(Math.abs(tokens / size - 1) < 0.02, `${task} ${size}: ${tokens}`);
      }
    }
  } finally {
    rmSync(assets, { recursive: true });
  }
});
