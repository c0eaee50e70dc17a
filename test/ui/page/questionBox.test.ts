import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { panelInBrowser, until } from '../../support/panelInBrowser.ts';

const onPage = panelInBrowser();
const shown = { recording: 'answered', width: 380 };
const box = (page: Page) => page.getByRole('textbox', { name: 'Ask a follow-up' });
const asked = 'globalThis.asked.filter(({ name }) => name === "ask").map(({ params }) => params)';

test('the question box at the end of the answer asks with Enter and breaks with Shift+Enter', async () => {
  await onPage(shown, async (page) => {
    const text = box(page);
    await page.getByText('Continues this run').waitFor();
    assert.equal(await text.getAttribute('placeholder'), 'Ask a follow-up');
    const answer = await page.getByRole('region', { name: 'Answer' }).boundingBox();
    const low = await text.boundingBox();
    const timeline = await page.getByRole('region', { name: 'Timeline' }).boundingBox();
    assert.ok(answer && low && timeline && answer.y < low.y && low.y < timeline.y);
    await text.press('Enter');
    assert.deepEqual(await page.evaluate(asked), [], 'nothing is no question');

    await text.fill('First');
    await text.press('Shift+Enter');
    await text.pressSequentially('and second');
    const high = await text.boundingBox();
    assert.ok(high && high.height > low.height * 1.4, 'it grows');
    await text.press('Enter');
    await until(page, `${asked}.length === 1`);
    assert.deepEqual(await page.evaluate(asked), [{ question: 'First\nand second' }]);
    await until(page, 'document.querySelector("textarea").value === ""');
  });
});

test('what was typed is there again when the page is', async () => {
  await onPage(shown, async (page) => {
    await box(page).fill('Not asked yet');
    await until(page, 'globalThis.kept?.draft === "Not asked yet"');
    await page.reload();
    await until(page, 'document.querySelector("textarea")?.value === "Not asked yet"');
  });
});

test('a run that goes on has no question box, nor has a moment of a replay', async () => {
  await onPage({ ...shown, until: 20 }, async (page) => {
    await page.getByText('Running').first().waitFor();
    assert.equal(await box(page).isVisible(), false);
  });
});

test('keyboard alone asks: the box, then its button', async () => {
  await onPage({ ...shown, theme: 'hc-dark' }, async (page) => {
    await box(page).focus();
    await page.keyboard.type('By keys?');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await until(page, `${asked}.length === 1`);
  });
});
