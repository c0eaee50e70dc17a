import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installBrowser } from './browser.ts';
import { type Editor, installEditor } from './editorInstall.ts';
import { installExtension } from './editorServer.ts';
import { buildExtension, packageExtension } from './packageExtension.ts';
import { step } from './steps.ts';

/** What a test that drives VS Code by a browser needs to be there. */
export interface UiParts {
  readonly editor: Editor;
  readonly browser: string;
  /** A folder of extensions with the packaged one installed. */
  readonly extensions: string;
}

/** Environment variable that hands UiParts, as JSON, to the test processes. */
const partsVariable = 'RLM_TEST_PARTS';

/** Builds, packages and installs the extension; `environment` is for the test processes. */
export async function prepareUiParts(): Promise<{
  readonly parts: UiParts;
  readonly environment: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}> {
  const editor = await installEditor();
  const browser = await installBrowser();
  const home = await mkdtemp(path.join(tmpdir(), 'rlm-package-'));
  const extensions = path.join(home, 'extensions');
  await step('Building', buildExtension);
  const vsix = await step('Packaging', packageExtension);
  await step('Installing the extension', () =>
    installExtension(editor, { home, extensions }, vsix),
  );
  const parts: UiParts = { editor, browser, extensions };
  return {
    parts,
    environment: { [partsVariable]: JSON.stringify(parts) },
    remove: () => rm(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The parts that the tier prepared. Throws when a test is run without it. */
export function uiParts(): UiParts {
  const parts = process.env[partsVariable];
  if (parts === undefined) {
    throw new Error('Run these tests with "npm test -- ui" (then any file name to run just that).');
  }
  return JSON.parse(parts) as UiParts;
}
