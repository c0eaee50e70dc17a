import type * as vscode from 'vscode';
import { ownUrl } from '../../models/address.ts';
import type { FoundServer } from '../../models/localServers.ts';

/** A server that takes a key, before it is asked. */
export interface KeyedServer {
  readonly name: 'OpenAI' | 'Anthropic' | 'OpenRouter';
  readonly provider: 'openai' | 'anthropic';
  /** As `rlm.baseUrl` says it; `''`: the provider's own, or what the environment names. */
  readonly baseUrl: string;
}

/** Models of one extension. */
export interface VendorOffer {
  readonly kind: 'vendor';
  readonly vendor: string;
  readonly models: readonly vscode.LanguageModelChat[];
}

/** A server, by what leads to it. */
export type ServerOffer =
  /** It was found on this machine. */
  | { readonly kind: 'server'; readonly server: FoundServer }
  /** The environment has a key for it. */
  | { readonly kind: 'environment'; readonly variable: string; readonly server: KeyedServer }
  /** Its key is typed. */
  | { readonly kind: 'key'; readonly server: KeyedServer }
  /** Its address is typed. */
  | { readonly kind: 'address' };

/** One way to a model, as the list shows it. */
export type Offer = VendorOffer | ServerOffer;

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables with keys, as their makers name them. */
const variables: readonly { readonly variable: string; readonly server: KeyedServer }[] = [
  { variable: 'OPENAI_API_KEY', server: { name: 'OpenAI', provider: 'openai', baseUrl: '' } },
  {
    variable: 'ANTHROPIC_API_KEY',
    server: { name: 'Anthropic', provider: 'anthropic', baseUrl: '' },
  },
  {
    variable: 'OPENROUTER_API_KEY',
    server: { name: 'OpenRouter', provider: 'openai', baseUrl: 'https://openrouter.ai/api/v1' },
  },
];

/** What the environment has keys for. */
export function environmentOffers(environment: Environment): readonly Offer[] {
  return variables
    .filter(({ variable }) => isSet(environment, variable))
    .map(({ variable, server }) => ({ kind: 'environment', variable, server }));
}

/** What there is on every machine: who has a key, or knows an address, gets on by these. */
export function typedOffers(environment: Environment): readonly Offer[] {
  // An empty setting means what the environment names, which is then another server.
  const own = (variable: string, url: string): string => (isSet(environment, variable) ? url : '');
  return [
    {
      kind: 'key',
      server: {
        ...{ name: 'OpenAI', provider: 'openai' },
        baseUrl: own('OPENAI_BASE_URL', ownUrl('openai')),
      },
    },
    {
      kind: 'key',
      server: {
        ...{ name: 'Anthropic', provider: 'anthropic' },
        baseUrl: own('ANTHROPIC_BASE_URL', ownUrl('anthropic')),
      },
    },
    { kind: 'address' },
  ];
}

/** The extensions that offer models, each once, in VS Code's order. */
export function vendorOffers(models: readonly vscode.LanguageModelChat[]): readonly Offer[] {
  const vendors = [...new Set(models.map(({ vendor }) => vendor))];
  return vendors.map((vendor) => ({
    kind: 'vendor',
    vendor,
    models: models.filter((model) => model.vendor === vendor),
  }));
}

/** Whether two stand for the same way, as of two looks at what there is. */
export function nameOffer(offer: Offer): string {
  switch (offer.kind) {
    case 'vendor':
      return `vendor ${offer.vendor}`;
    case 'server':
      return `server ${offer.server.baseUrl}`;
    case 'environment':
      return `environment ${offer.variable}`;
    case 'key':
      return `key ${offer.server.name}`;
    case 'address':
      return 'address';
  }
}

function isSet(environment: Environment, variable: string): boolean {
  return (environment[variable]?.trim() ?? '') !== '';
}
