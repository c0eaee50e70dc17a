import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { hidden } from '../../support/hiddenWords.ts';
import { panelInBrowser, until } from '../../support/panelInBrowser.ts';

const onPage = panelInBrowser();
const width = 900;

const input = (page: Page) => page.getByRole('textbox', { name: 'Find' });
const count = (page: Page) => page.getByRole('search', { name: 'Find in run' }).getByRole('status');

async function find(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+f');
  await input(page).fill(words);
}

async function counts(page: Page, said: string): Promise<void> {
  await count(page).filter({ hasText: said }).waitFor();
}

/** Resolves once the place that was gone to has these words and is in sight. */
async function marked(page: Page, words: string): Promise<void> {
  await until(
    page,
    `(() => {
      const [range] = CSS.highlights.get('found-current') ?? [];
      if (range === undefined) return false;
      const { top, bottom } = range.getBoundingClientRect();
      return String(range).replaceAll(/\\s+/g, ' ').toLowerCase() === ${JSON.stringify(words)} &&
        bottom > top && top >= 0 && bottom <= innerHeight;
    })()`,
  );
}

test('words are found in rows that are closed and far out of sight, which open for them', async () => {
  await onPage({ recording: 'iterations-1000', width }, async (page) => {
    await find(page, 'Part 777\nconst');
    await counts(page, '1 of 1');
    await marked(page, 'part 777 const');
    await page.locator('.item[data-key="/777"][aria-expanded="true"]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.item[data-key="/777.1"]:focus').waitFor();
    assert.equal(await page.evaluate<number>("CSS.highlights.get('found').size"), 0);
  });
});

test('Enter and F3 go from place to place over all texts, and around', async () => {
  await onPage({ recording: 'answered', width }, async (page) => {
    await find(page, 'search');
    await counts(page, '1 of');
    const total = Number(/of (\d+)$/.exec(await count(page).innerText())?.[1]);
    assert.ok(total >= 5, `${total} found`);
    const seen = new Set<string>();
    for (let at = 1; at <= total; at++) {
      await counts(page, `${at} of ${total}`);
      await marked(page, 'search');
      seen.add(
        await page.evaluate<string>(`(() => {
          const [range] = CSS.highlights.get('found-current');
          const text = range.startContainer.parentElement.closest('[data-find]');
          return (text.closest('.item')?.dataset.key ?? '') + ' ' + text.dataset.find;
        })()`),
      );
      await page.keyboard.press(at % 2 === 0 ? 'Enter' : 'F3');
    }
    await counts(page, `1 of ${total}`);
    await page.keyboard.press('Shift+Enter');
    await counts(page, `${total} of ${total}`);
    assert.ok(seen.size > 2, [...seen].join(', '));
  });
});

test('what is folded, or far down a long text, is unfolded and shown', async () => {
  await onPage({ recording: 'hidden', width }, async (page) => {
    for (const [field, words] of Object.entries(hidden)) {
      await find(page, words);
      await counts(page, '1 of 1');
      await marked(page, words);
      assert.equal(
        await page.evaluate<string>(
          `[...CSS.highlights.get('found-current')][0].startContainer.parentElement
            .closest('[data-find]').dataset.find`,
        ),
        field,
      );
    }
    await find(page, 'heron');
    await counts(page, 'of 9');
  });
});

test('letters count as the same in either case until that is switched off', async () => {
  await onPage({ recording: 'hidden', width }, async (page) => {
    await find(page, 'HERON');
    await counts(page, 'of 9');
    await page.keyboard.press('Alt+c');
    await counts(page, 'No results');
    await page.getByRole('button', { name: 'Match case' }).click();
    await counts(page, 'of 9');
  });
});

test('a run of five thousand calls is looked through while its page stays smooth', async () => {
  await onPage({ recording: 'calls-5000', width }, async (page) => {
    await page.evaluate(`(() => {
      globalThis.longest = 0;
      let last = performance.now();
      const frame = (now) => {
        globalThis.longest = Math.max(globalThis.longest, now - last);
        last = now;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    })()`);
    await find(page, 'error of service 4321');
    await counts(page, '1 of 1');
    await marked(page, 'error of service 4321');
    const longest = await page.evaluate<number>('longest');
    // A frame that takes as long as this is seen as a jam, even on a slow machine.
    assert.ok(longest < 1_000, `a frame of ${Math.round(longest)} ms`);
    process.stdout.write(`longest frame: ${Math.round(longest)} ms\n`);
  });
});

test('words of a run that goes on are found as they come', async () => {
  await onPage({ recording: 'iterations-1000', width, until: 30, burst: 400 }, async (page) => {
    await find(page, 'Part 900\nconst');
    await counts(page, '1 of 1');
  });
});
