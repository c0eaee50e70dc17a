import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from './support/project.ts';
import { coloursOf, type ThemeName, vscodeThemes } from './support/themes.ts';

const names = Object.keys(vscodeThemes) as ThemeName[];
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const sheets = globSync('webview/styles/*.css', { cwd: root }).map(read).join('\n');

/** The colour of VS Code that a colour of the page stands for. */
function variableOf(own: string): string {
  return new RegExp(`--rlm-${own}: var\\(--vscode-([\\w-]+)\\)`).exec(sheets)?.[1] ?? '';
}

/** Red, green, blue and opacity, 0 to 1. Throws for what is no colour. */
function channels(colour: string): [number, number, number, number] {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})([\da-f]{2})?$/i.exec(colour)?.slice(1);
  const [red, green, blue, alpha = 1] =
    hex?.map((pair) => (pair === undefined ? 1 : Number.parseInt(pair, 16) / 255)) ??
    [...colour.matchAll(/[\d.]+/g)].map(([part], at) => Number(part) / (at < 3 ? 255 : 1));
  if (red === undefined || green === undefined || blue === undefined)
    throw new Error(`"${colour}" is no colour`);
  return [red, green, blue, alpha];
}

function luminance(colour: string): number {
  const linear = (value: number) =>
    value <= 0.04 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const [red, green, blue] = channels(colour);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

for (const name of names) {
  test(`the timeline's bars can be seen in ${vscodeThemes[name][0]}`, () => {
    const colours = coloursOf(name);
    const ground = colours['editorWidget-background'] ?? '';
    for (const own of ['model', 'run', 'cost1', 'costly', 'child', 'bad']) {
      const variable = variableOf(own);
      const colour = colours[variable] ?? '';
      assert.notEqual(colour, '', `${variable} is empty`);
      assert.equal(channels(colour)[3], 1, `${variable} can be seen through`);
      assert.ok(contrast(colour, ground) >= 3, `${variable}, ${colour} on ${ground}`);
    }
  });

  test(`cheap and expensive calls, and child runs, differ in ${vscodeThemes[name][0]}`, () => {
    const colours = coloursOf(name);
    const shown = ['cost1', 'costly', 'child'].map((own) => colours[variableOf(own)] ?? '');
    for (const [at, one] of shown.entries()) {
      for (const other of shown.slice(at + 1)) {
        const [a, b] = [channels(one), channels(other)];
        const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
        assert.ok(distance > 0.35, `${one} and ${other}`);
      }
    }
  });

  test(`the walkthrough's pictures have all their colours in ${vscodeThemes[name][0]}`, () => {
    const pictures = globSync('media/walkthrough/*.svg', { cwd: root }).map(read).join('\n');
    const colours = coloursOf(name);
    const missing = [...pictures.matchAll(/var\(--vscode-([\w-]+)\)/g)].flatMap(
      ([, variable = '']) =>
        variable.includes('font') || (colours[variable] ?? '') !== '' ? [] : [variable],
    );
    assert.deepEqual([...new Set(missing)], []);
  });
}
