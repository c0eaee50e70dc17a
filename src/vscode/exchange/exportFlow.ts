import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { InvalidOption } from '../../core/errors.ts';
import {
  type ExportFormat,
  exportFormats,
  isExportFormat,
} from '../../runs/export/exportFormats.ts';
import { knownKeys } from '../../runs/export/knownKeys.ts';
import type { ListedRun } from '../../runs/runSummary.ts';
import { readWholeRun } from '../../runs/wholeRun.ts';
import { diskReader } from '../../sources/fileReader.ts';
import { readLines } from '../../sources/readLines.ts';
import { notify } from '../notifications.ts';
import { editorReader } from '../texts/editorReader.ts';
import { nameOf } from '../texts/target.ts';

export interface ExportServices {
  /** Where the runs of this window's folder are kept. */
  readonly runsFolder: string;
  /** Where the page's own parts stand. */
  readonly distFolder: string;
}

/** What a caller may say beforehand; what is missing is asked for. */
export interface ExportWish {
  readonly format?: ExportFormat;
  /** In a folder of the workspace, and not there yet. */
  readonly target?: vscode.Uri;
}

/** Writes a run's file in the format and to the place that a person chooses; its uri, or undefined. */
export async function exportListed(
  run: ListedRun,
  wish: ExportWish,
  { runsFolder, distFolder }: ExportServices,
): Promise<vscode.Uri | undefined> {
  const format = wish.format ?? (await pickFormat());
  if (format === undefined) return undefined;
  const target = wish.target ?? (await pickTarget(run, format));
  if (target === undefined) return undefined;
  const [{ exportRun }, { readKeptLog }] = await Promise.all([
    import('../../runs/export/exportRun.ts'),
    import('../../runs/import/importRun.ts'),
  ]);
  const { events, folder } = await readWholeRun(path.join(runsFolder, run.runId));
  const readPart = (name: string): Promise<string> => readFile(path.join(distFolder, name), 'utf8');
  const text = await exportRun(format, {
    events,
    keptLog: () => readKeptLog(folder, events),
    readLines: (uri, spans) => readLines(bytesAt(vscode.Uri.parse(uri, true)), spans),
    sharing: {
      bases: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString()),
      secrets: knownKeys(process.env),
    },
    pageParts: async () => ({
      script: await readPart('exported.js'),
      style: await readPart('exported.css'),
    }),
  });
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  const written = vscode.l10n.t('The run was exported to "{0}".', nameOf(target));
  notify('information', written, [
    { title: vscode.l10n.t('Open'), act: () => openExported(target, format) },
  ]);
  return target;
}

/** What the argument of the command says besides the run. Throws InvalidOption. */
export async function readWish(argument: unknown): Promise<ExportWish> {
  if (typeof argument !== 'object' || argument === null) return {};
  const { format, target } = argument as { readonly format?: unknown; readonly target?: unknown };
  if (format !== undefined && !(typeof format === 'string' && isExportFormat(format))) {
    const known = Object.keys(exportFormats).join(', ');
    throw new InvalidOption(`"format" of rlm.exportRun takes ${known}.`);
  }
  const uri = typeof target === 'string' ? vscode.Uri.parse(target, true) : target;
  if (uri !== undefined && !(uri instanceof vscode.Uri)) {
    throw new InvalidOption('"target" of rlm.exportRun takes a uri.');
  }
  if (uri !== undefined) await refuseTarget(uri);
  return { ...(format !== undefined && { format }), ...(uri !== undefined && { target: uri }) };
}

/** Whoever calls the command, a link perhaps, must not write over anything or elsewhere. */
async function refuseTarget(target: vscode.Uri): Promise<void> {
  const isWithin = vscode.workspace.getWorkspaceFolder(target) !== undefined;
  const isThere = await vscode.workspace.fs.stat(target).then(
    () => true,
    () => false,
  );
  if (isWithin && !isThere) return;
  throw new InvalidOption(
    '"target" of rlm.exportRun takes the uri of a file in this workspace that is not there yet.',
  );
}

async function pickFormat(): Promise<ExportFormat | undefined> {
  const items = [
    {
      format: 'html',
      label: vscode.l10n.t('HTML page'),
      detail: vscode.l10n.t('Answer, timeline and trace in one file that needs no network'),
    },
    {
      format: 'markdown',
      label: vscode.l10n.t('Markdown'),
      detail: vscode.l10n.t('Answer, cited lines and every step as text'),
    },
    {
      format: 'notebook',
      label: vscode.l10n.t('Notebook'),
      detail: vscode.l10n.t('The code with its outputs, and the answer'),
    },
    {
      format: 'official',
      label: vscode.l10n.t('Official log'),
      detail: vscode.l10n.t(
        'JSON lines for the visualizer of the official RLM; can be imported again',
      ),
    },
  ] as const;
  const title = vscode.l10n.t('Export as');
  return (await vscode.window.showQuickPick(items, { title }))?.format;
}

async function pickTarget(run: ListedRun, format: ExportFormat): Promise<vscode.Uri | undefined> {
  const ending = exportFormats[format];
  const name = `${fileNameOf(run.question)}.${ending}`;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export run'),
    saveLabel: vscode.l10n.t('Export'),
    filters: { [format]: [ending] },
    defaultUri:
      folder === undefined ? vscode.Uri.file(name) : vscode.Uri.joinPath(folder.uri, name),
  });
}

/** Words of the question, as they can stand in a file's name everywhere. */
function fileNameOf(question: string): string {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  let name = 'rlm';
  for (const word of words) {
    if (name.length + word.length > 60) break;
    name += `-${word}`;
  }
  return name;
}

async function* bytesAt(uri: vscode.Uri): AsyncGenerator<Uint8Array> {
  if (uri.scheme === 'file') yield* diskReader.read(uri.fsPath);
  else yield* editorReader(uri).read(uri.path);
}

/** A page in the browser, where that is on the same machine as the file; all else in the editor. */
function openExported(target: vscode.Uri, format: ExportFormat): Thenable<unknown> {
  const isHere = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  return format === 'html' && isHere
    ? vscode.env.openExternal(target)
    : vscode.commands.executeCommand('vscode.open', target);
}
