import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { panelInBrowser, until } from '../../support/panelInBrowser.ts';

const onPage = panelInBrowser();
const width = 700;

async function buttonsOf(page: Page): Promise<readonly (readonly [string, string | null])[]> {
  const shown = await page.locator('vscode-button:not([appearance="icon"])').all();
  const buttons: [string, string | null][] = [];
  for (const button of shown) {
    if (!(await button.isVisible())) continue;
    buttons.push([(await button.innerText()).trim(), await button.getAttribute('appearance')]);
  }
  return buttons;
}

const cases = [
  { recording: 'answered', until: 20, buttons: [['Stop', 'primary']] },
  {
    recording: 'answered',
    buttons: [
      ['Ask follow-up', 'primary'],
      ['Run again', 'secondary'],
      ['Export', 'secondary'],
    ],
  },
  // Cut off: there is no REPL to go on in.
  {
    recording: 'nested',
    buttons: [
      ['Run again', 'secondary'],
      ['Export', 'secondary'],
    ],
  },
  {
    recording: 'failed',
    buttons: [
      ['Resume', 'secondary'],
      ['Ask follow-up', 'secondary'],
      ['Run again', 'secondary'],
      ['Export', 'secondary'],
      ['Set API key', 'primary'],
      ['Connect a model...', 'secondary'],
      ['Show log', 'secondary'],
    ],
  },
] as const;

for (const { buttons, ...shown } of cases) {
  const state = 'until' in shown ? 'that runs' : `"${shown.recording}"`;
  test(`the page of a run ${state} has the buttons that help, one of them primary at most`, async () => {
    await onPage({ ...shown, width }, async (page) => {
      assert.deepEqual(await buttonsOf(page), buttons);
    });
  });
}

test('a question of many words leaves room for its answer, and is read by scrolling', async () => {
  await onPage({ recording: 'hostile', width }, async (page) => {
    const question = page.getByRole('heading', { level: 1 });
    const box = await question.boundingBox();
    assert.ok(box !== null && box.height < 200, `${box?.height} px`);
    await question.focus();
    await page.keyboard.press('End');
    const last = 'document.querySelector("h1").scrollTop > 0';
    await until(page, last);
  });
});
