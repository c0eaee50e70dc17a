import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { exportedTheme, exportedThemeFile } from '../../scripts/exportedTheme.ts';

test('an exported page has the colours of the default themes (node test/scripts/exportedTheme.ts renews them)', () => {
  assert.equal(readFileSync(exportedThemeFile, 'utf8'), exportedTheme());
});
