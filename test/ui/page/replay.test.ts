import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { panelInBrowser, until } from '../../support/panelInBrowser.ts';

const onPage = panelInBrowser();

function barOf(page: Page): Locator {
  return page.getByRole('region', { name: 'Replay' });
}

/** As the host does for "Replay run". */
async function startReplay(page: Page): Promise<void> {
  await page.evaluate("postMessage({ type: 'event', name: 'replay', data: null })");
  await barOf(page).getByText('step 1 of 60').waitFor();
}

test('a replay goes forth and back by keys, buttons and slider, and is left by Escape', async () => {
  await onPage({ recording: 'answered', width: 1_000 }, async (page) => {
    const status = page.getByRole('status', { name: 'Run status' });
    const answer = page.getByRole('region', { name: 'Answer' });
    const iterations = page.locator('[role=treeitem][aria-level="1"]');
    await startReplay(page);
    await status.filter({ hasText: 'Running' }).waitFor();
    assert.equal(await answer.count(), 0, 'the answer was not there yet');
    assert.equal(await page.getByRole('button', { name: 'Stop' }).count(), 0);

    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await barOf(page).getByText('step 3 of 60').waitFor();
    await barOf(page).getByText('iteration 1 starts').waitFor();
    assert.equal(await iterations.count(), 1);
    await page.keyboard.press('k');
    await barOf(page).getByText('step 2 of 60').waitFor();
    assert.equal(await iterations.count(), 0);

    await barOf(page).getByRole('button', { name: 'Last step' }).click();
    await answer.getByText('Three services failed.').waitFor();
    await status.filter({ hasText: 'Answered' }).waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await answer.waitFor({ state: 'hidden' });
    await barOf(page).getByRole('button', { name: 'First step' }).click();
    await barOf(page).getByRole('slider', { name: 'Step of the replay' }).fill('30');
    await barOf(page).getByText('step 30 of 60').waitFor();

    await page.keyboard.press('Escape');
    await barOf(page).waitFor({ state: 'hidden' });
    await status.filter({ hasText: 'Answered' }).waitFor();
    assert.equal(await iterations.count(), 4);
  });
});

test('a page that is made again is at the step where it was', async () => {
  await onPage({ recording: 'answered', width: 1_000 }, async (page) => {
    await startReplay(page);
    await page.keyboard.press('j');
    await barOf(page).getByText('step 2 of 60').waitFor();
    await until(page, 'kept?.step === 2');
    await page.reload();
    await barOf(page).getByText('step 2 of 60').waitFor();
  });
});

test('a replay plays by itself to its end, unless motion is to be reduced', async () => {
  await onPage({ recording: 'demo', width: 1_000 }, async (page) => {
    await page.evaluate("postMessage({ type: 'event', name: 'replay', data: null })");
    await barOf(page).getByRole('button', { name: 'Play', exact: true }).click();
    await barOf(page).getByRole('button', { name: 'Pause' }).waitFor();
    await barOf(page).getByText('the run ends').waitFor();
    await barOf(page).getByRole('button', { name: 'Play', exact: true }).waitFor();
  });
  await onPage({ recording: 'demo', width: 1_000, still: true }, async (page) => {
    await page.evaluate("postMessage({ type: 'event', name: 'replay', data: null })");
    await barOf(page).waitFor();
    assert.equal(await barOf(page).getByRole('button', { name: 'Play', exact: true }).count(), 0);
  });
});
