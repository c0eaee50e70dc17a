import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import type { FollowUpFacts } from '../../protocol/panel.ts';
import { WorkspaceNotTrusted } from '../failures.ts';
import { openConfiguredModel, readConfigured } from '../models/configured.ts';
import { sentenceOf } from '../sentences.ts';
import { readOptions } from '../settings/settings.ts';
import { optionsOf } from './againFlow.ts';
import type { AskServices } from './askFlow.ts';
import { type EarlierRunServices, readEarlierRun } from './earlierRun.ts';
import { askFollowUp, readRebuilt } from './followUpFlow.ts';

/** What stands behind the question box of a run's page. */
export interface PageFollowUps {
  /** Sends nothing. Rejects with RunNotFound. */
  describe(runId: string): Promise<FollowUpFacts>;
  /**
   * Asks what was typed there, as the command does. Resolves to true once its run is on its way, to false
   * where it isn't asked; why, the person has been told.
   */
  ask(runId: string, question: string): Promise<boolean>;
}

/** `servicesOf` is asked when there is something to do: asking shows its run in a panel, whose page asks. */
export function pageFollowUps(servicesOf: () => AskServices & EarlierRunServices): PageFollowUps {
  return {
    describe: async (runId) => {
      const services = servicesOf();
      const later = (await services.history.list()).filter(({ parent }) => parent === runId);
      const facts = {
        from: await beginningOf(runId, services),
        asked: later.map(({ runId, question }) => ({ runId, question })).reverse(),
      };
      try {
        return { ...facts, most: await mostOf(runId, services), obstacle: null };
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error;
        return { ...facts, most: { kind: 'unlimited' }, obstacle: sentenceOf(error) };
      }
    },
    ask: async (runId, question) => {
      const services = servicesOf();
      await services.last.add(question);
      return new Promise((resolve) => {
        const onStarted = (): void => resolve(true);
        const given = { question, options: {}, onStarted };
        askFollowUp(runId, given, services).then(
          () => resolve(false),
          (error: unknown) => {
            services.failures.report(error);
            resolve(false);
          },
        );
      });
    },
  };
}

/** Says nothing yet of whether the text has changed: that is seen when it is read. */
async function beginningOf(
  runId: string,
  services: AskServices & EarlierRunServices,
): Promise<FollowUpFacts['from']> {
  if (services.canFollow(runId)) return 'kept';
  return (await readRebuilt(runId, services)) === null ? 'anew' : 'rebuilt';
}

/** Throws what keeps the question from being asked. */
async function mostOf(
  runId: string,
  services: AskServices & EarlierRunServices,
): Promise<FollowUpFacts['most']> {
  if (!vscode.workspace.isTrusted) throw new WorkspaceNotTrusted();
  const earlier = await readEarlierRun(runId, services);
  const options = readOptions(optionsOf(earlier, await readConfigured(services)));
  const model = await openConfiguredModel(services, options);
  if (model.provider === 'demo') return { kind: 'demo' };
  const { rootModel, subModel, maxDepth, maxCostUsd } = options;
  const asked = maxDepth === 0 ? [rootModel] : [rootModel, subModel];
  if (asked.some((name) => model.facts(name).price === null)) return { kind: 'unpriced' };
  return maxCostUsd === null ? { kind: 'unlimited' } : { kind: 'limited', usd: maxCostUsd };
}
