import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { panelInBrowser, until } from '../../support/panelInBrowser.ts';

const onPage = panelInBrowser();
const width = 900;

/** Labels of the axis, from left to right. */
const ticks = (page: Page) => page.locator('.timeline .tick').allTextContents();

test('the wheel with Ctrl zooms the timeline where the pointer is, a drag moves it, a button shows all', async () => {
  await onPage({ recording: 'answered', width }, async (page) => {
    const plot = page.locator('.timeline svg');
    const bounds = await plot.boundingBox();
    assert.ok(bounds !== null);
    const middle = { x: bounds.x + bounds.width / 2, y: bounds.y + 12 };
    const whole = await ticks(page);
    assert.ok(whole.includes('25 s'), whole.join());

    await page.mouse.move(middle.x, middle.y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -600);
    await page.keyboard.up('Control');
    await page.locator('.timeline .reach').waitFor({ state: 'attached' });
    const near = await ticks(page);
    assert.ok(!near.includes('25 s') && !near.includes('5 s'), near.join());

    await page.mouse.down();
    await page.mouse.move(middle.x - 200, middle.y, { steps: 4 });
    await page.mouse.up();
    const later = await ticks(page);
    assert.ok(Number.parseFloat(later[0] ?? '') > Number.parseFloat(near[0] ?? ''), later.join());
    assert.equal(
      await page.locator('.item[aria-selected="true"]').count(),
      0,
      'a drag is no click',
    );

    await page.getByRole('button', { name: 'Show the whole run (0)' }).click();
    await page.locator('.timeline .reach').waitFor({ state: 'detached' });
    assert.deepEqual(await ticks(page), whole);
  });
});

test('a wheel without Ctrl over the timeline scrolls the page', async () => {
  await onPage({ recording: 'iterations-1000', width }, async (page) => {
    const bounds = await page.locator('.timeline svg').boundingBox();
    assert.ok(bounds !== null);
    const whole = await ticks(page);
    await page.mouse.move(bounds.x + 300, bounds.y + 20);
    await page.mouse.wheel(0, 300);
    await until(page, 'scrollY > 100');
    assert.deepEqual(await ticks(page), whole);
  });
});
