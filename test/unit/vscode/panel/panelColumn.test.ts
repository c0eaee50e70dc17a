import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnForPage, type EditorGroup } from '../../../../src/vscode/panel/panelColumn.ts';

/** A group by its tabs: `t` a text, `p` a page of ours; the one in capitals shows. */
const group = (column: number, tabs: string, isActive = false): EditorGroup => ({
  column,
  isActive,
  tabs: [...tabs].map((tab) => ({
    isOurs: tab.toLowerCase() === 'p',
    isActive: tab !== tab.toLowerCase(),
  })),
});

const cases: readonly [what: string, groups: readonly EditorGroup[], column: number | null][] = [
  ['beside the only text, in a group of its own', [group(1, 'T', true)], null],
  ['in the only group while nothing is open', [group(1, '', true)], 1],
  ['with the other runs', [group(1, 'T', true), group(2, 'P')], 2],
  ['with runs that a text covers', [group(1, 'T', true), group(2, 'pT')], 2],
  ['with runs behind another page', [group(1, 'T', true), group(2, 'pP')], 2],
  ['in the group that is worked in, where it has runs', [group(1, 'P'), group(2, 'P', true)], 2],
  ['where a run shows, rather than where one is covered', [group(1, 'Tp', true), group(2, 'P')], 2],
  ['where a run shows, of two others', [group(1, 'pT'), group(2, 'P'), group(3, 'T', true)], 2],
  ['beside the text, in the group that is there', [group(1, 'T', true), group(2, 'T')], 2],
  ['left of a text in the last group, never in a third', [group(1, 'T'), group(2, 'T', true)], 1],
  ['in an empty group beside the text', [group(1, 'T', true), group(2, '')], 2],
  ['in no group where the window has none', [], null],
];

for (const [what, groups, column] of cases) {
  test(`a page opens ${what}`, () => assert.equal(columnForPage(groups), column));
}
