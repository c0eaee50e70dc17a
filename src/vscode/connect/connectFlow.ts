import * as vscode from 'vscode';
import { asError, Cancelled, ExpectedError } from '../../core/errors.ts';
import type { CheckReport } from '../../models/connectionCheck.ts';
import { isDemo } from '../models/answering.ts';
import type { ModelServices } from '../models/configured.ts';
import { describeTest } from '../models/connectionWords.ts';
import { notify, remedies } from '../notifications.ts';
import { plainLine } from '../plainText.ts';
import { sentenceOf } from '../sentences.ts';
import { readServer } from '../settings/settings.ts';
import { type ConnectFault, pickOffer } from './connectList.ts';
import { saveConnection } from './connectSettings.ts';
import { findLocalServersOf } from './localLook.ts';
import { environmentOffers, type Offer, typedOffers, vendorOffers } from './offers.ts';
import { planFor } from './plan.ts';
import { type Tested, testServer, testVendor } from './testPlan.ts';

export type ConnectServices = ModelServices & {
  readonly log: vscode.LogOutputChannel;
  /** Of the machine where the extension runs. */
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/**
 * Shows what there is, until one of it works or the person gives up: a choice is tested with the models
 * that suit, and only what works is kept. What is wrong is said in the list, where another can be chosen.
 */
export async function connectModel(services: ConnectServices): Promise<CheckReport | undefined> {
  const { environment, log } = services;
  let fault: ConnectFault | null = null;
  const isCurrent = await currentOffer(services);
  for (;;) {
    const offer = await pickOffer({
      known: [...environmentOffers(environment), ...typedOffers(environment)],
      look: (signal, onFound) => look(services, signal, onFound),
      current: isCurrent,
      fault,
    });
    if (offer === undefined) return undefined;
    try {
      const tested = await test(offer, services);
      // Given up on the way: the list is where one comes from.
      if (tested === null) {
        fault = null;
        continue;
      }
      const sentence = describeTest(tested.report, tested.where);
      log.info(plainLine(sentence));
      if (tested.report.fault === null) {
        if (!(await saveConnection(tested, services))) continue;
        notify('information', `${chosenText(tested)} ${sentence}`, [remedies.selectModels()]);
        return tested.report;
      }
      fault = { offer, sentence };
    } catch (error) {
      if (error instanceof Cancelled) fault = null;
      else if (!(error instanceof ExpectedError)) throw error;
      else {
        log.warn(plainLine(`${error.name}: ${error.message}`));
        fault = { offer, sentence: sentenceOf(error) };
      }
    }
  }
}

async function look(
  { environment, log }: ConnectServices,
  signal: AbortSignal,
  onFound: (offers: readonly Offer[]) => void,
): Promise<void> {
  const ofExtensions = vscode.lm.selectChatModels().then(
    (models) => {
      if (!signal.aborted) onFound(vendorOffers(models));
    },
    // An extension that fails keeps nobody from the other ways.
    (error: unknown) => log.warn(plainLine(asError(error).message)),
  );
  await Promise.all([ofExtensions, findLocalServersOf(environment, signal, onFound)]);
}

/** Null when the person gives up. Throws as `planFor` and the tests. */
async function test(offer: Offer, services: ConnectServices): Promise<Tested | null> {
  if (offer.kind === 'vendor') return testVendor(offer, services);
  const plan = await planFor(offer, services);
  return plan && testServer(plan, services);
}

/** Tells which row the settings mean already. */
async function currentOffer({ keys }: ModelServices): Promise<(offer: Offer) => boolean> {
  const { provider, baseUrl } = await readServer();
  const isNothing = await isDemo(vscode.workspace.getConfiguration('rlm'), keys);
  return (offer) => {
    if (isNothing) return false;
    switch (offer.kind) {
      case 'vendor':
        return provider === 'vscodeLm';
      case 'server':
        return provider !== 'vscodeLm' && baseUrl === offer.server.baseUrl;
      case 'environment':
        return (
          baseUrl === (offer.server.baseUrl || null) &&
          (provider === offer.server.provider ||
            (provider === 'auto' && offer.server.provider === 'openai'))
        );
      default:
        return false;
    }
  };
}

function chosenText({ pair: { root, sub } }: Tested): string {
  return root === sub
    ? vscode.l10n.t('RLM asks {0}.', root)
    : vscode.l10n.t('RLM asks {0}, and {1} about pieces.', root, sub);
}
