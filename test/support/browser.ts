import { type Browser, chromium } from 'playwright-core';
import { findProgram, isProgram } from './files.ts';
import { runProgram, StepFailed, step } from './steps.ts';

const aptGet = '/usr/bin/apt-get';
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * A Chromium to drive: the one that the environment variable `CHROMIUM` names, one of this machine,
 * or Debian's, installed where this process may do that. Throws StepFailed with what to do.
 */
export async function installBrowser(): Promise<string> {
  const found = findBrowser();
  if (found !== null) return found;
  if (process.getuid?.() !== 0 || !isProgram(aptGet)) {
    throw new StepFailed(
      'No Chromium was found. Install one ("apt-get install chromium") or name it in the ' +
        'environment variable CHROMIUM.',
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const packages = ['chromium', 'fonts-dejavu-core'];
  await step('Installing Chromium (apt-get)', async () => {
    await runProgram(aptGet, ['update', '-qq'], { env });
    await runProgram(aptGet, ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      env,
    });
  });
  const installed = findBrowser();
  if (installed === null) throw new StepFailed('Chromium was installed but is not on the PATH.');
  return installed;
}

/** Headless, and unable to reach anything but this machine. */
export async function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1',
    ],
  });
}

function findBrowser(): string | null {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named;
    throw new StepFailed(`CHROMIUM is set to ${named}, which is not a program.`);
  }
  return findProgram(names) ?? applications.find(isProgram) ?? null;
}
