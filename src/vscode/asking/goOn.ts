import * as vscode from 'vscode';
import type { Context } from '../../core/context.ts';
import type { ExpectedError } from '../../core/errors.ts';
import type { Model } from '../../core/model.ts';
import { demoModels, type RunOptions, type SettledOptions } from '../../core/options.ts';
import { optionsOf } from '../../core/recording.ts';
import type { RecordedRun } from '../../runs/recordedRun.ts';
import { RunGoesOn } from '../../runs/resumedRecord.ts';
import type { RunStore } from '../../runs/runStore.ts';
import type { WholeRun } from '../../runs/wholeRun.ts';
import type { FileReader } from '../../sources/fileReader.ts';
import { AnsweredByDemo, NoModelConnected, WorkspaceNotTrusted } from '../failures.ts';
import type { LiveRuns } from '../live/liveRuns.ts';
import { type ModelServices, openConfiguredModel, readConfigured } from '../models/configured.ts';
import { readOptions } from '../settings/settings.ts';
import { editorReader } from '../texts/editorReader.ts';
import { optionsOf as settingsFor } from './againFlow.ts';

export interface GoOnServices extends ModelServices {
  readonly runs: Pick<LiveRuns, 'get'>;
  readonly store: Pick<RunStore, 'folderOf'>;
}

/** A kept run that is to go on, or another from its beginning. */
export interface KeptRecord {
  readonly recorded: RecordedRun;
  /** Its own, within the limits of the settings, with models that can be asked today. */
  readonly options: SettledOptions;
}

/**
 * Reads a run's record; sends nothing. `whyNot` says why it can't be gone on with in the way that is
 * wanted. Rejects with an ExpectedError.
 */
export async function readKeptRecord(
  runId: string,
  whyNot: (run: WholeRun) => ExpectedError | null,
  services: GoOnServices,
): Promise<KeptRecord> {
  if (!vscode.workspace.isTrusted) throw new WorkspaceNotTrusted();
  if (services.runs.get(runId) !== undefined) throw new RunGoesOn();
  const { readRecordedRun } = await import('../../runs/recordedRun.ts');
  const recorded = await readRecordedRun(services.store.folderOf(runId));
  const { events, models } = recorded.run;
  const refusal = whyNot(recorded.run);
  if (refusal !== null) throw refusal;
  const configured = await readConfigured(services);
  // Fixed rules would go on in place of a model, and a model in place of the rules.
  const isDemo = configured.provider === 'demo';
  if (isDemo && models.provider !== 'demo') throw new NoModelConnected();
  if (!isDemo && models.provider === 'demo') throw new AnsweredByDemo();
  const own = optionsOf(events);
  const {
    rootModel,
    subModel,
    maxCostUsd = null,
  } = readOptions(settingsFor({ options: own, models }, configured));
  return { recorded, options: { ...own, rootModel, subModel, maxCostUsd } };
}

/** Its text as it was, read again. Rejects with TextNotAsItWas, or Cancelled when the person stops that. */
export function readKeptText({ recorded }: Pick<KeptRecord, 'recorded'>): Thenable<Context> {
  const { label } = recorded.run.started.context;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('RLM: reading {0}', label),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (_, token) => {
    const stopped = new AbortController();
    token.onCancellationRequested(() => stopped.abort());
    const { readRecordedText } = await import('../../runs/recordedRun.ts');
    return await readRecordedText(recorded, { signal: stopped.signal, readerOf: readerAt });
  });
}

/** The model that answers from here on, and the options as it takes them. */
export async function openModelFor(
  options: RunOptions,
  services: ModelServices,
): Promise<{ readonly model: Model; readonly options: RunOptions }> {
  const model = await openConfiguredModel(services, options);
  return { model, options: model.provider === 'demo' ? { ...options, ...demoModels } : options };
}

/** Files of other schemes than the disk's, through the editor. */
export function readerAt(text: string): { readonly reader: FileReader; readonly path: string } {
  const uri = vscode.Uri.parse(text, true);
  return { reader: editorReader(uri), path: uri.path };
}
