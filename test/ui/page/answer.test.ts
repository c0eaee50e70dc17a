import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { panelInBrowser, until } from '../../support/panelInBrowser.ts';

const onPage = panelInBrowser();

/** What the page has asked its host for, by name. */
async function asked(page: Page, name: string): Promise<readonly unknown[]> {
  const all = await page.evaluate<{ name: string; params: unknown }[]>('asked');
  return all.filter((request) => request.name === name).map(({ params }) => params);
}

function answerOf(page: Page): Locator {
  return page.getByRole('region', { name: 'Answer' });
}

test('citations differ by what is known of their lines, and open their places', async () => {
  await onPage({ recording: 'answered', width: 1_000 }, async (page) => {
    const link = (name: string | RegExp) => answerOf(page).getByRole('link', { name });
    await link('L48210-L48216, shown to the model').click();
    await link('L190044-L190051, exists, not read by a model').waitFor();
    await link('L401877, not there').waitFor();
    await link(/^L190022, changed since the answer: its lines read differ/).click();
    assert.deepEqual(await asked(page, 'openCitation'), [
      { path: '', startLine: 48_210, endLine: 48_216 },
      { path: '', startLine: 190_022, endLine: 190_022 },
    ]);
    const sum =
      '3 cited places found, 1 missing, 1 not read by a model, 1 changed since · 2 of 3 quotes found word for word';
    await answerOf(page).getByText(sum, { exact: true }).waitFor();
  });
});

test('places in other brackets and with other dashes are links too, and their texts are no others', async () => {
  await onPage({ recording: 'limited', width: 1_000 }, async (page) => {
    const links = answerOf(page).getByRole('link', { name: 'L48210-L48216, shown to the model' });
    await links.nth(1).waitFor();
    assert.equal(await links.count(), 2);
    await answerOf(page).getByText('1 cited place found').waitFor();
    await answerOf(page).getByText('The value of summary').waitFor();
    await answerOf(page)
      .getByText(/Searched: 90%Read by the model: 63%/)
      .waitFor();
  });
});

test('what a model thought is folded, and opened by a click', async () => {
  await onPage({ recording: 'answered', width: 1_000 }, async (page) => {
    await page
      .getByRole('treeitem', { name: /^Iteration 3:/ })
      .locator('> .row')
      .click();
    const thoughts = page.getByText('Counting says nothing of that');
    assert.equal(await thoughts.count(), 0);
    await page.getByText(/^Reasoning/).click();
    await thoughts.waitFor();
  });
});

test('quotes that were found lead to their places; one that was not is marked', async () => {
  await onPage({ recording: 'answered', width: 1_000 }, async (page) => {
    await answerOf(page).getByRole('link', { name: 'Found word for word at L190045' }).click();
    assert.deepEqual(await asked(page, 'openCitation'), [
      { path: '', startLine: 190_045, endLine: 190_045 },
    ]);
    const unfound = answerOf(page).getByTitle('not found word for word in the text');
    assert.equal(await unfound.textContent(), 'mail queue is corrupt');
  });
});

test('places are looked at again when the host says that a text changed', async () => {
  await onPage({ recording: 'answered', width: 1_000 }, async (page) => {
    await answerOf(page)
      .getByRole('link', { name: /changed since/ })
      .waitFor();
    const before = (await asked(page, 'stale')).length;
    await page.evaluate("postMessage({ type: 'event', name: 'textChanged', data: null })");
    await until(page, `asked.filter(({ name }) => name === 'stale').length > ${before}`);
  });
});

test('the strip says what was read of the text, and opens it there, by mouse and by keyboard', async () => {
  await onPage({ recording: 'answered', width: 1_000 }, async (page) => {
    const strip = answerOf(page).getByRole('slider', {
      name: /^Parts of the text that models read/,
    });
    await strip.focus();
    await page.keyboard.press('ArrowRight');
    assert.match(
      (await strip.getAttribute('aria-valuetext')) ?? '',
      /^about lines .*: searched by code, not read$/,
    );
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const box = await strip.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width * 0.1, box.y + 6);
    await answerOf(page).getByText('about lines 1 to 158,823: read by a model').waitFor();
    await page.mouse.click(box.x + box.width * 0.1, box.y + 6);
    const chars = 48_213_044;
    assert.deepEqual(await asked(page, 'openRange'), [
      { path: '', start: Math.floor(chars * 0.34), end: Math.floor(chars * 0.58) },
      { path: '', start: 0, end: Math.floor(chars * 0.31) },
    ]);
  });
});

test('the answer is copied and inserted as it was written', async () => {
  await onPage({ recording: 'answered', width: 1_000 }, async (page) => {
    await answerOf(page).getByRole('button', { name: 'Copy answer' }).click();
    await answerOf(page).getByRole('button', { name: 'Insert answer into a new document' }).click();
    await answerOf(page).getByRole('button', { name: 'Copied' }).waitFor();
    const [copied] = await asked(page, 'copyAnswer');
    assert.match(JSON.stringify(copied), /\*\*Three services failed\.\*\*.*\| payments \|/);
    assert.deepEqual(await asked(page, 'insertAnswer'), [copied]);
  });
});

test('a table too wide for the panel stands row below row, with its columns named', async () => {
  await onPage({ recording: 'answered', width: 300 }, async (page) => {
    const cell = answerOf(page).getByRole('cell', { name: 'payments' });
    await cell.waitFor();
    const frame = page.locator('.markdown .wide');
    assert.match((await frame.getAttribute('class')) ?? '', /stacked/);
    assert.equal(await cell.getAttribute('data-column'), 'service');
    const scrolls =
      "document.querySelector('.stacked').scrollWidth > document.querySelector('.stacked').clientWidth";
    assert.equal(await page.evaluate<boolean>(scrolls), false);
    await page.setViewportSize({ width: 900, height: 900 });
    await page.locator('.markdown .wide:not(.stacked)').waitFor();
  });
});

test('columns stand as Markdown aligns them, tasks have boxes, and only what leads somewhere is a link', async () => {
  await onPage({ recording: 'formatted', width: 900 }, async (page) => {
    const cell = answerOf(page).getByRole('cell', { name: '4,112' });
    await cell.waitFor();
    const side = "getComputedStyle(document.querySelectorAll('.markdown td')[1]).textAlign";
    assert.equal(await page.evaluate<string>(side), 'end');
    const items = await answerOf(page).getByRole('listitem').allTextContents();
    assert.deepEqual(
      items.map((item) => item.trim().slice(0, 11)),
      ['\u2611 counted', '\u2610 explained', 'L1 is no ta'],
    );
    assert.equal(await page.locator('.markdown a').count(), 1);
    await answerOf(page).getByText('Run this or see').waitFor();
  });
});

test('what a model writes stays text: nothing loads, runs or names a command', async () => {
  await onPage({ recording: 'hostile', width: 1_000 }, async (page) => {
    const outside: string[] = [];
    page.on('request', (request) => outside.push(request.url()));
    for (const row of await page.locator('[role=treeitem] > .row').all()) await row.click();
    await answerOf(page).getByRole('link', { name: 'web' }).waitFor();
    const found = await page.evaluate<Record<string, unknown>>(`(() => {
      const all = [...document.querySelectorAll('main, main *')];
      return {
        tags: all.map(({ localName }) => localName).filter((tag) =>
          ['img', 'script', 'style', 'iframe', 'object', 'embed', 'form', 'link'].includes(tag)),
        handlers: all.flatMap(({ attributes }) => [...attributes])
          .filter(({ name }) => name.startsWith('on') || name === 'style')
          .map(({ name, value }) => name + '=' + value),
        links: [...new Set([...document.querySelectorAll('main a[href]')].map((link) => link.getAttribute('href')))],
      };
    })()`);
    assert.deepEqual(found.tags, []);
    assert.deepEqual(
      (found.handlers as string[]).filter((handler) => handler.startsWith('on')),
      [],
    );
    assert.deepEqual(found.links, ['https://example.org/']);
    assert.deepEqual(outside, []);
    assert.equal(await page.title(), 'Run panel');
  });
});

test('a long answer comes in pieces, and what is slow to colour does not hold up the page', async () => {
  await onPage({ recording: 'answer-1400000', width: 1_000 }, async (page) => {
    const paragraphs = answerOf(page).locator('.markdown > p');
    await answerOf(page).getByText('Paragraph 1:').waitFor();
    const few = await paragraphs.count();
    assert.ok(few > 20 && few < 200, String(few));
    const more = answerOf(page).getByRole('button', { name: /^Show more, .* are left$/ });
    await more.focus();
    await page.keyboard.press('Enter');
    await answerOf(page)
      .getByText(`Paragraph ${few + 1}:`)
      .waitFor();
    assert.equal(await paragraphs.count(), 2 * few);
    await page.keyboard.press('Enter');
    await answerOf(page)
      .getByText(`Paragraph ${2 * few + 1}:`)
      .waitFor();
    // All of it is copied, whatever is shown.
    await answerOf(page).getByRole('button', { name: 'Copy answer' }).click();
    const [copied] = (await asked(page, 'copyAnswer')) as readonly { text: string }[];
    assert.ok((copied?.text.length ?? 0) > 1_390_000);
    for (const row of await page.getByRole('treeitem', { name: /^Iteration/ }).all())
      await row.locator('> .row').click();
    assert.ok((await page.locator('.hljs-title, .hljs-number').count()) < 20);
  });
});

test('each block can be copied by itself, code has its name, formulas and footnotes can be read', async () => {
  await onPage({ recording: 'blocks-3', width: 900 }, async (page) => {
    const answer = answerOf(page);
    await answer.getByText('Mermaid', { exact: true }).waitFor();
    assert.deepEqual(await answer.locator('.code-frame > .caption').allInnerTexts(), [
      ...['SQL', 'Mermaid', 'LaTeX'],
    ]);
    assert.ok((await answer.locator('pre .hljs-keyword').count()) >= 2, 'SQL is coloured');
    assert.equal(await answer.locator('.markdown sup').count(), 2);
    assert.match(await answer.locator('.footnote').innerText(), /Without the retries at night/);
    assert.equal(await answer.locator(':not(pre) > code').nth(1).innerText(), 'O(n^2)');
    assert.equal(await answer.getByRole('button', { name: 'Copy code' }).count(), 3);
    for (const block of await answer.locator('.code-frame > .copy').all()) {
      await block.focus();
      await page.keyboard.press('Enter');
    }
    await answer.getByRole('button', { name: 'Copy answer' }).click();
    await page.locator('.item[data-key="/1"] > .row').click();
    await page.getByRole('button', { name: 'Copy output' }).click();
    await page.getByRole('treeitem').getByRole('button', { name: 'Copy code' }).first().click();
    const copied = (await asked(page, 'copyAnswer')) as readonly { text: string }[];
    const [sql, mermaid, latex, whole, output, code] = copied.map(({ text }) => text);
    assert.equal(sql, 'select count(*) from errors -- [L14]');
    assert.equal(mermaid, 'graph LR; a-->b');
    assert.equal(latex, '\\sum_{i} x_i');
    assert.match(whole ?? '', /^Counted over all of it \[platform\.log:L12\] and `\[L13\]`/);
    assert.equal(output, '1\n'.repeat(4_000));
    assert.equal(code, 'print(1)');
  });
});

test('a wide table of many rows scrolls in its frame, one of few is put row below row', async () => {
  await onPage({ recording: 'blocks-28', width: 380 }, async (page) => {
    await page.locator('.markdown .wide.scrolling[tabindex="0"]').waitFor();
    assert.equal(await page.evaluate('document.body.scrollWidth <= innerWidth'), true);
    const side = "getComputedStyle(document.querySelectorAll('.markdown td')[1]).textAlign";
    assert.equal(await page.evaluate<string>(side), 'end', 'numbers stand right');
  });
  await onPage({ recording: 'blocks-3', width: 380 }, async (page) => {
    await page.locator('.markdown .wide.stacked').waitFor();
  });
});

test('tables are sorted by their heads', async () => {
  await onPage({ recording: 'answered', width: 1_000 }, async (page) => {
    const cost = page.getByRole('table', { name: 'Cost' });
    const first = () => cost.getByRole('rowheader').first().innerText();
    assert.match(await first(), /root/);
    await cost.getByRole('button', { name: 'calls' }).click();
    await cost
      .getByRole('columnheader', { name: 'calls' })
      .and(page.locator('[aria-sort="descending"]'))
      .waitFor();
    assert.match(await first(), /mini/);
    assert.match(
      await cost.getByRole('row').last().innerText(),
      /^total/,
      'the sum stays the last',
    );
    await cost.getByRole('button', { name: 'calls' }).press('Enter');
    await page.locator('[aria-sort="ascending"]').waitFor();
    assert.match(await first(), /root/);
    await page.getByText('17 most expensive calls').click();
    const calls = page.getByRole('table', { name: 'Calls' });
    await calls.getByRole('button', { name: 'start' }).click();
    await calls.getByRole('button', { name: 'start' }).click();
    assert.equal(await calls.getByRole('rowheader').first().innerText(), '1');
  });
});
