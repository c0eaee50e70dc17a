import path from 'node:path';
import { findProgram } from './files.ts';
import { packageExtension } from './packageExtension.ts';
import { samples } from './project.ts';
import { runProgram, step } from './steps.ts';

/** The program `code` of a desktop VS Code on a machine with a display; null when there is none. */
export function desktopEditor(): string | null {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const display = process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY);
  if (!display) return null;
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code', 'code-insiders', 'codium'];
  return findProgram(names);
}

/** Installs the packaged extension there and opens the sample folder. */
export async function openDesktop(code: string): Promise<void> {
  const vsix = await step('Packaging', packageExtension);
  const env = process.env;
  await step('Installing the extension', () =>
    runProgram(code, ['--install-extension', vsix, '--force'], { env }),
  );
  await runProgram(code, [samples, path.join(samples, 'platform.log')], { env });
  process.stdout.write('VS Code is open. Run "RLM: Ask about this file" on platform.log.\n');
}
