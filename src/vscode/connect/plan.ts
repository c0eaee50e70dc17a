import * as vscode from 'vscode';
import { WrongAddress } from '../../core/errors.ts';
import type { ModelOnOffer } from '../../models/modelChoice.ts';
import { apiOf, type Server } from '../models/apiKeys.ts';
import type { ModelServices } from '../models/configured.ts';
import { askKey } from '../models/keyInput.ts';
import { sentenceOf } from '../sentences.ts';
import { readServer } from '../settings/settings.ts';
import type { ServerOffer } from './offers.ts';

/** A server that is going to be tested, and kept if it works. */
export interface ServerPlan {
  readonly provider: 'openai' | 'anthropic';
  /** As `rlm.baseUrl` is to say it; `''`: the provider's own. */
  readonly baseUrl: string;
  readonly server: Server;
  readonly apiKey: string | null;
  /** The key is stored once it works. */
  readonly isNewKey: boolean;
  /** What its list of models has told of them already. */
  readonly models: readonly ModelOnOffer[];
}

interface PlanServices extends ModelServices {
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Asks for what is lacking. Null when the person gives up. Throws WrongAddress. */
export async function planFor(
  offer: ServerOffer,
  { keys, environment }: PlanServices,
): Promise<ServerPlan | null> {
  switch (offer.kind) {
    case 'server': {
      const { baseUrl, models, needsKey } = offer.server;
      const server = keys.server(baseUrl);
      const plan = { provider: 'openai', baseUrl, server, models } as const;
      const found = await keys.find(server);
      return needsKey && found === null
        ? withTypedKey(plan, null)
        : { ...plan, apiKey: found?.key ?? null, isNewKey: false };
    }
    case 'environment': {
      const { provider, baseUrl } = offer.server;
      const server = keys.server(baseUrl || null, provider);
      const apiKey = environment[offer.variable]?.trim() ?? null;
      // What is found without it, another maker's or an older key, would be used later in its place.
      const isNewKey = (await keys.find(server))?.key !== apiKey;
      return { provider, baseUrl, server, apiKey, isNewKey, models: [] };
    }
    case 'key': {
      const { provider, baseUrl } = offer.server;
      const server = keys.server(baseUrl || null, provider);
      return withTypedKey({ provider, baseUrl, server, models: [] }, server);
    }
    case 'address': {
      const baseUrl = await askAddress(keys);
      if (baseUrl === null) return null;
      const provider = isAnthropic(baseUrl) ? 'anthropic' : 'openai';
      const server = keys.server(baseUrl, provider);
      const found = await keys.find(server);
      const key = { apiKey: found?.key ?? null, isNewKey: false };
      return { provider, baseUrl, server, models: [], ...key };
    }
  }

  async function withTypedKey(
    plan: Omit<ServerPlan, 'apiKey' | 'isNewKey'>,
    known: Server | null,
  ): Promise<ServerPlan | null> {
    const apiKey = await askKey(plan.server, known && (await keys.find(known)));
    return apiKey === null ? null : { ...plan, apiKey, isNewKey: true };
  }
}

/** Whether the settings mean the same server already. */
export async function isConfigured(
  { server }: ServerPlan,
  { keys }: Pick<ModelServices, 'keys'>,
): Promise<boolean> {
  const { provider, baseUrl } = await readServer();
  try {
    return keys.server(baseUrl, apiOf(provider)).origin === server.origin;
  } catch (error) {
    // An address that is none leads to no server.
    if (error instanceof WrongAddress) return false;
    throw error;
  }
}

/** The same with a key that the person types; null when they give up. */
export async function withKey(plan: ServerPlan): Promise<ServerPlan | null> {
  const apiKey = await askKey(plan.server, null);
  return apiKey === null ? null : { ...plan, apiKey, isNewKey: true };
}

/** The address that is typed, with `/v1` where it names no path; null when the person gives up. */
async function askAddress(keys: ModelServices['keys']): Promise<string | null> {
  const faultOf = (text: string): string | undefined => {
    try {
      keys.server(text);
      return undefined;
    } catch (error) {
      if (error instanceof WrongAddress) return sentenceOf(error);
      throw error;
    }
  };
  const { remoteName } = vscode.env;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t("Address of a server with OpenAI's API"),
    placeHolder: 'http://localhost:8000/v1',
    prompt:
      remoteName === undefined
        ? vscode.l10n.t('The base URL, which usually ends in /v1.')
        : vscode.l10n.t(
            'The base URL, which usually ends in /v1. "localhost" is the remote machine, where the extension runs.',
          ),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? undefined : faultOf(text.trim())),
  });
  const text = typed?.trim() ?? '';
  if (text === '') return null;
  const url = new URL(text);
  if (url.pathname === '/' && !isAnthropic(text)) url.pathname = '/v1';
  return url.href;
}

function isAnthropic(address: string): boolean {
  return /^https:\/\/api\.anthropic\.com(?:[/:]|$)/i.test(address);
}
