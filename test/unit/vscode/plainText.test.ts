import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { markdownText, plainLine, plainText } from '../../../src/vscode/plainText.ts';
import { root } from '../../support/project.ts';

/** As VS Code reads them in notifications and in labels. */
const link = /\[[^\]]*\]\([^)\s]+/;
const icon = /\$\([a-z0-9-]+(?:~[a-z]+)?\)/i;

const hostile = [
  '[Open anyway](command:workbench.action.files.newUntitledFile).log',
  '[a]](command:x)',
  '![x](https://example.com/a.png)',
  '$(trash) everything',
  '$$(loading~spin)',
  '\u001b]52;c;Y29weQ==\u0007 and \u009b2J',
  'a\u202egol.exe',
  '\u2066x\u2069 \u200f \u061c',
];

test('no link, icon, control or turned writing is left of what others wrote', () => {
  for (const text of hostile) {
    for (const plain of [plainText(text), plainLine(text)]) {
      assert.doesNotMatch(plain, link, JSON.stringify(text));
      assert.doesNotMatch(plain, icon, JSON.stringify(text));
      assert.doesNotMatch(plain, /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u);
    }
  }
});

test('everything else stays, line ends too where there may be several lines', () => {
  const usual = 'Größe: 3 [L12] (see f(x)), $5, \t日本 👍\nsecond line';
  assert.equal(plainText(usual), usual);
  assert.equal(plainLine('one\r\n  two\u2028three '), 'one two three');
});

test('notifications and dialogs are shown in one place alone', () => {
  const folder = path.join(root, 'src', 'vscode');
  const others = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'notifications.ts')
    .filter((name) => /show\w+Message\b/.test(readFileSync(path.join(folder, name), 'utf8')));
  assert.deepEqual(others, []);
});

test('as Markdown a line shows as exactly what it is', () => {
  assert.equal(markdownText('plain words 1'), 'plain words 1');
  assert.equal(markdownText('[a](command:x)\n<b>'), '\\[a\\]\u200b\\(command\\:x\\) \\<b\\>');
  assert.equal(
    markdownText('https://x.example *a* `b` &amp;'),
    'https\\:\\/\\/x\\.example \\*a\\* \\`b\\` \\&amp\\;',
  );
});
