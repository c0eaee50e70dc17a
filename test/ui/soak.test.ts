import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { panelInBrowser, until } from '../support/panelInBrowser.ts';

const onPage = panelInBrowser();
const width = 1_100;

/** The bounds of a run of ten thousand events; time has room for a slow machine, the rest has none. */
const bounds = { openMs: 5_000, nodes: 2_000, heapMb: 150 } as const;

/** Runs of more than ten thousand events each: long, wide and deep. */
const runs = [
  { name: 'iterations-1000', open: [] },
  { name: 'calls-5000', open: ['/1', '/1.1/group 0'] },
  { name: 'deep-3-6', open: ['/1', '/call 2', '1/1', '1/call 2', '1.1/1'] },
];

for (const { name, open } of runs) {
  test(`a stored run opens soon and stays small while it is scrolled: ${name}`, async () => {
    await onPage({ recording: name, width }, async (page) => {
      const openMs = await page.evaluate<number>(openTime);
      for (const key of open) await page.locator(`.item[data-key="${key}"] > .row`).click();
      const nodes = await scrollThrough(page);
      const heapMb = await heapOf(page);
      console.log(`${name}: ${openMs.toFixed(0)} ms to open, at most ${nodes} nodes, ${heapMb} MB`);
      assert.ok(openMs < bounds.openMs, `${openMs} ms`);
      assert.ok(nodes < bounds.nodes, `${nodes} nodes`);
      assert.ok(heapMb < bounds.heapMb, `${heapMb} MB`);
    });
  });
}

test('a live run of ten thousand events is kept up with, its end in sight', async () => {
  await onPage({ recording: 'iterations-1000', width, until: 3, burst: 200 }, async (page) => {
    const nodes = new Set<number>();
    const status = page.getByRole('status', { name: 'Run status' });
    let followed = 0;
    while (!(await status.innerText()).includes('Answered')) {
      nodes.add(await countNodes(page));
      const last = page.locator('.item[aria-level="1"]').last();
      const box = await last.boundingBox();
      if (box !== null && box.y < 900 && box.y > 0) followed += 1;
    }
    const heapMb = await heapOf(page);
    const most = Math.max(...nodes);
    console.log(`live: at most ${most} nodes, ${heapMb} MB, ${followed} looks at its end`);
    assert.ok(most < bounds.nodes, `${most} nodes`);
    assert.ok(heapMb < bounds.heapMb, `${heapMb} MB`);
    assert.ok(followed > 0, 'the end of the trace was followed');
    assert.equal(await page.evaluate('scrollY'), 0, 'the answer is in sight at the end');
  });
});

test('the row with the focus stays in the page however far it is scrolled away', async () => {
  await onPage({ recording: 'iterations-1000', width }, async (page) => {
    const focused = () => page.evaluate<string>('document.activeElement.dataset.key');
    await page.locator('.item[data-key="/3"] > .row').click();
    await page.evaluate('scrollTo(0, document.body.scrollHeight / 2)');
    await page.locator('.item[data-key="/500"]').waitFor();
    assert.equal(await focused(), '/3');
    await page.keyboard.press('End');
    assert.equal(await focused(), '/1000');
    await page.locator('.item[data-key="/1000"][aria-selected="true"]').waitFor();
    assert.equal(
      await page.locator('.item[data-key="/1000"]').getAttribute('aria-posinset'),
      '1000',
    );
    await page.keyboard.press('ArrowRight');
    await page.locator('.item[data-key="/1000.1"]').waitFor();
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(), '/1000.1');
    await page.keyboard.press('Home');
    assert.equal(await focused(), '/1');
  });
});

test('trace, timeline and host share one selection, which what is closed opens for', async () => {
  await onPage({ recording: 'deep-3-6', width }, async (page) => {
    const kept = () => page.evaluate<{ selection: unknown }>('kept');
    const place = { run: '2.2', iteration: 4, cell: 1, call: 7 };
    const message = { type: 'event', name: 'selected', data: place };
    await page.evaluate(`postMessage(${JSON.stringify(message)})`);
    const row = page.locator('.item[data-key="2.2/call 7"]');
    await row.and(page.locator('[aria-selected="true"][aria-expanded="true"]')).waitFor();
    await page.locator('.timeline svg .selected').waitFor({ state: 'attached' });
    await until(page, 'kept?.selection?.call === 7');
    assert.deepEqual((await kept()).selection, place);

    // The keys of the timeline begin at what is selected; Enter selects in the trace.
    const bars = page.getByRole('listbox', { name: 'Bars of the timeline' });
    await bars.focus();
    await bars.getByRole('option', { name: /^Call 7 · llm_query/ }).waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.locator('.item[data-key="2.2/call 8"][aria-selected="true"]').waitFor();
    const asked = await page.evaluate<{ name: string; params: unknown }[]>('asked');
    const selects = asked.filter(({ name }) => name === 'select');
    assert.deepEqual(
      selects.map(({ params }) => params),
      [{ selection: { ...place, call: 8 } }],
      'what came from the host is not sent back',
    );
  });
});

/** Scrolls by the wheel to the page's end and back; the most elements that the page had. */
async function scrollThrough(page: Page): Promise<number> {
  let most = await countNodes(page);
  await page.mouse.move(500, 500);
  const height = await page.evaluate<number>('document.body.scrollHeight');
  const step = Math.max(700, height / 60);
  for (const way of [step, -step]) {
    for (let turn = 0; turn < 62; turn++) {
      await page.mouse.wheel(0, way);
      most = Math.max(most, await countNodes(page));
    }
  }
  return most;
}

/** After the next frame. */
async function countNodes(page: Page): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => requestAnimationFrame(resolve))
    .then(() => document.querySelectorAll('*').length)`);
}

/** In the page: ms from the start of its script to the first picture, which has the whole of it. */
const openTime = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntriesByName('first-contentful-paint')) resolve(startTime - begun);
  }).observe({ type: 'paint', buffered: true });
})`;

/** MB of the page's JavaScript heap, after what nobody needs was let go. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return Math.round(usedSize / 1_048_576);
}
