import path from 'node:path';
import { after, before } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { servePanel } from './panelPage.ts';
import { root } from './project.ts';
import type { ThemeName } from './themes.ts';
import { uiParts } from './uiParts.ts';

/** What of a recorded run is shown, and how. */
export interface Shown {
  readonly recording: string;
  /** The page that compares the recording with this one. */
  readonly compare?: string;
  /** CSS pixels. */
  readonly width: number;
  readonly theme?: ThemeName;
  /** Only its first so many events: a run in progress. */
  readonly until?: number;
  /** The rest follows, so many events at once as fast as the host gathers them. */
  readonly burst?: number;
  /** Where motion is to be reduced. */
  readonly still?: boolean;
}

/**
 * Has the tests of a file look at the panel's page alone, in a browser without VS Code. Throws when
 * run outside of the tier `ui`.
 */
export function panelInBrowser(): (
  shown: Shown,
  look: (page: Page) => Promise<void>,
) => Promise<void> {
  let browser: Browser;
  let panel: Awaited<ReturnType<typeof servePanel>>;
  before(async () => {
    browser = await launchBrowser(uiParts().browser);
    panel = await servePanel(path.join(root, 'dist'));
  });
  after(async () => {
    await browser.close();
    panel.server.close();
  });
  return async (
    { recording, compare, width, theme = 'dark', until, burst, still = false },
    look,
  ) => {
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      reducedMotion: still ? 'reduce' : 'no-preference',
    });
    try {
      const query = new URLSearchParams({
        ...{ recording, theme },
        ...(until && { until: `${until}` }),
        ...(burst && { burst: `${burst}` }),
        ...(compare && { compare }),
      });
      await page.goto(`${panel.url}?${query}`);
      const loaded =
        compare === undefined
          ? page.getByRole('status', { name: 'Run status' })
          : page.getByRole('region', { name: 'Answer of run B' });
      await loaded.waitFor();
      await look(page);
    } finally {
      await page.close();
    }
  };
}

/** Resolves once the expression is true in the page, looked at in each frame; the page's policy forbids `waitForFunction`. */
export async function until(page: Page, expression: string): Promise<void> {
  const look = `new Promise(requestAnimationFrame).then(() => Boolean(${expression}))`;
  while (!(await page.evaluate<boolean>(look)));
}
