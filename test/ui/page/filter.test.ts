import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { panelInBrowser, until } from '../../support/panelInBrowser.ts';

const onPage = panelInBrowser();
const width = 900;

const selected = (page: Page, key: string) =>
  page.locator(`.item[data-key="${key}"][aria-selected="true"]:focus`);

test('F8 goes from one failed cell to the next, and Shift+F8 back', async () => {
  await onPage({ recording: 'iterations-1000', width }, async (page) => {
    await page.keyboard.press('F8');
    await selected(page, '/10.1').waitFor();
    await page.keyboard.press('F8');
    await selected(page, '/20.1').waitFor();
    await page.keyboard.press('Shift+F8');
    await page.keyboard.press('Shift+F8');
    await selected(page, '/1000.1').waitFor();
    await until(
      page,
      `(() => {
        const { top, bottom } = document.activeElement.getBoundingClientRect();
        return top < innerHeight && bottom > 0;
      })()`,
    );
  });
});

test('the menu leads to what took longest, by the keyboard alone', async () => {
  await onPage({ recording: 'answered', width }, async (page) => {
    const button = page.getByRole('button', { name: 'Go to' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Next failed' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Escape');
    await button.and(page.locator(':focus')).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await selected(page, '/3').waitFor();
    assert.equal(await page.getByRole('menu').count(), 0);
  });
});

test('a filter leaves what failed, and is as it was when the page comes back', async () => {
  await onPage({ recording: 'iterations-1000', width }, async (page) => {
    const filter = page.getByRole('combobox', { name: 'Filter the trace' });
    await filter.selectOption('Failed');
    await page.getByText('100 of 1,000 iterations', { exact: true }).waitFor();
    await page.locator('.item[data-key="/11"]').waitFor({ state: 'detached' });
    await until(page, "kept?.trace.filter === 'failed'");
    await page.reload();
    await page.getByText('100 of 1,000 iterations', { exact: true }).waitFor();
    assert.equal(await filter.inputValue(), 'failed');
    // What is found elsewhere ends it.
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find' }).fill('Part 777');
    await page.locator('.item[data-key="/777"]').waitFor();
    assert.equal(await filter.inputValue(), 'all');
  });
});
