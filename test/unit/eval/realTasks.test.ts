import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askAboutChangelogs } from '../../eval/changelogs.ts';
import { askAboutDocs } from '../../eval/docs.ts';
import { askAboutMails } from '../../eval/mails.ts';
import { askAboutRules } from '../../eval/rules.ts';
import { scoreAnswer } from '../../eval/scoring.ts';
import { askAboutSpeeches } from '../../eval/speeches.ts';
import type { Asked } from '../../eval/task.ts';
import { askAboutVerses } from '../../eval/verses.ts';

/** Each of the questions of a task, with a right answer and one that is partly wrong. */
function check({ truth }: Asked, right: string, wrong: string): void {
  assert.deepEqual(scoreAnswer(truth, right), { score: 1, isExact: true }, right);
  const { score, isExact } = scoreAnswer(truth, wrong);
  assert.ok(!isExact && score < 1, `${wrong}: ${score}`);
}

test('mails are counted and listed by what people have called them', () => {
  const files = ['spam', 'ham', 'ham', 'spam', 'ham'].map((label, index) => ({
    path: `000${index}.txt`,
    text: 'Subject: hello\n',
    label,
  }));
  check(askAboutMails(files, 1), 'spam: 2\nother: 3', 'spam: 3\nother: 2');
  check(askAboutMails(files, 2), '0000.txt\n0003.txt', '0000.txt\n0001.txt');
});

test('speeches are counted by the words in them, where not all or none have them', () => {
  const text = 'We speak of gold. The navy is strong; gold, golden, the navy.';
  const files = [
    { path: '1790_a.txt', text },
    { path: '1791_b.txt', text: 'Of GOLD nobody speaks any more.' },
    { path: '1792_c.txt', text: 'Golden days.' },
  ];
  const { question, truth } = askAboutSpeeches(files, 1);
  assert.ok(truth.kind === 'counts');
  assert.deepEqual([truth.counts.gold, truth.counts.navy], [2, 1]);
  assert.equal(Object.keys(truth.counts).length, 6);
  assert.match(question, /of the 3 speeches/);
});

test('whose words a sentence is can be told from its two halves', () => {
  const sentence = (name: string) =>
    `The people of ${name} have always known that peace is worth more than any war could bring.`;
  const files = ['Ohio', 'Maine', 'Texas'].map((name) => ({
    path: `1800_${name.toLowerCase()}.txt`,
    text: `Fellow citizens. ${sentence(name)} Thank you.`,
  }));
  const { question, truth } = askAboutSpeeches(files, 2);
  assert.ok(truth.kind === 'values');
  assert.equal(Object.keys(truth.values).length, 3);
  for (const [number, path] of Object.entries(truth.values)) {
    const line = question.split('\n').find((each) => each.startsWith(`${number}. `)) ?? '';
    const [start = '', end = ''] = line.replace(/^\d+\. /, '').split(' ... ');
    const { text = '' } = files.find((each) => each.path === path) ?? {};
    assert.ok(text.includes(start) && text.includes(end) && !text.includes(`${start} ${end}`));
  }
});

test('verses are those in which both words stand as words', () => {
  const text = [
    'Ge1:5 And God called the light Day, and the darkness he called Night.',
    'Ge1:16 And God made the lesser light to rule the night.',
    '1Sm2:1 Lights of the night.',
    'Rev1:1 light\n',
  ].join('\n');
  const asked = askAboutVerses([{ path: '', text }], 1);
  assert.match(asked.question, /"(?:night|light)" and "(?:light|night)"/);
  check(asked, 'Ge1:5\nGe1:16', 'Ge1:5\n1Sm2:1');
  check(askAboutVerses([{ path: '', text }], 2), '[L1] [L2]', '[L1] [L3]');
});

test('headings are those of one version that the other lacks in that page', () => {
  const files = [
    { path: 'old/a.md', text: '# Title\n## Same\n### Gone\n' },
    { path: 'new/a.md', text: '# Other title\n## Same\n#### `fresh`\n' },
    { path: 'new/b/c.md', text: '## Same\nsee ## not\n' },
  ];
  check(askAboutDocs(files, 1), 'a.md: fresh\nb/c.md: Same', 'a.md: fresh\na.md: Same');
  check(askAboutDocs(files, 2), 'a.md: Gone', 'none');
});

test('releases are counted by who made them, and by year', () => {
  const release = (address: string, year: number) =>
    `a (1) unstable; urgency=low\n\n  * Mail me@no.org <me@no.org>.\n\n -- A B <${address}>  Fri, 16 Aug ${year} 12:42:42 +0200\n`;
  const text = [release('a.b@c.org', 2019), release('x@y.de', 2019), release('a.b@c.org', 2020)];
  const files = [{ path: 'a.changelog', text: text.join('\n') }];
  check(askAboutChangelogs(files, 1), 'a.b@c.org: 2\nx@y.de: 1', 'a.b@c.org: 1\nx@y.de: 1');
  check(askAboutChangelogs(files, 2), '2019: 2\n2020: 1', '2019: 3');
});

test('rules are counted by type, and listed where they are fixable', () => {
  const rule = (type: string, more = '') =>
    `meta = {\n  type: "${type}",\n${more}  schema: [],\n};\n`;
  const files = [
    { path: 'rules/a.js', text: rule('suggestion', '  fixable: "code",\n') },
    { path: 'rules/b.js', text: rule('suggestion') },
    { path: 'rules/c-d.js', text: rule('layout', '  fixable: "whitespace",\n') },
    { path: 'rules/utils/e.js', text: 'type: "object"\n' },
    { path: 'linter.js', text: rule('problem') },
  ];
  const counts = 'problem: 0\nsuggestion: 2\nlayout: 1';
  check(askAboutRules(files, 1), counts, counts.replace('2', '3'));
  const lists = { suggestion: 'rules/a.js', layout: '- `rules/c-d.js`' };
  const asked = new Set<string>();
  for (const seed of [2, 4, 6, 8, 10, 12]) {
    const question = askAboutRules(files, seed);
    const type = question.question.includes('the type "layout"') ? 'layout' : 'suggestion';
    check(question, lists[type], 'rules/b.js');
    asked.add(type);
  }
  assert.equal(asked.size, 2);
});
