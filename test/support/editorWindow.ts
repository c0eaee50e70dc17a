import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, errors } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { type EditorServer, startEditor } from './editorServer.ts';
import { artifacts, cleanEnvironment, modelProvider, samples } from './project.ts';
import type { UiParts } from './uiParts.ts';
import { Workbench } from './workbench.ts';

export interface WindowOptions {
  /** Files of the folder besides the samples, by their paths in it. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Settings of the user and the machine. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The person's own keys, as `keybindings.json` has them. */
  readonly keybindings?: readonly unknown[];
  /** Variables of the extension's environment besides the usual ones. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Answers of the language models of another extension, by the id of the model: no such extension unless given. */
  readonly languageModels?: Readonly<Record<string, string>>;
  /** Asks whether the folder is trusted, as VS Code does by default. */
  readonly workspaceTrust?: boolean;
}

/** Environment variable from which test/fixtures/lmProvider takes its models and their answers. */
const languageModelVariable = 'RLM_TEST_LANGUAGE_MODELS';

/** A copy of the folder of extensions that has the one which offers language models too. */
async function withModelProvider(home: string, extensions: string): Promise<string> {
  const own = path.join(home, 'extensions');
  await cp(extensions, own, { recursive: true });
  const relativeLocation = path.basename(modelProvider);
  await cp(modelProvider, path.join(own, relativeLocation), { recursive: true });
  const list = path.join(own, 'extensions.json');
  const installed: object[] = JSON.parse(await readFile(list, 'utf8'));
  const location = { $mid: 1, path: path.join(own, relativeLocation), scheme: 'file' };
  const identifier = { id: 'rlm-test.lm-provider' };
  installed.push({ identifier, version: '1.0.0', location, relativeLocation });
  await writeFile(list, JSON.stringify(installed));
  return own;
}

/** Opens the window of a VS Code with a profile of its own; a start that times out is tried once more. */
export async function openWindow(
  parts: UiParts,
  options: WindowOptions = {},
): Promise<EditorWindow> {
  const first = await EditorWindow.start(parts, options);
  try {
    await first.workbench.open();
    return first;
  } catch (error) {
    await first.close();
    if (!(error instanceof errors.TimeoutError)) throw error;
  }
  const second = await EditorWindow.start(parts, options);
  await second.workbench.open();
  return second;
}

/** A VS Code with the packaged extension on a copy of the samples, in a headless browser. */
export class EditorWindow {
  readonly workbench: Workbench;
  readonly #home: string;
  readonly #server: EditorServer;
  readonly #browser: Browser;
  readonly #said: readonly string[];

  private constructor(
    home: string,
    server: EditorServer,
    browser: Browser,
    workbench: Workbench,
    said: readonly string[],
  ) {
    this.#home = home;
    this.#server = server;
    this.#browser = browser;
    this.workbench = workbench;
    this.#said = said;
  }

  static async start(
    { editor, browser: executable, extensions }: UiParts,
    { files = {}, environment, languageModels, ...options }: WindowOptions,
  ): Promise<EditorWindow> {
    const home = await mkdtemp(path.join(tmpdir(), 'rlm-ui-'));
    const folder = path.join(home, 'samples');
    await cp(samples, folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
    const server = await startEditor(editor, {
      ...options,
      home,
      extensions:
        languageModels === undefined ? extensions : await withModelProvider(home, extensions),
      environment: cleanEnvironment({
        ...environment,
        ...(languageModels && { [languageModelVariable]: JSON.stringify(languageModels) }),
      }),
    });
    const browser = await launchBrowser(executable);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const said: string[] = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`));
    const url = `${server.url}/?folder=${encodeURIComponent(folder)}`;
    return new EditorWindow(home, server, browser, new Workbench(page, url, home), said);
  }

  async keepEvidence(name: string): Promise<void> {
    const file = `failed-${name.replaceAll(/\W+/g, '-').slice(0, 60)}`;
    await mkdir(artifacts, { recursive: true });
    const log = [...this.#said, '', '--- server', await this.#server.log()].join('\n');
    await writeFile(path.join(artifacts, `${file}.log`), log);
    await this.workbench.screenshot(file);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    await rm(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }
}
