import * as vscode from 'vscode';
import { Cancelled, ExpectedError } from '../../core/errors.ts';
import type { ModelFacts } from '../../core/model.ts';
import type { CheckStep } from '../../models/connectionCheck.ts';
import type { ConnectionReport } from '../../models/provider.ts';
import { NoLanguageModel } from '../failures.ts';
import { nameModels } from '../models/chatModels.ts';
import { type Configured, type ModelServices, readConfigured } from '../models/configured.ts';
import { describeTest } from '../models/connectionWords.ts';
import { factsOf, openLanguageModel } from '../models/languageModel.ts';
import { pickModel } from '../models/modelPicker.ts';
import { notify, type Remedy, remedies } from '../notifications.ts';
import { plainLine } from '../plainText.ts';
import { readOptions } from '../settings/settings.ts';
import type { Commands } from './table.ts';

interface Offer {
  readonly offered: Promise<readonly string[]>;
  readonly facts: (name: string) => ModelFacts;
}

/** Which models are asked, and whether they can be. */
export function modelCommands(
  services: ModelServices & { readonly log: vscode.LogOutputChannel },
): Pick<Commands, 'rlm.selectModels' | 'rlm.testConnection'> {
  return {
    'rlm.selectModels': async () => {
      const configured = await readConfigured(services);
      if (configured.provider === 'demo') {
        const nothing = vscode.l10n.t(
          'The offline demo answers by fixed rules: there is no model to choose. Connect a model to have language models asked.',
        );
        return notify('information', nothing, [remedies.connectModel(), remedies.openSettings()]);
      }
      const left = new AbortController();
      try {
        await selectModels(await offerOf(configured, left.signal));
      } finally {
        left.abort();
      }
    },
    'rlm.testConnection': async () => {
      const configured = await readConfigured(services);
      if (configured.provider === 'demo') {
        const nothing = vscode.l10n.t(
          'The offline demo is chosen: there is no connection to test. Connect a model to have language models asked.',
        );
        notify('information', nothing, [remedies.connectModel(), remedies.openSettings()]);
        return undefined;
      }
      const where = configured.provider === 'vscodeLm' ? 'VS Code' : configured.host;
      const report = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: plainLine(vscode.l10n.t('RLM: testing the connection to {0}', where)),
          cancellable: true,
        },
        (_, token) => test(configured, services, token),
      );
      if (report === null) return undefined;
      const sentence = describeTest(report, where);
      services.log.info(plainLine(sentence));
      if (report.fault === null) notify('information', sentence, [remedies.selectModels()]);
      else notify('error', sentence, [...waysOut(report.fault.step), remedies.showLog()]);
      return report;
    },
  };
}

async function selectModels({ offered, facts }: Offer): Promise<void> {
  const settings = vscode.workspace.getConfiguration('rlm');
  const { rootModel, subModel } = readOptions();
  const ask = (step: 1 | 2, title: string, current: string) =>
    pickModel({ title, step, current, offered, facts });
  for (;;) {
    const rootTitle = vscode.l10n.t('Root model: reads the question and writes the code');
    const root = await ask(1, rootTitle, rootModel);
    if (typeof root !== 'string') return;
    const subTitle = vscode.l10n.t('Sub-model: is asked about pieces of the text');
    const sub = await ask(2, subTitle, subModel);
    if (sub === undefined) return;
    if (sub === null) continue;
    await settings.update('rootModel', root, vscode.ConfigurationTarget.Global);
    await settings.update('subModel', sub, vscode.ConfigurationTarget.Global);
    const chosen =
      root === sub
        ? vscode.l10n.t('RLM asks {0}.', root)
        : vscode.l10n.t('RLM asks {0}, and {1} about pieces.', root, sub);
    vscode.window.setStatusBarMessage(plainLine(chosen), 5_000);
    return;
  }
}

async function offerOf(
  configured: Exclude<Configured, { provider: 'demo' }>,
  signal: AbortSignal,
): Promise<Offer> {
  if (configured.provider === 'vscodeLm') {
    const named = nameModels(await vscode.lm.selectChatModels());
    if (named.size === 0) throw new NoLanguageModel();
    return {
      offered: Promise.resolve([...named.keys()]),
      facts: (name) => factsOf(named.get(name)),
    };
  }
  const { listOffered, openModel } = await import('../../models/provider.ts');
  const { facts, prepare } = await openModel(configured.settings);
  const offered = listOffered(configured.settings, signal).then(async (names) => {
    await prepare?.(names, signal);
    return names;
  });
  return { offered, facts };
}

/** What helps against what a test found wrong, the best first. */
function waysOut(step: CheckStep): readonly Remedy[] {
  switch (step) {
    case 'key':
      return [remedies.setApiKey(), remedies.connectModel(), remedies.openSettings()];
    case 'model':
      return [remedies.selectModels(), remedies.openSettings()];
    default:
      return [remedies.connectModel(), remedies.openSettings(), remedies.setApiKey()];
  }
}

/** Null when the person has had enough of it. */
async function test(
  configured: Configured,
  services: ModelServices,
  token: vscode.CancellationToken,
): Promise<ConnectionReport | null> {
  const stop = new AbortController();
  token.onCancellationRequested(() => stop.abort());
  const { rootModel, subModel } = readOptions();
  const names = [rootModel, subModel];
  const { checkProvider, checkModel } = await import('../../models/provider.ts');
  try {
    if (configured.provider !== 'vscodeLm')
      return await checkProvider(configured.settings, names, stop.signal);
    const model = await openLanguageModel(names, services.distFolder);
    return await checkModel(model, names, stop.signal);
  } catch (error) {
    if (error instanceof Cancelled) return null;
    if (!(error instanceof ExpectedError)) throw error;
    const fault = { step: 'model', error, transport: null } as const;
    return { passed: [], answered: [], fault, known: { windows: [], warnings: [] } };
  }
}
