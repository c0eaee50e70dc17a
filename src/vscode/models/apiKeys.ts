import type { SecretStorage } from 'vscode';
import { ownUrl, readAddress, type ServerApi } from '../../models/address.ts';

/** A server that takes a key. */
export interface Server {
  /** Whose API it is asked through. */
  readonly api: ServerApi;
  /** With its scheme and port: what a key belongs to. */
  readonly origin: string;
  /** What people call it. */
  readonly host: string;
  /** Null: the API's own. */
  readonly baseUrl: string | null;
}

export interface FoundKey {
  readonly key: string;
  readonly from: 'storage' | 'environment';
}

/** The variables of the environment that name an API's key and base URL. */
export const keyVariables: Readonly<Record<ServerApi, { key: string; baseUrl: string }>> = {
  openai: { key: 'OPENAI_API_KEY', baseUrl: 'OPENAI_BASE_URL' },
  anthropic: { key: 'ANTHROPIC_API_KEY', baseUrl: 'ANTHROPIC_BASE_URL' },
};

/** The API that a setting `rlm.provider` means, where it means a server at all. */
export function apiOf(provider: unknown): ServerApi {
  return provider === 'anthropic' ? 'anthropic' : 'openai';
}

/**
 * One API key for each server's origin, in the editor's secret store. A key of the environment is
 * used for the server that the environment names: for OpenAI's API that of OPENAI_BASE_URL, or OpenAI's
 * own, and likewise for Anthropic's.
 */
export class ApiKeys {
  readonly #secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>;
  readonly #environment: Readonly<Record<string, string | undefined>>;

  constructor(
    secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>,
    environment: Readonly<Record<string, string | undefined>>,
  ) {
    this.#secrets = secrets;
    this.#environment = environment;
  }

  /** The server of a setting; throws WrongAddress for what is no address. */
  server(baseUrl: string | null, api: ServerApi = 'openai'): Server {
    const named = baseUrl ?? this.#fromEnvironment(keyVariables[api].baseUrl);
    const { origin, host } = readAddress(named ?? ownUrl(api), null, api);
    return { api, origin, host, baseUrl: named };
  }

  async find(server: Server): Promise<FoundKey | null> {
    const stored = await this.#secrets.get(secretName(server));
    if (stored !== undefined) return { key: stored, from: 'storage' };
    const key = this.#fromEnvironment(keyVariables[server.api].key);
    if (key === null || server.origin !== this.server(null, server.api).origin) return null;
    return { key, from: 'environment' };
  }

  async set(server: Server, key: string): Promise<void> {
    await this.#secrets.store(secretName(server), key);
  }

  async clear(server: Server): Promise<void> {
    await this.#secrets.delete(secretName(server));
  }

  #fromEnvironment(name: string): string | null {
    const value = this.#environment[name]?.trim() ?? '';
    return value === '' ? null : value;
  }
}

function secretName(server: Server): string {
  return `rlm.apiKey ${server.origin}`;
}
