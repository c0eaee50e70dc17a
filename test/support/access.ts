import assert from 'node:assert/strict';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Opens everything in the trace: what is closed can't be checked. */
export async function openTrace(page: Page): Promise<void> {
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
export async function violations(page: Page): Promise<readonly string[]> {
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
