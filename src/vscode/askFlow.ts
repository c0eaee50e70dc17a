import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Context } from '../core/context.ts';
import { EmptyQuestion } from '../core/errors.ts';
import type { RunResult } from '../core/events.ts';
import type { Model } from '../core/model.ts';
import { demoModels } from '../core/options.ts';
import type { ApiKeys } from './apiKeys.ts';
import type { AskArgument } from './askArgument.ts';
import { type Failures, WorkspaceNotTrusted } from './failures.ts';
import type { LiveRuns } from './liveRuns.ts';
import { askQuestion } from './question.ts';
import type { RunPanels } from './runPanels.ts';
import { readOptions, readServer } from './settings.ts';
import type { Target } from './target.ts';
import { readTarget, sizeOf } from './texts.ts';

export interface AskServices {
  readonly runs: LiveRuns;
  readonly panels: RunPanels;
  readonly keys: ApiKeys;
  readonly failures: Failures;
  readonly log: vscode.LogOutputChannel;
  /** Remembers the last question. */
  readonly memory: vscode.Memento;
  /** Where the tokenizer's files stand. */
  readonly distFolder: string;
}

/**
 * From what a person points at to the result of a run, shown in its panel on the way. Resolves to
 * undefined when they gave no question; throws an ExpectedError where asking is refused.
 */
export async function askAbout(
  target: Target,
  argument: AskArgument,
  services: AskServices,
): Promise<RunResult | undefined> {
  if (!vscode.workspace.isTrusted) throw new WorkspaceNotTrusted();
  const configured = readOptions(argument.options);
  const given = await questionAndText(target, argument, services.memory);
  if (given === null) return undefined;
  const { question, context } = given;
  const model = await openConfiguredModel(services);
  const options = model.provider === 'demo' ? { ...configured, ...demoModels } : configured;
  const run = await services.runs.start({ runId: randomUUID(), question, context, options, model });
  services.panels.show(run.runId, question);
  const { log } = services;
  log.info(`Run ${run.runId}: "${context.label}", ${model.provider}, ${options.rootModel}.`);
  const result = await run.outcome;
  const { status, durationMs, usageSummary } = result;
  log.info(`Run ${run.runId}: ${status} after ${durationMs} ms. ${usageSummary}`);
  if (result.status === 'failed' && result.error !== null) {
    services.failures.reportRun(result.error);
  }
  return result;
}

/** The text is read while the question is typed; one that can't be read ends the typing. */
async function questionAndText(
  target: Target,
  argument: AskArgument,
  memory: vscode.Memento,
): Promise<{ question: string; context: Context } | null> {
  const given = argument.question?.trim();
  if (given === '') throw new EmptyQuestion();
  const unread = new AbortController();
  const givenUp = new AbortController();
  const reading = readTarget(target, givenUp.signal);
  // Its failure is thrown where the text is awaited; here it ends the typing.
  reading.catch(() => unread.abort());
  const subject = { label: target.label, size: sizeOf(target) };
  const question = given ?? (await askQuestion(subject, memory, unread.signal));
  if (question === null && !unread.signal.aborted) {
    givenUp.abort();
    return null;
  }
  const title = vscode.l10n.t('RLM: reading {0}', target.label);
  const location = vscode.ProgressLocation.Window;
  const context = await vscode.window.withProgress({ title, location }, () => reading);
  return question === null ? null : { question, context };
}

async function openConfiguredModel({ keys, distFolder }: AskServices): Promise<Model> {
  const { provider, baseUrl, api, prices, headers } = readServer();
  const server = keys.server(baseUrl);
  const found = await keys.find(server);
  const { openModel } = await import('../models/provider.ts');
  return openModel({
    provider,
    apiKey: found?.key ?? null,
    baseUrl: server.baseUrl,
    api,
    prices,
    headers,
    assetsFolder: distFolder,
  });
}
