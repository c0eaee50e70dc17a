import * as vscode from 'vscode';
import { KeyMissing, KeyRefused } from '../../core/errors.ts';
import type { Model } from '../../core/model.ts';
import { anthropicModels, defaultOptions } from '../../core/options.ts';
import {
  billionsIn,
  choosePair,
  type ModelOnOffer,
  type ModelPair,
} from '../../models/modelChoice.ts';
import type { ConnectionReport, ProviderSettings } from '../../models/provider.ts';
import { nameModels } from '../models/chatModels.ts';
import type { ModelServices } from '../models/configured.ts';
import { openLanguageModel } from '../models/languageModel.ts';
import { pickModel } from '../models/modelPicker.ts';
import { plainLine } from '../plainText.ts';
import { readServer } from '../settings/settings.ts';
import { NoModelOffered } from './failures.ts';
import type { VendorOffer } from './offers.ts';
import { isConfigured, type ServerPlan, withKey } from './plan.ts';

/** What was tested, and how it went. */
export interface Tested {
  /** Null: models of other extensions. */
  readonly plan: ServerPlan | null;
  /** What people call it. */
  readonly where: string;
  readonly pair: ModelPair;
  readonly report: ConnectionReport;
}

/** Pairs that are known to work well together. */
const usualPairs: readonly ModelPair[] = [
  { root: defaultOptions.rootModel, sub: defaultOptions.subModel },
  { root: anthropicModels.rootModel, sub: anthropicModels.subModel },
];
/** Most models of which a server is asked for their windows. */
const mostAsked = 30;

/** A word from two of one extension's models. Null when the person has had enough of it. */
export async function testVendor(
  { vendor, models }: VendorOffer,
  { distFolder }: ModelServices,
): Promise<Tested | null> {
  const named = nameModels(await vscode.lm.selectChatModels());
  const own = [...named].filter(([, model]) => models.some(({ id }) => id === model.id));
  const offered = own.flatMap(([name, model]) =>
    model.vendor === vendor ? [onOffer(name, model.maxInputTokens)] : [],
  );
  const pair = choosePair(offered, usualPairs);
  if (pair === null) throw new NoModelOffered(vendor);
  const where = plainLine(vendor);
  return testing(where, async (signal) => {
    const model = await openLanguageModel([pair.root, pair.sub], distFolder);
    const { checkModel } = await import('../../models/provider.ts');
    const report = await checkModel(model, [pair.root, pair.sub], signal);
    return { plan: null, where, pair, report };
  });
}

/**
 * Asks a server for its models, chooses two and has each say a word. A key that is missing or refused
 * is asked for. Null when the person gives up. Throws as `listModels`.
 */
export async function testServer(
  plan: ServerPlan,
  services: ModelServices,
): Promise<Tested | null> {
  const settings = await settingsFor(plan, services);
  const where = plan.server.host;
  try {
    const listed = await testing(where, (signal) => listModels(settings, plan, signal));
    if (listed === null) return null;
    const pair = listed.pair ?? (await askPair(where, listed.model));
    if (pair === null) return null;
    const report = await testing(where, async (signal) => {
      const { checkProvider } = await import('../../models/provider.ts');
      return checkProvider(settings, [pair.root, pair.sub], signal);
    });
    if (report === null) return null;
    const error = report.fault?.error;
    return lacksKey(error, plan) ? withTypedKey() : { plan, where, pair, report };
  } catch (error) {
    if (!lacksKey(error, plan)) throw error;
    return withTypedKey();
  }

  async function withTypedKey(): Promise<Tested | null> {
    const keyed = await withKey(plan);
    return keyed && testServer(keyed, services);
  }
}

/** What was typed just now and is refused is said, rather than asked for again. */
function lacksKey(error: unknown, { isNewKey }: ServerPlan): boolean {
  return !isNewKey && (error instanceof KeyMissing || error instanceof KeyRefused);
}

async function settingsFor(
  plan: ServerPlan,
  { keys, distFolder }: ModelServices,
): Promise<ProviderSettings> {
  const { prices, windows, headers } = await readServer();
  const { provider, server, apiKey } = plan;
  // Headers that were set for one server are no other's business.
  const isSame = await isConfigured(plan, { keys });
  return {
    provider,
    apiKey,
    baseUrl: server.baseUrl,
    api: 'auto',
    prices,
    windows,
    headers: isSame ? headers : {},
    assetsFolder: distFolder,
  };
}

/** `pair` is null where the server lists no models at all. */
async function listModels(
  settings: ProviderSettings,
  plan: ServerPlan,
  signal: AbortSignal,
): Promise<{ readonly pair: ModelPair | null; readonly model: Model | null }> {
  const { listOffered, openModel } = await import('../../models/provider.ts');
  const listed = await listOffered(settings, signal);
  if (listed.length === 0) {
    // One whose list is known to be empty has nothing that could be typed.
    if (plan.models.length > 0 || isLocal(plan)) throw new NoModelOffered(plan.server.host);
    return { pair: null, model: null };
  }
  const model = await openModel(settings);
  await model.prepare?.(listed.slice(0, mostAsked), signal);
  const told = new Map(plan.models.map((each) => [each.name, each]));
  // What a maker's own list says of its models leaves out those that answer no questions.
  const names = told.size > 0 ? listed.filter((name) => told.has(name)) : listed;
  const offered = (names.length > 0 ? names : listed).map((name) => ({
    ...onOffer(name, model.facts(name).window),
    ...told.get(name),
    window: told.get(name)?.window ?? model.facts(name).window,
  }));
  const pair = choosePair(offered, usualPairs);
  if (pair === null) throw new NoModelOffered(plan.server.host);
  return { pair, model };
}

function isLocal({ server }: ServerPlan): boolean {
  return /^https?:\/\/(?:localhost|127\.|\[::1\])/.test(server.origin);
}

/** Both names, typed; null when the person gives up. */
async function askPair(where: string, model: Model | null): Promise<ModelPair | null> {
  const offered = Promise.resolve([]);
  const facts = model?.facts ?? (() => ({ price: null, window: null, maxOutput: null }));
  const ask = (step: 1 | 2, title: string, current: string) =>
    pickModel({ title, step, current, offered, facts });
  const title = plainLine(vscode.l10n.t('Root model at {0}', where));
  const root = await ask(1, title, '');
  if (typeof root !== 'string') return null;
  const sub = await ask(2, plainLine(vscode.l10n.t('Sub-model at {0}', where)), root);
  return typeof sub === 'string' ? { root, sub } : null;
}

function onOffer(name: string, window: number | null): ModelOnOffer {
  return {
    name,
    window: window !== null && window > 0 ? window : null,
    billions: billionsIn(name),
  };
}

/** Null when the person has had enough of it. */
async function testing<Result>(
  where: string,
  act: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | null> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: plainLine(vscode.l10n.t('RLM: testing the connection to {0}', where)),
      cancellable: true,
    },
    async (_, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      try {
        return await act(stop.signal);
      } catch (error) {
        if (stop.signal.aborted) return null;
        throw error;
      }
    },
  );
}
