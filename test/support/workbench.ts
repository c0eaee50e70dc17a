import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { errors, type Frame, type Locator, type Page } from 'playwright-core';
import { artifacts } from './project.ts';

/** Most ms that a step of the hands may take; generous, since machines are slow at times. */
const patience = 30_000;

/** A person's hands at VS Code: what they look for on the screen, click and type. */
export class Workbench {
  readonly page: Page;
  /** The folder that holds everything this VS Code writes to disk. */
  readonly home: string;
  readonly #url: string;
  constructor(page: Page, url: string, home: string) {
    this.page = page;
    this.#url = url;
    this.home = home;
    page.setDefaultTimeout(patience);
  }

  /** Opens the window; throws playwright's TimeoutError when it isn't there within two minutes. */
  async open(): Promise<void> {
    await this.page.goto(this.#url, { waitUntil: 'domcontentloaded' });
    await this.#ready();
  }

  /** Reloads the window by the command for that, which keeps what the window has open. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('domcontentloaded', { timeout: 120_000 });
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.#ready();
  }

  async #ready(): Promise<void> {
    for (const part of ['activitybar', 'statusbar']) {
      const place = this.page.locator(`.monaco-workbench .part.${part}`);
      await place.waitFor({ timeout: 120_000 });
    }
  }

  /** The box at the top: palette, file picker, a question. */
  get inputBox(): Locator {
    const shown = '.quick-input-widget:not([style*="display: none"])';
    return this.page.locator(`${shown} .quick-input-box input`);
  }

  async #openInputBox(key: string): Promise<void> {
    // A key pressed before the workbench listens is lost, as it is for a person.
    await persist(async () => {
      await this.page.keyboard.press(key);
      await this.inputBox.waitFor({ timeout: 2_000 });
    });
  }

  /** Opens the list that the key brings up, types, and takes the first row with that text. */
  async #pick(key: string, typed: string, text: string): Promise<void> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    // A list that was opened before all extensions were known doesn't learn of them.
    await persist(async () => {
      await this.#openInputBox(key);
      await this.inputBox.fill(typed);
      try {
        await rows.filter({ hasText: text }).first().click({ timeout: 3_000 });
      } catch (error) {
        await this.page.keyboard.press('Escape');
        throw error;
      }
    });
  }

  /** Runs a command by its full title from the palette, such as `RLM: Ask about this file`. */
  async runCommand(title: string): Promise<void> {
    await this.#pick('F1', `>${title}`, title);
  }

  /** Takes the first row with that text of the list that a command has opened. */
  async chooseRow(text: string): Promise<void> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: text }).first().click();
  }

  /** Opens a text file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.openTab(name);
    await this.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  /** Opens a file of any kind, as far as its tab. */
  async openTab(name: string): Promise<void> {
    await this.#pick('Control+P', name, name);
    const tabs = this.page.locator('.tabs-container .tab.active');
    await tabs.filter({ hasText: name }).first().waitFor();
  }

  async closeEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
    await this.page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' });
  }

  /** Types into the box with that title, and confirms. */
  async answerInputBox(title: string | RegExp, text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget').filter({ hasText: title });
    await box.waitFor();
    await this.inputBox.fill(text);
    await this.inputBox.press('Enter');
  }

  /** Puts the caret at the start of a line (from 1) of the active editor. */
  async goToLine(line: number): Promise<void> {
    await this.#openInputBox('Control+G');
    await this.inputBox.fill(`:${line}`);
    await this.page.keyboard.press('Enter');
    await this.inputBox.waitFor({ state: 'hidden' });
    await this.page.keyboard.press('Home');
  }

  /** Selects whole lines, from 1, both in, with the keyboard. */
  async selectLines(from: number, to: number): Promise<void> {
    await this.goToLine(from);
    for (let line = from; line <= to; line += 1) await this.page.keyboard.press('Shift+ArrowDown');
  }

  /** Opens the context menu of the editor on the first line with that text. */
  async rightClickLine(text: string): Promise<void> {
    const line = this.page.locator('.monaco-editor .view-line').filter({ hasText: text }).first();
    await line.click({ button: 'right', position: { x: 12, y: 8 } });
    await this.#menu.waitFor();
  }

  get #menu(): Locator {
    return this.page.locator('.monaco-menu').first();
  }

  /** An entry of the menu that is open. */
  menuItem(title: string): Locator {
    return this.#menu.locator('.action-item').filter({ hasText: title }).first();
  }

  async chooseMenuItem(title: string): Promise<void> {
    // A menu ignores the mouse in its first moments, so that the click that opened it chooses nothing.
    await persist(async () => {
      await this.menuItem(title).click();
      await this.#menu.waitFor({ state: 'hidden', timeout: 2_000 });
    });
  }

  /** Waits until the caret is on that line, as the status bar says it. */
  async caretAt(line: number): Promise<void> {
    await this.page.locator('#status\\.editor\\.selection').getByText(`Ln ${line},`).waitFor();
  }

  notification(text: string | RegExp): Locator {
    const toast = '.notifications-toasts .notification-list-item';
    return this.page.locator(toast).filter({ hasText: text }).first();
  }

  /** Opens the sidebar of that name if it isn't open yet. */
  async openSidebar(name: string): Promise<void> {
    const item = this.page.locator('.activitybar').getByRole('tab', { name });
    await item.waitFor();
    if ((await item.getAttribute('aria-expanded')) !== 'true') await item.click();
  }

  /** A view in the sidebar, its title included. */
  pane(view: string): Locator {
    const title = this.page.locator('.pane-header').filter({ hasText: view });
    return this.page.locator('.part.sidebar .pane').filter({ has: title });
  }

  /** The rows of a view in the sidebar. */
  viewRows(view: string): Locator {
    return this.pane(view).locator('.monaco-list-row');
  }

  /** The runs in the Runs view, without the heads of their groups. */
  get runRows(): Locator {
    const heads = /^(?:Running|Pinned|Today|Yesterday|Last 7 days|Older)$/;
    return this.viewRows('Runs').filter({ hasNotText: heads });
  }

  /** How many columns of editors there are. */
  columns(): Promise<number> {
    return this.page.locator('.part.editor .editor-group-container').count();
  }

  /** A row of the list below the box at the top. */
  quickPickRow(text: string | RegExp): Locator {
    return this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: text })
      .first();
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }).first();
  }

  /**
   * The page inside the webview that holds `selector`. It is two frames down, and its name stays that
   * of an earlier stage: what tells it is the id of its element.
   */
  async webview(selector: string, within = patience): Promise<Frame> {
    const deadline = performance.now() + within;
    while (performance.now() < deadline) {
      for (const frame of this.page.frames()) if (await holds(frame, selector)) return frame;
      await wait(150);
    }
    const seen = this.page.frames().map((frame) => frame.url().slice(0, 120));
    throw new Error(`No webview with ${selector} within ${within} ms; frames:\n${seen.join('\n')}`);
  }

  /** Writes artifacts/NAME.png. */
  async screenshot(name: string): Promise<void> {
    await mkdir(artifacts, { recursive: true });
    await this.page.screenshot({ path: path.join(artifacts, `${name}.png`) });
  }
}

/** Tries again what timed out, as a person would. */
async function persist(attempt: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 10 || !(error instanceof errors.TimeoutError)) throw error;
    }
  }
}

async function holds(frame: Frame, selector: string): Promise<boolean> {
  try {
    const element = await frame.frameElement();
    if ((await element.getAttribute('id')) !== 'active-frame') return false;
    return (await frame.locator(selector).count()) > 0;
  } catch {
    // The frame went away while it was looked at: webviews are made in several stages.
    return false;
  }
}
