import type { Model } from '../core/model.ts';
import { anthropicModels, defaultOptions, demoModels, type RunOptions } from '../core/options.ts';
import type { ModelArguments } from '../terminal/flags.ts';
import type { Output } from '../terminal/output.ts';
import type { Paint } from '../terminal/paint.ts';
import { printableLine } from '../terminal/printable.ts';
import {
  modelsOf,
  readEnvFile,
  readSurroundings,
  type Surroundings,
} from '../terminal/settings.ts';

/** What was typed of who answers, and whether it is asked at all. */
export interface Asked extends ModelArguments {
  /** Nothing of the text is sent. */
  readonly estimate: boolean;
}

/** Who answers. */
export interface OpenedModel {
  readonly model: Model;
  /** The server that will be asked, in words; null where none is. */
  readonly server: string | null;
  /** The defaults, with the models that the environment names. */
  readonly options: RunOptions;
}

/** Opens the model that arguments, environment and `.env` name together. Rejects with ExpectedError. */
export async function openAskedModel(
  asked: Asked,
  progress: Output,
  paint: Paint,
): Promise<OpenedModel> {
  const envFile = readEnvFile('.env');
  const api = asked.provider === 'anthropic' ? 'anthropic' : 'openai';
  const around = readSurroundings(process.env, envFile.variables, api);
  if (envFile.notice !== null) progress.write(paint.yellow(`${envFile.notice}\n`));

  const { chooseProvider, openModel } = await import('../models/provider.ts');
  const settings = {
    provider: asked.provider,
    // For an estimate OpenAI is asked nothing, and other servers only what their models take.
    apiKey: around.apiKey ?? (asked.estimate && isServer(asked.provider) ? 'none' : null),
    baseUrl: asked.baseUrl ?? around.baseUrl,
    api: asked.api,
    prices: asked.prices,
    windows: asked.windows,
    headers: {},
    assetsFolder: __dirname,
  };
  const isDemo = chooseProvider(settings) === 'demo';
  const server = isDemo ? null : await reachServer(settings.baseUrl, asked, around);
  const model = await openModel(settings);
  if (isDemo && asked.provider === 'auto') {
    progress.write(
      paint.yellow('No key and no base URL: this is the offline demo (fixed rules, no AI).\n'),
    );
    const { apiKey } = readSurroundings(process.env, envFile.variables, 'anthropic');
    if (apiKey !== null)
      progress.write(
        paint.yellow('To ask Anthropic with ANTHROPIC_API_KEY, add --provider anthropic.\n'),
      );
  }
  const models = isDemo
    ? demoModels
    : { ...(api === 'anthropic' && anthropicModels), ...modelsOf(around) };
  return { model, server, options: { ...defaultOptions, ...models } };
}

function isServer(provider: Asked['provider']): boolean {
  return provider === 'openai' || provider === 'anthropic';
}

/** Says who will be asked, before anything is sent. */
export function sayServer(server: string | null, progress: Output, paint: Paint): void {
  if (server !== null) progress.write(paint.dim(`Asking ${printableLine(server)}.\n`));
}

/**
 * Where the requests will go and who says so, `127.0.0.1:8080 (--base-url)`; lets them take the proxy
 * that the environment names. Null where none will go, and where that is no address, which is told when
 * it is used.
 */
async function reachServer(
  baseUrl: string | null,
  asked: Asked,
  around: Surroundings,
): Promise<string | null> {
  const [{ isOpenAiHost, ownUrl }, { findProxy, goThroughProxy }] = await Promise.all([
    import('../models/address.ts'),
    import('../models/proxy.ts'),
  ]);
  const api = asked.provider === 'anthropic' ? 'anthropic' : 'openai';
  const address = baseUrl?.trim() || ownUrl(api);
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  // An estimate asks for windows alone, and OpenAI's API doesn't tell them.
  if (asked.estimate && isOpenAiHost(url.hostname)) return null;
  const proxy = findProxy(url, process.env);
  if (proxy !== null) await goThroughProxy(proxy, url);
  const said = asked.baseUrl?.trim() ? '--base-url' : around.baseUrlFrom;
  const way = proxy === null ? '' : `, through the proxy ${proxy.url.host} (${proxy.variable})`;
  const maker = api === 'anthropic' ? 'Anthropic' : 'OpenAI';
  return `${url.host} (${baseUrl?.trim() ? said : `${maker}'s own address`})${way}`;
}
