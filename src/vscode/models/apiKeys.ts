import type { SecretStorage } from 'vscode';
import { openAiUrl, readAddress } from '../../models/address.ts';

/** A server with OpenAI's API. */
export interface Server {
  /** With its scheme and port: what a key belongs to. */
  readonly origin: string;
  /** What people call it. */
  readonly host: string;
  /** Null: OpenAI's own. */
  readonly baseUrl: string | null;
}

export interface FoundKey {
  readonly key: string;
  readonly from: 'storage' | 'environment';
}

/**
 * One API key for each server's origin, in the editor's secret store. A key of the environment is
 * used for the server that the environment names: that of OPENAI_BASE_URL, or OpenAI's own.
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
  server(baseUrl: string | null): Server {
    const named = baseUrl ?? this.#fromEnvironment('OPENAI_BASE_URL');
    const { origin, host } = readAddress(named ?? openAiUrl, null);
    return { origin, host, baseUrl: named };
  }

  async find(server: Server): Promise<FoundKey | null> {
    const stored = await this.#secrets.get(secretName(server));
    if (stored !== undefined) return { key: stored, from: 'storage' };
    const key = this.#fromEnvironment('OPENAI_API_KEY');
    if (key === null || server.origin !== this.server(null).origin) return null;
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
