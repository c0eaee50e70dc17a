import type { Model } from '../../core/model.ts';
import type { RunOptions } from '../../core/options.ts';
import type { ProviderSettings } from '../../models/provider.ts';
import { readServer } from '../settings/settings.ts';
import { type ApiKeys, apiOf } from './apiKeys.ts';
import { openLanguageModel } from './languageModel.ts';

/** Who the settings and the keys say is asked. */
export type Configured =
  | { readonly provider: 'vscodeLm' }
  | {
      readonly provider: 'openai' | 'anthropic' | 'demo';
      /** Host and port of the server, as people call it; the demo has none. */
      readonly host: string;
      readonly settings: ProviderSettings;
    };

export interface ModelServices {
  readonly keys: ApiKeys;
  /** Where the tokenizer's files stand. */
  readonly distFolder: string;
}

/** Throws WrongAddress and InvalidOption. */
export async function readConfigured({ keys, distFolder }: ModelServices): Promise<Configured> {
  const { provider, baseUrl, api, prices, windows, headers } = await readServer();
  if (provider === 'vscodeLm') return { provider };
  const server = keys.server(baseUrl, apiOf(provider));
  const found = await keys.find(server);
  const settings: ProviderSettings = {
    provider,
    apiKey: found?.key ?? null,
    baseUrl: server.baseUrl,
    api,
    prices,
    windows,
    headers,
    assetsFolder: distFolder,
  };
  const { chooseProvider } = await import('../../models/provider.ts');
  return { provider: chooseProvider(settings), host: server.host, settings };
}

/** Sends nothing. Throws what `openModel` and `openLanguageModel` throw. */
export async function openConfiguredModel(
  services: ModelServices,
  { rootModel, subModel }: Pick<RunOptions, 'rootModel' | 'subModel'>,
): Promise<Model> {
  const configured = await readConfigured(services);
  if (configured.provider === 'vscodeLm')
    return openLanguageModel([rootModel, subModel], services.distFolder);
  const { openModel } = await import('../../models/provider.ts');
  return openModel(configured.settings);
}
