import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Editor } from './editorInstall.ts';
import { cleanEnvironment } from './project.ts';
import { runProgram, StepFailed } from './steps.ts';

/** A quiet start: nothing that greets, updates, reports or asks the network. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.tips.enabled': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.menuBarVisibility': 'classic',
  'files.simpleDialog.enable': true,
  'files.autoSave': 'off',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'npm.fetchOnlinePackageInfo': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
};

export interface EditorFolders {
  /** Settings, state and logs: `data` in it; also the server's own log. */
  readonly home: string;
  /** Installed extensions. */
  readonly extensions: string;
}

export interface EditorServer {
  /** `http://localhost:PORT`. */
  readonly url: string;
  /** All that the server has written so far. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

export interface ServerOptions extends EditorFolders {
  /** Added to the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The person's own keys, as `keybindings.json` has them. */
  readonly keybindings?: readonly unknown[];
  /** Leaves settings alone that are there already, which a person may have changed. */
  readonly keepSettings?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  /** Arguments besides the usual ones. */
  readonly args?: readonly string[];
  /** 0: any free one. */
  readonly port?: number;
  /** Asks whether a workspace is trusted, as VS Code does unless told otherwise. */
  readonly workspaceTrust?: boolean;
}

/** Installs a packaged extension as a person would with `--install-extension`. */
export async function installExtension(
  editor: Editor,
  folders: EditorFolders,
  vsix: string,
): Promise<void> {
  const args = [editor.entry, ...(await folderArguments(folders)), '--force'];
  await runProgram(process.execPath, [...args, '--install-extension', vsix], {
    env: editorEnvironment(cleanEnvironment()),
  });
}

/** Starts VS Code's server on loopback; resolves when it answers. Throws StepFailed with its log. */
export async function startEditor(editor: Editor, options: ServerOptions): Promise<EditorServer> {
  const folderArgs = await folderArguments(options);
  await writeSettings(options);
  const port = options.port || (await freePort());
  const logFile = path.join(options.home, 'server.log');
  const log = () => readFile(logFile, 'utf8');
  const descriptor = openSync(logFile, 'w');
  const child = spawn(
    process.execPath,
    [
      editor.entry,
      ...folderArgs,
      ...['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--ignore-last-opened'],
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
      ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...(options.args ?? []),
    ],
    {
      env: editorEnvironment(options.environment ?? cleanEnvironment()),
      stdio: ['ignore', descriptor, descriptor],
      // Its own process group, so that extension host, terminals and watchers end with it.
      detached: true,
    },
  );
  closeSync(descriptor);
  const exited = once(child, 'exit');
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  const kill = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      // ESRCH: the whole group has ended already, which is what was wanted.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const forget = endWithThisProcess(kill);
  const stop = async (): Promise<void> => {
    kill('SIGTERM');
    await Promise.race([exited, wait(5_000)]);
    kill('SIGKILL');
    await exited;
    forget();
  };
  const url = `http://localhost:${port}`;
  const deadline = performance.now() + 120_000;
  while (!(await answers(`http://127.0.0.1:${port}/healthz`))) {
    if (ended()) throw new StepFailed('VS Code ended while it was starting.', await log());
    if (performance.now() > deadline) {
      await stop();
      throw new StepFailed('VS Code did not start within two minutes.', await log());
    }
    await wait(100);
  }
  return { url, log, stop };
}

/** However this process ends, what `kill` reaches ends with it; the result undoes that. */
function endWithThisProcess(kill: (signal: NodeJS.Signals) => void): () => void {
  const lastResort = () => kill('SIGKILL');
  const onSignal = (signal: NodeJS.Signals) => {
    kill('SIGTERM');
    // Who else listens decides when to end; nobody else means now.
    if (process.listenerCount(signal) === 0) process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  process.once('exit', lastResort);
  for (const signal of signals) process.once(signal, onSignal);
  return () => {
    process.off('exit', lastResort);
    for (const signal of signals) process.off(signal, onSignal);
  };
}

/** A port on loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

async function folderArguments({ home, extensions }: EditorFolders): Promise<string[]> {
  const data = path.join(home, 'data');
  const config = path.join(home, 'config.yaml');
  await mkdir(data, { recursive: true });
  await mkdir(extensions, { recursive: true });
  await writeFile(config, 'auth: none\n');
  return ['--config', config, '--user-data-dir', data, '--extensions-dir', extensions];
}

async function writeSettings(options: ServerOptions): Promise<void> {
  // Where a person's own settings stand, and the machine's, where those of scope `machine` count.
  for (const place of ['User', 'Machine']) {
    const folder = path.join(options.home, 'data', place);
    await mkdir(folder, { recursive: true });
    const settings = JSON.stringify({ ...quietSettings, ...options.settings }, null, 2);
    try {
      const flag = options.keepSettings ? 'wx' : 'w';
      await writeFile(path.join(folder, 'settings.json'), settings, { flag });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  if (options.keybindings === undefined) return;
  const keys = path.join(options.home, 'data', 'User', 'keybindings.json');
  await writeFile(keys, JSON.stringify(options.keybindings, null, 2));
}

/**
 * Without the variables of an editor in whose terminal this may run; without the marketplace, which
 * can't be reached everywhere and on which no test may depend.
 */
function editorEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  return {
    ...Object.fromEntries(kept),
    EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":""}',
    CS_DISABLE_GETTING_STARTED_OVERRIDE: '1',
  };
}
