import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { importsOf, violations } from './support/architecture.ts';
import { root } from './support/project.ts';

async function readHouse(): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  for (const top of ['src', 'webview']) {
    const names = await readdir(path.join(root, top), { recursive: true });
    for (const name of names.filter((each) => /\.m?[tj]s$/.test(each)).sort()) {
      const file = path.posix.join(top, name.replaceAll(path.sep, '/'));
      sources.set(file, await readFile(path.join(root, file), 'utf8'));
    }
  }
  return sources;
}

const planted = (file: string, source: string) => violations(new Map([[file, source]]));

test('the house stands by its rules', async () => {
  const sources = await readHouse();
  assert.ok(sources.has('src/core/events.ts'), 'the sources were read');
  assert.deepEqual(violations(sources), []);
});

test('every import of the house is found by the reader of imports', async () => {
  for (const [file, source] of await readHouse()) {
    const lines = source.split('\n').filter((line) => /^(import|export)\b.*\bfrom '/.test(line));
    const ends = source.split('\n').filter((line) => /^\} from '/.test(line));
    const found = importsOf(source).filter(({ specifier }) =>
      source.includes(`from '${specifier}'`),
    );
    assert.ok(found.length >= lines.length + ends.length, `${file}: ${found.length} found`);
  }
});

test('an import is read with what it imports, however it is written', () => {
  const source = [
    "import type { A } from './a.ts';",
    "import { type B, type C } from './b.ts';",
    "import { type D, e } from './c.ts';",
    'import {\n  f,\n  type G,\n} from "./d.ts";',
    "import './e.css';",
    "export * from './f.ts';",
    "export type { H } from './g.ts';",
    "const lazy = await import('./h.ts');",
    "type I = typeof import('./i.ts');",
    "// import './not.ts';",
    "/* import './neither.ts'; */",
  ].join('\n');
  const values = (typeOnly: boolean) =>
    importsOf(source)
      .filter((each) => each.typeOnly === typeOnly)
      .map((each) => each.specifier)
      .sort();
  assert.deepEqual(values(true), ['./a.ts', './b.ts', './g.ts', './i.ts']);
  assert.deepEqual(values(false), ['./c.ts', './d.ts', './e.css', './f.ts', './h.ts']);
});

test('core that reaches outside is refused: editor, Node, package, another room', () => {
  for (const specifier of ['vscode', 'node:fs', 'openai', '../models/openai.ts']) {
    const found = planted('src/core/orchestrator.ts', `import { x } from '${specifier}';`);
    assert.equal(found.length, 1, specifier);
    assert.match(found[0] ?? '', /src\/core\/orchestrator\.ts imports /);
  }
  assert.deepEqual(planted('src/core/orchestrator.ts', "import { x } from './cells.ts';"), []);
});

test('only the editor side knows the editor', () => {
  const source = "import * as vscode from 'vscode';";
  for (const file of ['src/runs/a.ts', 'src/cli.ts', 'src/engine.ts', 'webview/main.ts']) {
    assert.equal(planted(file, source).length, 1, file);
  }
  for (const file of ['src/vscode/panel.ts', 'src/extension.ts']) {
    assert.deepEqual(planted(file, source), [], file);
  }
});

test('the runner does not reach into the editor side', () => {
  assert.equal(
    planted('src/cli.ts', "import { x } from './vscode/texts/fileSource.ts';").length,
    1,
  );
});

test('a room below takes types and errors of core, not its machinery', () => {
  const of = (clause: string) => planted('src/models/retry.ts', `import ${clause};`);
  assert.deepEqual(of("type { Model } from '../core/model.ts'"), []);
  assert.deepEqual(of("{ Cancelled } from '../core/errors.ts'"), []);
  assert.equal(of("{ orchestrate } from '../core/orchestrator.ts'").length, 1);
});

test('the page uses neither Node nor the rooms of the host', () => {
  assert.equal(planted('webview/main.ts', "import { x } from 'node:path';").length, 1);
  assert.equal(planted('webview/views/a.ts', "import { x } from '../../src/runs/b.ts';").length, 1);
  assert.deepEqual(
    planted('webview/main.ts', "import { c } from '../src/protocol/channel.ts';"),
    [],
  );
});

test('long files, default exports and rooms that say nothing are refused', () => {
  assert.equal(planted('src/core/a.ts', 'x;\n'.repeat(301)).length, 1);
  assert.deepEqual(planted('src/core/a.ts', 'x;\n'.repeat(300)), []);
  assert.equal(planted('src/core/a.ts', 'export default function a() {}').length, 1);
  assert.equal(planted('src/core/utils/a.ts', '').length, 1);
  assert.equal(planted('src/runs/helpers.ts', '').length, 1);
  assert.equal(planted('src/attic/a.ts', '').length, 1);
});
