import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTrace, violations } from '../../support/access.ts';
import { panelInBrowser } from '../../support/panelInBrowser.ts';
import { recordings } from '../../support/sampleEvents.ts';
import { mainThemes } from '../../support/themes.ts';

/** CSS pixels: the narrowest panel that must work, which 600 at a zoom of 200 % is too, and a wide one. */
const widths = [300, 1_600];

const onPage = panelInBrowser();

/** Between them they show every colour that the page has: other themes differ in nothing else. */
const colourful = ['answered', 'failed', 'hostile'];

for (const theme of mainThemes) {
  const shown = theme === 'dark' ? Object.keys(recordings) : colourful;
  test(`the page is accessible, ${theme}: ${shown.join(', ')}`, async () => {
    for (const recording of shown) {
      await onPage({ theme, recording, width: 1_000 }, async (page) => {
        await openTrace(page);
        assert.deepEqual(await violations(page), [], `${recording} in ${theme}`);
      });
    }
  });
}

test('a run in progress is accessible, and still where motion is to be reduced', async () => {
  await onPage({ recording: 'answered', until: 30, width: 1_000, still: true }, async (page) => {
    await openTrace(page);
    assert.deepEqual(await violations(page), []);
    const moving = await page.evaluate<number>(
      "document.getAnimations().filter(({ playState }) => playState === 'running').length",
    );
    assert.equal(moving, 0);
  });
});

test('a replay is accessible', async () => {
  for (const theme of mainThemes) {
    await onPage({ recording: 'answered', width: 1_000, theme }, async (page) => {
      await page.evaluate("postMessage({ type: 'event', name: 'replay', data: null })");
      await page.getByRole('region', { name: 'Replay' }).waitFor();
      assert.deepEqual(await violations(page), [], theme);
    });
  }
});

test('finding, the menu of the trace and what was sent are accessible', async () => {
  for (const theme of mainThemes) {
    for (const width of theme === 'dark' ? [380, 1_000] : [1_000]) {
      await onPage({ recording: 'sent', width, theme }, async (page) => {
        await page.locator('.item[data-key="/3"] > .row').click();
        await page.locator('.item[data-key="/3/sent"] > .row').click();
        await page.getByText('3 messages, as in the request before').click();
        await page.getByRole('button', { name: 'Go to' }).click();
        await page.getByRole('menu', { name: 'Go to' }).waitFor();
        assert.deepEqual(await violations(page), [], `the menu in ${theme} at ${width}`);
        await page.keyboard.press('Control+f');
        await page.keyboard.type('part');
        const found = page.getByRole('search').getByRole('status');
        await found.filter({ hasText: 'of' }).waitFor();
        assert.deepEqual(await violations(page), [], `found in ${theme} at ${width}`);
        const reach = await page.evaluate<number>('document.documentElement.scrollWidth');
        assert.ok(reach <= width, `${reach} pixels wide`);
      });
    }
  }
});

for (const width of widths) {
  test(`at ${width} pixels nothing reaches over the edge`, async () => {
    for (const recording of Object.keys(recordings)) {
      await onPage({ recording, width }, async (page) => {
        await openTrace(page);
        const reach = await page.evaluate<number>('document.documentElement.scrollWidth');
        assert.ok(reach <= width, `${recording} is ${reach} pixels wide`);
        // What is narrow is built otherwise, what is wide is not.
        if (width === 300) assert.deepEqual(await violations(page), [], recording);
      });
    }
  });
}

for (const theme of mainThemes) {
  test(`two runs compared are accessible at any width, ${theme}`, async () => {
    for (const [recording, compare, ...shownAt] of [
      ['answered', 'nested', ...widths],
      ['failed', 'limited', 1_000],
    ] as const) {
      for (const width of shownAt) {
        await onPage({ theme, recording, compare, width }, async (page) => {
          const marks = page.getByRole('checkbox', { name: 'Mark differing words' });
          if (await marks.isVisible()) await marks.check();
          const what = `${recording} and ${compare} at ${width}`;
          assert.deepEqual(await violations(page), [], what);
          const reach = await page.evaluate<number>('document.documentElement.scrollWidth');
          assert.ok(reach <= width, `${what} is ${reach} pixels wide`);
        });
      }
    }
  });
}
