import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { panelInBrowser, until } from '../../support/panelInBrowser.ts';

const onPage = panelInBrowser();
const width = 900;

const row = (page: Page, key: string) => page.locator(`.item[data-key="${key}"] > .row`);

/** Pixels from the top of what is in sight. */
async function topOf(page: Page, key: string): Promise<number> {
  const box = await row(page, key).boundingBox();
  assert.ok(box !== null, key);
  return box.y;
}

test('a page that comes back has the same rows open and stands where it stood', async () => {
  await onPage({ recording: 'iterations-1000', width }, async (page) => {
    await row(page, '/500').waitFor({ state: 'detached' });
    await page.evaluate('scrollTo(0, document.body.scrollHeight / 2)');
    await row(page, '/500').click();
    await row(page, '/500.1').click();
    await row(page, '/503').click();
    await page.mouse.wheel(0, 150);
    await until(page, 'kept?.trace.opened.length === 3');
    await until(
      page,
      `kept.trace.scroll?.key !== null && Math.abs(
      document.querySelector('[data-key="' + kept.trace.scroll.key + '"]').getBoundingClientRect().top
        - kept.trace.scroll.top) < 2`,
    );
    const before = await topOf(page, '/503');

    await page.reload();
    await page.locator('.item[data-key="/503"][aria-expanded="true"]').waitFor();
    await page.locator('.item[data-key="/500"][aria-expanded="true"]').waitFor();
    await page.locator('.item[data-key="/500.1"][aria-expanded="false"]').waitFor();
    await page.locator('.item[data-key="/503"][aria-selected="true"]').waitFor();
    await until(
      page,
      `Math.abs(document.querySelector('[data-key="/503"] > .row').getBoundingClientRect().top - ${before}) < 4`,
    );
  });
});

test('a long text that was unfolded stays so when its row is closed and opened again', async () => {
  await onPage({ recording: 'lines-200', width }, async (page) => {
    await row(page, '/1').click();
    await page.getByRole('button', { name: /^Show all/ }).click();
    const output = page.getByLabel('Output', { exact: true });
    await output.filter({ hasText: 'Printed line 200' }).waitFor();
    await row(page, '/1.1').click();
    await output.waitFor({ state: 'detached' });
    await row(page, '/1.1').click();
    await output.filter({ hasText: 'Printed line 200' }).waitFor();
    await page.getByRole('button', { name: 'Show less' }).click();
    await output.filter({ hasText: 'Printed line 200' }).waitFor({ state: 'detached' });
  });
});

test('the line of a long cell that failed is brought into sight in its frame', async () => {
  await onPage({ recording: 'lines-200', width }, async (page) => {
    await row(page, '/1').click();
    await until(page, "document.querySelector('.code').scrollTop > 0");
    const [frame, line] = await Promise.all(
      ['.code', '.gutter .fault'].map((part) => page.locator(part).boundingBox()),
    );
    assert.ok(frame && line);
    assert.equal(await page.locator('.gutter .fault').innerText(), '150');
    assert.ok(line.y >= frame.y && line.y + line.height <= frame.y + frame.height);
  });
});

test('who has scrolled away from the end of a run is led back by "Follow the run"', async () => {
  await onPage({ recording: 'iterations-1000', width, until: 3, burst: 20 }, async (page) => {
    const follow = page.getByRole('button', { name: 'Follow the run' });
    await row(page, '/20').waitFor();
    assert.equal(await follow.isVisible(), false);
    await page.mouse.move(width / 2, 450);
    await page.mouse.wheel(0, -600);
    await follow.waitFor();
    const left = await page.evaluate<number>('scrollY');
    const newest = () => page.locator('.item[aria-level="1"]').last().getAttribute('aria-posinset');
    const seen = Number(await newest());
    await until(
      page,
      `document.querySelector('.item[aria-level="1"]').getAttribute('aria-setsize') > ${seen + 5}`,
    );
    assert.equal(await page.evaluate<number>('scrollY'), left, 'the reader is left alone');
    await follow.click();
    await follow.waitFor({ state: 'hidden' });
    const at = Number(await newest());
    await until(
      page,
      `[...document.querySelectorAll('.item[aria-level="1"]')].some((item) =>
      item.getAttribute('aria-posinset') > ${at} && item.getAttribute('aria-expanded') === 'true' &&
      item.getBoundingClientRect().top < innerHeight)`,
    );
  });
});

test('an iteration shows what was sent for it, what was sent before folded, with tokens', async () => {
  await onPage({ recording: 'sent', width }, async (page) => {
    await row(page, '/3').click();
    const sent = page.locator('.item[data-key="/3/sent"]');
    assert.match(
      (await sent.getAttribute('aria-label')) ?? '',
      /3,600 tokens, 2,000 of them cached/,
    );
    await sent.locator('.row').click();
    const roles = sent.locator('.sent-messages > .labelled .caption b');
    await roles.nth(2).waitFor();
    assert.deepEqual(await roles.allInnerTexts(), ['User', 'Assistant', 'User']);
    await sent.getByText('3 messages, as in the request before').click();
    await sent.getByText('You answer about a text').waitFor();
    assert.match(
      (await page.locator('.item[data-key="/1"]').getAttribute('aria-label')) ?? '',
      /1\.2k in, 240 out/,
    );
  });
});
