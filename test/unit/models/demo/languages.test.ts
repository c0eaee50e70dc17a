// What README and its table of forms promise, asked in both languages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ask, type Texts } from './support.ts';

const root = path.join(import.meta.dirname, '../../../..');
const log = readFileSync(path.join(root, 'media/samples/platform.log'), 'utf8');
const code: Texts = {
  'src/main.ts': 'export function main() {\n  // TODO: retry\n  return retry(3);\n}\n',
  'src/näme.ts': "const näme = 'TODO';\nerror('größer');\n",
  'notes.md': '# Notes\n\nNothing here.\n',
};
const table =
  'time,level,service,message\n2026-03-14T10:00:00Z,ERROR,api,"timeout, 3 s"\n2026-03-14T10:01:00Z,INFO,web,fine\n2026-03-15T10:00:00Z,ERROR,api,"timeout, 9 s"\n';
const addresses =
  'from 10.0.0.1 to 10.0.0.2\n10.0.0.1 again, see https://a.example/x.\nmail to a.b@c.example\n';

const questions: readonly (readonly [texts: Texts, question: string, says: RegExp])[] = [
  [log, 'How many errors are there on 14 March?', /\*\*611 lines\*\* of level ERROR on 14 March/],
  [log, 'How many lines contain "timeout"?', /\*\*None\*\*|\*\*[\d,]+ lines?\*\*/],
  [log, 'How many times does retry occur?', /\*\*[\d,]+ occurrences\*\*/],
  [log, 'How many different services are there?', /\*\*11 services\*\*/],
  [log, 'How many lines are there?', /\*\*11,454 lines\*\*/],
  [
    log,
    'Which services failed on 14 March, and what set each failure off?',
    /\*\*5 services\*\*.*612 lines[\s\S]*\| media \| 101 \|.*volume \/data is full/,
  ],
  [
    log,
    'When did "out of memory" first and last occur?',
    /\*\*First: 2026-03-14T17:56:41\.008Z\*\*/,
  ],
  [log, 'When was the last warning?', /\*\*Last: 2026-/],
  [log, 'What is the most frequent error?', /order # given up after # retries.*221 times/],
  [
    log,
    'What are the 5 most common words?',
    /`req`.*10,365 times[\s\S]*\| `from` \| 4,282 \| .*\[L3\]/,
  ],
  [log, 'Which service logged the most errors?', /`checkout`/],
  [log, 'Find "block list"', /\*\*1 line\*\*.*\n[\s\S]*\[L7748\]/],
  [log, 'Find the list blocks', /\*\*1 line\*\*.*"list", "blocks"|\*\*None\*\*|\*\*\d+ lines/],
  [log, 'Show me the lines about certificates', /certificate/],
  [log, 'Outline this file', /Lines by level: INFO 8,982[\s\S]*- `2026-03-13T[\s\S]*\[L2086\]/],
  [code, 'What is in this folder?', /\*\*3 files\*\*[\s\S]*- notes\.md, 3 lines/],
  [code, 'Which files mention TODO?', /\*\*2 of 3 files\*\*/],
  [code, 'Where is main defined?', /defines it: `export function main.*\[src\/main\.ts:L1\]/],
  [code, 'How many lines contain näme?', /\*\*1 line\*\*/],
  [code, 'How many lines contain "GRÖSSER"?', /\*\*None\*\*/],
  [code, 'How many files are there?', /\*\*3 files\*\*/],
  [code, 'What are the 3 most common words?', /`todo`|`return`|`retry`/],
  [table, 'How many errors are there?', /\*\*2 lines\*\* of level ERROR/],
  [table, 'Which services logged errors on 14 March?', /\| api \| 1 \|.*\[L2\]/],
  [table, 'How many rows are there?', /\*\*3 entries\*\*/],
  [table, 'What is the most frequent error?', /`timeout, # s`/],
  [
    addresses,
    'Which IP addresses are there?',
    /\*\*2 IP addresses\*\*[\s\S]*\| 10\.0\.0\.1 \| 2 \|/,
  ],
  [addresses, 'What is the most common URL?', /`https:\/\/a\.example\/x`/],
  [addresses, 'List the email addresses', /a\.b@c\.example/],
  ['it\'s a "quoted" {{name}} `tick` \\d\n', 'Find "{{name}} `tick` \\d"', /\*\*1 line\*\*/],
  ['x\u2028x\ny\u{1f469}\u200d\u{1f467}y\nz', 'How many lines contain "x"?', /\*\*1 line\*\*/],
  ['\u001b[31mERROR\u001b[0m\n', 'How many errors are there?', /control codes/],
  ['', 'How many lines are there?', /\*\*0 lines\*\*/],
  ['text\n', 'Why is the sky blue?', /can't answer/],
];

for (const [texts, question, says] of questions) {
  const name = typeof texts === 'string' ? `${texts.length} characters` : 'a folder';
  test(`the demo answers the same in both languages: ${question} (${name})`, {
    timeout: 120_000,
  }, async () => {
    const python = await ask(question, texts, { language: 'python' });
    const javascript = await ask(question, texts, { language: 'javascript' });
    assert.match(javascript.answer, says);
    assert.equal(python.answer, javascript.answer);
    assert.equal(python.cells.length, javascript.cells.length);
  });
}
