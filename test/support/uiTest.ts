import { test } from 'node:test';
import { type EditorWindow, openWindow, type WindowOptions } from './editorWindow.ts';
import { javascriptSettings } from './javascriptRun.ts';
import { uiParts } from './uiParts.ts';
import type { Workbench } from './workbench.ts';

/** Opens the window of a VS Code with a profile of its own. */
export type OpenWindow = (options?: WindowOptions) => Promise<Workbench>;

/** Most ms of one test, the start of VS Code included. */
const timeout = 300_000;

/**
 * A test by a person's hands: the packaged extension in a new VS Code, in a headless browser. When it
 * fails, a screenshot and the logs are in artifacts/ under the test's name.
 */
export function uiTest(name: string, drive: (open: OpenWindow) => Promise<void>): void {
  test(name, { timeout }, async () => {
    const opened: EditorWindow[] = [];
    try {
      await drive(async (options = {}) => {
        const settings = { ...javascriptSettings, ...options.settings };
        const window = await openWindow(uiParts(), { ...options, settings });
        opened.push(window);
        return window.workbench;
      });
    } catch (error) {
      for (const window of opened) await window.keepEvidence(name);
      throw error;
    } finally {
      for (const window of opened) await window.close();
    }
  });
}
