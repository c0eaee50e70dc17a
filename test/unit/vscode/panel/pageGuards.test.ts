import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelGuard } from '../../../../src/vscode/panel/pageGuards.ts';

const requests: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  events: { since: 0 },
  text: { sha256: 'ab' },
  openCitation: { path: 'a', startLine: 1, endLine: 2 },
  openRange: { path: 'a', start: 0, end: 9 },
  copyAnswer: { text: 'x' },
  insertAnswer: { text: 'x' },
  showRun: { runId: 'r' },
};
/** What no field of a request may be. */
const wrong = [undefined, null, {}, [], -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, true];

for (const [name, params] of Object.entries(requests)) {
  test(`a page's request is looked at in every field: ${name}`, async () => {
    const guard = (given: unknown) => panelGuard(name, given);
    assert.equal(await guard(params), true);
    for (const field of Object.keys(params)) {
      for (const value of wrong)
        assert.equal(
          await guard({ ...params, [field]: value }),
          false,
          `${field}: ${String(value)}`,
        );
      const swapped = typeof params[field] === 'string' ? 1 : '1';
      assert.equal(await guard({ ...params, [field]: swapped }), false, field);
    }
    for (const none of [null, undefined, 'x', 5]) assert.equal(await guard(none), false);
  });
}

test('a selection is looked at in every field', async () => {
  const selection = { run: '', iteration: 1, cell: 1, call: null };
  const isTaken = (value: unknown) => panelGuard('select', { selection: value });
  assert.equal(await isTaken(selection), true);
  assert.equal(await isTaken(null), true);
  for (const field of Object.keys(selection))
    assert.equal(await isTaken({ ...selection, [field]: field === 'run' ? 1 : '1' }), false, field);
});
