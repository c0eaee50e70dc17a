// The exported page in a browser that has no network, as somebody opens it who was sent it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { RunEvent } from '../../../src/core/events.ts';
import { openTrace, violations } from '../../support/access.ts';
import { launchBrowser } from '../../support/browser.ts';
import { deepRun, manyCalls } from '../../support/longRecordings.ts';
import { root } from '../../support/project.ts';
import { recordings } from '../../support/sampleEvents.ts';
import { coloursOf } from '../../support/themes.ts';
import { uiParts } from '../../support/uiParts.ts';
import { exportEvents, wholeEvents } from '../../unit/runs/export/support.ts';

let browser: Browser;
let folder: string;
before(async () => {
  browser = await launchBrowser(uiParts().browser);
  folder = await mkdtemp(path.join(tmpdir(), 'rlm-exported-'));
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

interface Shown {
  readonly scheme?: 'dark' | 'light';
  /** CSS pixels. */
  readonly width?: number;
}

/** Opens the exported page of these events; what it asks of anybody else fails the test. */
async function onExported(
  events: readonly RunEvent[],
  { scheme = 'dark', width = 1_000 }: Shown,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const part = (name: string) => readFile(path.join(root, 'dist', name), 'utf8');
  const html = await exportEvents(events, 'html', {
    pageParts: async () => ({
      script: await part('exported.js'),
      style: await part('exported.css'),
    }),
  });
  const file = path.join(folder, 'page.html');
  await writeFile(file, html);
  const context = await browser.newContext({
    ...{ colorScheme: scheme, offline: true, viewport: { width, height: 900 } },
  });
  const wrong: string[] = [];
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
    });
    page.on('request', (request) => {
      if (!/^(?:file|data):/.test(request.url())) wrong.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    await page.getByRole('status', { name: 'Run status' }).waitFor();
    await look(page);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

const answered = () => wholeEvents(recordings.answered());
const row = (page: Page, key: string) => page.locator(`.item[data-key="${key}"] > .row`);

test('every recording draws without a word to anybody, dark and light, narrow and wide', async () => {
  for (const [name, make] of Object.entries(recordings)) {
    for (const scheme of ['dark', 'light'] as const) {
      for (const width of [380, 1_440]) {
        await onExported(wholeEvents(make()), { scheme, width }, async (page) => {
          const { background, reach } = await page.evaluate<{ background: string; reach: number }>(
            `({ background: getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-background').trim(),
                reach: document.documentElement.scrollWidth })`,
          );
          assert.equal(background, coloursOf(scheme)['editor-background'], name);
          assert.ok(reach <= width, `${name} is ${reach} pixels wide`);
        });
      }
    }
  }
});

test('the page offers nothing that only an editor can do', async () => {
  for (const name of ['answered', 'failed', 'demo', 'cancelled', 'limited'] as const) {
    await onExported(wholeEvents(recordings[name]()), {}, async (page) => {
      const names = await page.getByRole('button').evaluateAll((buttons) =>
        buttons
          // The columns of a table sort it.
          .filter((button) => button.closest('th') === null)
          .map((button) => button.getAttribute('aria-label') ?? button.textContent ?? ''),
      );
      const allowed = /^(?:Copy|Zoom|Show|Find|Close|Next|Previous|Filter|Match|Go to)/;
      assert.deepEqual(
        names.filter((each) => !allowed.test(each)),
        [],
        name,
      );
      assert.equal(await page.getByRole('textbox', { name: /question/i }).count(), 0);
    });
  }
});

test('a citation shows its lines over the page, by mouse and by keyboard', async () => {
  const line = '2026-03-14 09:14:00 payments ERROR certificate expired';
  const sha256 = createHash('sha256').update(line).digest('hex');
  const events = answered().map((event): RunEvent => {
    if (event.type === 'cell.finished' && event.iteration === 1)
      return { ...event, output: `L48210: ${line}` };
    if (event.type !== 'answer') return event;
    const [first, ...others] = event.citations;
    assert.ok(first !== undefined);
    const cited = { ...first, startLine: 48_210, endLine: 48_210, sha256 };
    return { ...event, text: event.text.replace('-L48216', ''), citations: [cited, ...others] };
  });
  await onExported(events, {}, async (page) => {
    const link = page.getByRole('link', { name: 'L48210, shown to the model' });
    await link.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'L48210 of platform.log' });
    await dialog.getByText(line).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const focused = await page.evaluate<string>(
      "document.activeElement.getAttribute('aria-label')",
    );
    assert.equal(focused, 'L48210, shown to the model');

    await page.getByRole('link', { name: /^L190022/ }).click();
    await page.getByText('This page does not have these lines.').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('link', { name: 'Found word for word at L190045' }).click();
    await page.getByRole('dialog').getByText('no space left on device').waitFor();
  });
});

test('the trace is walked by keyboard, and long texts unfold from within the page', async () => {
  await onExported(answered(), {}, async (page) => {
    await page.getByRole('tree', { name: 'Trace' }).getByRole('treeitem').first().focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowRight'])
      await page.keyboard.press(key);
    await row(page, '/3.1').waitFor();
    await openTrace(page);
    await page
      .getByRole('button', { name: /^Show all/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Show less' }).waitFor();
    assert.equal(await page.getByText("can't be shown").count(), 0);
  });
});

test('the page is accessible with all of its trace open, dark and light', async () => {
  for (const scheme of ['dark', 'light'] as const) {
    for (const name of ['answered', 'failed', 'hostile', 'nested'] as const) {
      await onExported(wholeEvents(recordings[name]()), { scheme }, async (page) => {
        await openTrace(page);
        assert.deepEqual(await violations(page), [], `${name}, ${scheme}`);
      });
    }
  }
});

test('runs of thousands of calls and of many levels open too', async () => {
  for (const recording of [manyCalls(5_000), deepRun(3, 4)]) {
    await onExported(wholeEvents(recording), {}, async (page) => {
      await page.getByRole('treeitem').first().waitFor();
    });
  }
});
