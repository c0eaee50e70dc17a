import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from './support/project.ts';

type Strings = Readonly<Record<string, string>>;
const read = (file: string): Strings => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const bundles = readdirSync(path.join(root, manifest.l10n)).map((file) =>
  path.join(manifest.l10n, file),
);

/** The English strings that the editor side hands to `l10n.t`. */
function stringsOfCode(): ReadonlySet<string> {
  const folder = path.join(root, 'src', 'vscode');
  const found = new Set<string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const source = readFileSync(path.join(folder, name), 'utf8');
    for (const [, quoted = ''] of source.matchAll(/\bl10n\.t\(\s*('(?:[^'\\]|\\.)*'|"[^"\\]*")/g))
      found.add(quoted.slice(1, -1).replace(/\\(.)/g, '$1'));
  }
  return found;
}

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test('a translation is of strings that are there, with all their facts', () => {
  const known = stringsOfCode();
  assert.ok(known.size > 100, 'the strings of the code were read');
  assert.ok(bundles.some((file) => file.endsWith('bundle.l10n.de.json')));
  for (const file of bundles) {
    for (const [english, translated] of Object.entries(read(file))) {
      assert.ok(known.has(english), `${file} translates what the code doesn't say: ${english}`);
      assert.deepEqual(placeholders(translated), placeholders(english), english);
    }
  }
});

test('what package.json shows is translated with its links, and every setting ends in a period', () => {
  const english = read('package.nls.json');
  const links = (text: string) => [...text.matchAll(/\(command:[\w.]+\)/g)].map(String);
  for (const [key, text] of Object.entries(read('package.nls.de.json'))) {
    const original = english[key];
    assert.ok(original, `package.nls.json has no ${key}`);
    assert.deepEqual(links(text), links(original), key);
    assert.equal(text.endsWith('.'), original.endsWith('.'), key);
  }
});

test('translations ship', () => {
  const allowed = readFileSync(path.join(root, '.vscodeignore'), 'utf8').split('\n');
  for (const file of ['!package.nls.de.json', '!media/l10n/**'])
    assert.ok(allowed.includes(file), file);
});
