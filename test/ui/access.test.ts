import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { servePanel } from '../support/panelPage.ts';
import { root } from '../support/project.ts';

import { recordings } from '../support/sampleEvents.ts';
import { type ThemeName, themes } from '../support/themes.ts';
import { uiParts } from '../support/uiParts.ts';

/** CSS pixels: the narrowest panel that must work, which 600 at a zoom of 200 % is too, and a wide one. */
const widths = [300, 1_600];

let browser: Browser;
let panel: Awaited<ReturnType<typeof servePanel>>;

before(async () => {
  browser = await launchBrowser(uiParts().browser);
  panel = await servePanel(path.join(root, 'dist'));
});

after(async () => {
  await browser.close();
  panel.server.close();
});

for (const theme of Object.keys(themes) as ThemeName[]) {
  test(`every recording is accessible, ${theme}`, async () => {
    for (const recording of Object.keys(recordings)) {
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

for (const width of widths) {
  test(`at ${width} pixels nothing reaches over the edge`, async () => {
    for (const recording of Object.keys(recordings)) {
      await onPage({ recording, width }, async (page) => {
        await openTrace(page);
        const reach = await page.evaluate<number>('document.documentElement.scrollWidth');
        assert.ok(reach <= width, `${recording} is ${reach} pixels wide`);
        assert.deepEqual(await violations(page), [], recording);
      });
    }
  });
}

interface Shown {
  readonly recording: string;
  readonly width: number;
  readonly theme?: ThemeName;
  /** Only its first so many events: a run in progress. */
  readonly until?: number;
  readonly still?: boolean;
}

async function onPage(shown: Shown, look: (page: Page) => Promise<void>): Promise<void> {
  const { recording, width, theme = 'dark', until, still = false } = shown;
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    reducedMotion: still ? 'reduce' : 'no-preference',
  });
  try {
    const query = new URLSearchParams({ recording, theme, ...(until && { until: `${until}` }) });
    await page.goto(`${panel.url}?${query}`);
    await page.getByRole('status', { name: 'Run status' }).waitFor();
    await look(page);
  } finally {
    await page.close();
  }
}

/** Opens everything in the trace: what is closed can't be checked. */
async function openTrace(page: Page): Promise<void> {
  let closed = 1;
  for (let rounds = 0; closed > 0 && rounds < 50; rounds += 1) {
    closed = await page.evaluate<number>(openWhatIsClosed);
  }
  assert.equal(closed, 0);
}

/** In the page: clicks the row of each item that is closed, and says how many those were. */
const openWhatIsClosed = `(() => {
  const closed = document.querySelectorAll('[role=treeitem][aria-expanded=false]');
  for (const item of closed) item.querySelector('.row').click();
  return closed.length;
})()`;

/** What an accessibility engine has against the page, a line each. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const results = await page.evaluate<AxeResults>('axe.run()');
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes
      .filter(({ html }) => !(id === labelRule && /^<div[^>]* role="treeitem"/.test(html)))
      .map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** Takes all that an item of a tree holds for its visible label, which is its row alone. */
const labelRule = 'label-content-name-mismatch';
