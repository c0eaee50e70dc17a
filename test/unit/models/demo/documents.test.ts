import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, claimed, debianDocuments, linesOf } from './support.ts';

const documents = debianDocuments(40);
const skip = documents.length === 0 ? 'not a Debian system' : false;
const timeout = 300_000;
const sought = ['error', 'the', 'free software', 'a.b', 'Debian', '(', 'version 1', 'zzz-nowhere'];

test('lines with a quoted text are counted as grep -i would', { skip, timeout }, async () => {
  for (const [index, { name, text }] of documents.entries()) {
    const wanted = sought[index % sought.length] ?? '';
    const { answer } = await ask(`How many lines contain "${wanted}"?`, text);
    const truth = linesOf(text).filter((line) =>
      line.toLowerCase().includes(wanted.toLowerCase()),
    ).length;
    assert.equal(claimed(answer), truth, `${name}: ${wanted}: ${answer}`);
  }
});

test('occurrences of a word are counted as whole words', { skip, timeout }, async () => {
  for (const { name, text } of documents.slice(0, 16)) {
    const { answer } = await ask('How many times does fix occur?', text);
    const truth = text.match(/(?<![\p{L}\p{N}_])fix(?![\p{L}\p{N}_])/giu)?.length ?? 0;
    assert.equal(claimed(answer), truth, `${name}: ${answer}`);
  }
});

test('the first and the last line with a text are the right ones', { skip, timeout }, async () => {
  for (const { name, text } of documents.slice(6, 22)) {
    const { answer } = await ask('When did "bug" first and last occur?', text);
    const lines = linesOf(text).map((line) => line.toLowerCase().includes('bug'));
    const first = lines.indexOf(true) + 1;
    const last = lines.lastIndexOf(true) + 1;
    if (first === 0) assert.match(answer, /^\*\*Never\*\*/);
    else {
      assert.ok(answer.includes(`[L${first}]`), `${name}: ${first}: ${answer}`);
      assert.ok(answer.includes(`[L${last}]`), `${name}: ${last}: ${answer}`);
    }
  }
});

test('the most frequent word is the most frequent word', { skip, timeout }, async () => {
  for (const { name, text } of documents.slice(0, 12)) {
    const { answer } = await ask('What is the most frequent word?', text);
    const tally = new Map<string, number>();
    for (const run of text.toLowerCase().split(/[^\p{L}\p{N}_'’]+/u)) {
      for (const word of run.split(/(?<=[\p{N}_])['’]|['’](?!\p{L})|(?<!\p{L})['’]/u)) {
        if (/^\p{L}[\p{L}'’]*$/u.test(word)) tally.set(word, (tally.get(word) ?? 0) + 1);
      }
    }
    const most = Math.max(...tally.values());
    const best = [...tally].filter(([, count]) => count === most).map(([word]) => word);
    assert.ok(
      best.some((word) => answer.includes(`\`${word}\``)),
      `${name}: ${best}: ${answer}`,
    );
    assert.ok(answer.includes(most.toLocaleString('en-US')), `${name}: ${most}: ${answer}`);
  }
});

test('lines are counted as wc would, and the last one without a line end', {
  skip,
  timeout,
}, async () => {
  for (const { name, text } of documents.slice(0, 12)) {
    const { answer } = await ask('How many lines are there?', text);
    assert.equal(claimed(answer), linesOf(text).length, name);
  }
});

test('several documents are searched one by one', { skip, timeout }, async () => {
  const texts = Object.fromEntries(documents.slice(0, 8).map(({ name, text }) => [name, text]));
  const { answer } = await ask('Which files mention warranty?', texts);
  for (const [name, text] of Object.entries(texts)) {
    const has = /(?<![\p{L}\p{N}_])warranty(?![\p{L}\p{N}_])/iu.test(text);
    assert.equal(answer.includes(`| ${name} |`), has, `${name}: ${answer}`);
  }
});
