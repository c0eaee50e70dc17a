import type { Model } from '../core/model.ts';
import type { CheckReport } from './connectionCheck.ts';
import type { ConnectionOptions } from './connectionFacts.ts';
import type { KnownWindows } from './knownWindows.ts';
import type { FoundServer } from './localServers.ts';
import type { ServerModelParts } from './serverModel.ts';

/** Where completions come from, as settings, options and environment say. */
export interface ProviderSettings {
  /** `auto`: openai when there is a key or a base URL, else the demo. */
  readonly provider: 'auto' | 'openai' | 'anthropic' | 'demo';
  readonly apiKey: string | null;
  /** Null: the own one of the provider. */
  readonly baseUrl: string | null;
  /** `auto`: Responses for OpenAI's own host, Chat Completions elsewhere. */
  readonly api: 'auto' | 'responses' | 'chat';
  /** USD per million tokens, by the exact name of the model; they come before the built-in table. */
  readonly prices: Readonly<Record<string, { input: number; cachedInput: number; output: number }>>;
  /** Tokens of prompt and reply together, by the exact name of the model; before the table too. */
  readonly windows?: Readonly<Record<string, number>>;
  /** Sent with every request, over what the key and the API need. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where `tiktoken_bg.wasm` and `o200k_base.json` are: beside the bundle. */
  readonly assetsFolder: string;
}

/**
 * The Model that the settings ask for. Sends nothing. Throws `KeyMissing` (no key, and the server is
 * not on this machine), `KeyRefused` (a key that can't be one), `WrongAddress`, `InvalidOption`.
 * Only what the chosen provider needs is loaded.
 */
export async function openModel(settings: ProviderSettings): Promise<Model> {
  const provider = chooseProvider(settings);
  if (provider === 'demo') {
    const { createDemoModel } = await import('./demo.ts');
    return createDemoModel();
  }
  const [{ createPrices }, { createTokenCounter }] = await Promise.all([
    import('./prices.ts'),
    import('./tokens.ts'),
  ]);
  const partsFor = (url: string): ServerModelParts => ({
    prices: createPrices(url, settings.prices, settings.windows),
    countTokens: createTokenCounter(settings.assetsFolder),
  });
  if (provider === 'anthropic') {
    const [{ connectAnthropic, createAnthropicModel }, sdk] = await Promise.all([
      import('./anthropic.ts'),
      import('./anthropicSdk.ts'),
    ]);
    const connection = connectAnthropic(sdk, settings);
    return createAnthropicModel({ connection, ...partsFor(connection.url) });
  }
  const [{ connect }, { createOpenAiModel }] = await Promise.all([
    import('./connection.ts'),
    import('./openai.ts'),
  ]);
  const connection = connect(settings);
  const api = settings.api === 'auto' ? (connection.isOpenAi ? 'responses' : 'chat') : settings.api;
  return createOpenAiModel({ connection, api, ...partsFor(connection.url) });
}

/** The server that the settings mean. */
function serverOf(settings: ProviderSettings): ConnectionOptions {
  return {
    ...settings,
    serves: chooseProvider(settings) === 'anthropic' ? 'anthropic' : 'openai',
  };
}

/** What a test has found, and what there is to know of the models that it asked. */
export interface ConnectionReport extends CheckReport {
  readonly known: KnownWindows;
}

/** Tests the server of the settings with a word from each of `names`, as `checkServer` does. */
export async function checkProvider(
  settings: ProviderSettings,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ConnectionReport> {
  const { checkServer } = await import('./connectionCheck.ts');
  let opened: Model | null = null;
  const open = async (): Promise<Model> => {
    opened = await openModel(settings);
    return opened;
  };
  const report = await checkServer(serverOf(settings), open, names, signal);
  return withWindows(report, opened, names, signal);
}

/** The same for a Model that is opened already, whoever it is. */
export async function checkModel(
  model: Model,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ConnectionReport> {
  const { checkModels } = await import('./connectionCheck.ts');
  return withWindows(await checkModels(model, names, signal), model, names, signal);
}

/** Windows are asked for when all models have replied: then a server that loads them has done so. */
async function withWindows(
  report: CheckReport,
  model: Model | null,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ConnectionReport> {
  const isTested = model !== null && report.fault === null;
  if (!isTested) return { ...report, known: { windows: [], warnings: [] } };
  const { askWindows } = await import('./knownWindows.ts');
  return { ...report, known: await askWindows(model, names, signal) };
}

/** The models that the server of the settings offers, as `listModels` of serverList.ts does. */
export async function listOffered(
  settings: ProviderSettings,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { listModels } = await import('./serverList.ts');
  return listModels(serverOf(settings), signal);
}

/** Tells of the servers of language models on this machine, as `findServers` of localServers.ts does. */
export async function findLocalServers(
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  onFound: (server: FoundServer) => void,
): Promise<void> {
  const { findServers, usualAddresses } = await import('./localServers.ts');
  await findServers(usualAddresses(environment), signal, onFound);
}

/** Which provider `auto` comes to; an empty key or URL counts as none. */
export function chooseProvider({
  provider,
  apiKey,
  baseUrl,
}: Pick<ProviderSettings, 'provider' | 'apiKey' | 'baseUrl'>): 'openai' | 'anthropic' | 'demo' {
  if (provider !== 'auto') return provider;
  return apiKey?.trim() || baseUrl?.trim() ? 'openai' : 'demo';
}
