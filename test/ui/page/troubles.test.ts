import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelInBrowser } from '../../support/panelInBrowser.ts';

const onPage = panelInBrowser();

test('a run that was stopped says what failed, what was stopped, and that there is no answer', async () => {
  await onPage({ recording: 'troubled', width: 1_000 }, async (page) => {
    const status = page.getByRole('status', { name: 'Run status' });
    for (const words of [/Stopped/, /5 calls/, /1 failed/, /3 stopped/])
      await status.filter({ hasText: words }).waitFor();
    assert.equal(await page.getByRole('region', { name: 'Answer' }).count(), 0);
    const ending = page.locator('.ending');
    assert.match(
      await ending.innerText(),
      /^Stopped before there was an answer\. 3 calls were cancelled; the server may still bill them \(~\$0\.006\d*\)\.\s+Last step \(iteration 2\): .?Now I ask about each hour.?$/,
    );
    const names = await page
      .locator('[role=treeitem][aria-level="1"]')
      .evaluateAll((items) => items.map(({ ariaLabel }) => ariaLabel));
    assert.match(
      names[0] ?? '',
      /^Iteration 1: I look at both ends of the log, done, but calls failed, 2 calls, 1 failed, /,
    );
    assert.match(
      names[1] ?? '',
      /^Iteration 2: Now I ask about each hour, stopped, 3 calls, 3 stopped, .*, ~\$0\.010$/,
    );
    const legend = await page.locator('.timeline .key').allInnerTexts();
    assert.ok(legend.includes('stopped') && legend.includes('failed'), legend.join());
    assert.equal(new Set(legend).size, legend.length, legend.join());
    const cost = page.getByRole('table', { name: 'Cost' });
    await cost
      .getByRole('row')
      .filter({ hasText: 'gpt-5-mini' })
      .filter({ hasText: '~' })
      .waitFor();
  });
});

test('while it runs, the iteration at work has no tick and each kind of bar a name of its own', async () => {
  await onPage({ recording: 'troubled', width: 1_000, until: 17 }, async (page) => {
    const last = page.locator('[role=treeitem][aria-level="1"]').last();
    await last.and(page.getByRole('treeitem', { name: /running/ })).waitFor();
    const legend = await page.locator('.timeline .key').allInnerTexts();
    assert.equal(new Set(legend).size, legend.length, legend.join());
  });
});
