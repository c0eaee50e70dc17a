import { cp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { type Editor, installEditor } from '../support/editorInstall.ts';
import { type EditorFolders, installExtension, startEditor } from '../support/editorServer.ts';
import { readIfThere } from '../support/files.ts';
import { packageExtension } from '../support/packageExtension.ts';
import { samples, workshop } from '../support/project.ts';
import { step } from '../support/steps.ts';

/** Kept between starts, with a person's settings and the runs that they made. */
const home = path.join(workshop, 'start');

/**
 * Serves VS Code with the packaged extension on a copy of the sample folder, on `port` or, when that
 * is taken, another. Resolves after Ctrl-C (or SIGTERM), when the server has ended.
 */
export async function serveSamples(port: number): Promise<void> {
  const editor = await installEditor();
  const vsix = await step('Packaging', packageExtension);
  const folders = { home, extensions: path.join(home, 'extensions') };
  await installWhenNew(editor, folders, vsix);
  const folder = path.join(home, 'samples');
  await cp(samples, folder, { recursive: true });
  const server = await step('Starting VS Code', async () =>
    startEditor(editor, {
      ...folders,
      keepSettings: true,
      environment: process.env,
      port: (await isFree(port)) ? port : 0,
    }),
  );
  const ended = interrupted();
  process.stdout.write(
    `\nVS Code with RLM: ${server.url}/?folder=${encodeURIComponent(folder)}\n` +
      'Open platform.log and run "RLM: Ask about this file" from the palette (F1).\n' +
      'It answers this machine only. Ctrl-C ends it.\n',
  );
  await ended;
  await step('\nStopping VS Code', server.stop);
}

async function installWhenNew(editor: Editor, folders: EditorFolders, vsix: string): Promise<void> {
  const stamp = path.join(folders.home, 'installed.txt');
  if ((await readIfThere(stamp)) === path.basename(vsix)) return;
  await step('Installing the extension', () => installExtension(editor, folders, vsix));
  await writeFile(stamp, path.basename(vsix));
}

async function interrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve());
  });
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
