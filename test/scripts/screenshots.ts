// `npm run screenshots`: takes the README's pictures of the real thing anew, into media/screenshots/.
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { openWindow, type WindowOptions } from '../support/editorWindow.ts';
import { root, samples } from '../support/project.ts';
import { RunPanel } from '../support/runPanel.ts';
import { prepareUiParts, type UiParts } from '../support/uiParts.ts';
import type { Workbench } from '../support/workbench.ts';

const pictures = path.join(root, 'media', 'screenshots');

const plain = { 'editor.minimap.enabled': false };
const light = { ...plain, 'workbench.colorTheme': 'Default Light Modern' };

async function main(): Promise<void> {
  await mkdir(pictures, { recursive: true });
  const { file, question } = JSON.parse(
    await readFile(path.join(samples, 'questions.json'), 'utf8'),
  ) as { readonly file: string; readonly question: string };
  const { parts, remove } = await prepareUiParts();
  try {
    await inWindow(parts, { settings: plain }, async (workbench) => {
      await workbench.openFile(file);
      await workbench.runCommand('RLM: Ask about this file');
      await workbench.inputBox.fill(question);
      await take(workbench, 'ask');
      await workbench.inputBox.press('Enter');
      const panel = await RunPanel.of(workbench);
      await panel.reaches('Answered');
      await workbench.openSidebar('RLM');
      await workbench.runRows.first().waitFor();
      await panel.iterations.nth(2).click({ position: { x: 200, y: 10 } });
      await panel.question.click();
      await take(workbench, 'answer');
    });
    await inWindow(parts, { settings: light }, async (workbench) => {
      await workbench.openFile(file);
      await workbench.runCommand('RLM: Ask about this file');
      await workbench.answerInputBox(`Ask about ${file}`, question);
      const panel = await RunPanel.of(workbench);
      await panel.reaches('Answered');
      await panel.citations.first().click();
      await take(workbench, 'citation');
    });
  } finally {
    await remove();
  }
}

async function inWindow(
  parts: UiParts,
  options: WindowOptions,
  show: (workbench: Workbench) => Promise<void>,
): Promise<void> {
  const window = await openWindow(parts, options);
  try {
    await show(window.workbench);
  } finally {
    await window.close();
  }
}

async function take({ page }: Workbench, name: string): Promise<void> {
  // Notifications of VS Code itself, and the pointer's hover, are no part of the picture.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: path.join(pictures, `${name}.png`) });
  process.stdout.write(`media/screenshots/${name}.png\n`);
}

await main();
