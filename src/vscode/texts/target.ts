import path from 'node:path';
import * as vscode from 'vscode';
import type { AskArgument } from '../asking/askArgument.ts';
import { NoTextOpen, NothingSelected } from '../failures.ts';
import { plainLine } from '../plainText.ts';
import { cellAt } from './notebooks.ts';
import { isTooLargeToOpen } from './originText.ts';

/** The text that a person points at, before it is read. */
export interface Target {
  readonly uri: vscode.Uri;
  /** What people call it: `platform.log`, `platform.log:120-180`. */
  readonly label: string;
  /** In the document's order; null: the whole of it. */
  readonly ranges: readonly vscode.Range[] | null;
}

/**
 * The file that is meant: the one named, else the one that shows. A tab has the uri even where VS
 * Code gives extensions no document of it (over 50 MB). Throws NoTextOpen.
 */
export function fileTarget(argument: AskArgument): Target {
  const named = argument.uri ?? shownFile();
  if (named === undefined) throw new NoTextOpen();
  // Whoever asks about the file in a cell's menu means the notebook.
  const uri = argument.range === null ? (cellAt(named)?.notebook.uri ?? named) : named;
  if (argument.range !== null) return selectionOf(uri, [argument.range]);
  return { uri, label: nameOf(uri), ranges: null };
}

/**
 * As `fileTarget`; a person whose active tab is no file chooses one, whatever shows beside it. Null when
 * they give up.
 */
export async function fileTargetOrPicked(argument: AskArgument): Promise<Target | null> {
  // Who brings a question has to name what it is about.
  if (argument.isBrought || argument.uri !== null) return fileTarget(argument);
  const uri = activeFile() ?? (await pickFile());
  return uri === undefined ? null : fileTarget({ ...argument, uri });
}

interface FileItem extends vscode.QuickPickItem {
  /** Null: one that isn't open. */
  readonly uri: vscode.Uri | null;
}

/** One of the files that are open, or any other. */
async function pickFile(): Promise<vscode.Uri | undefined> {
  const open = openFiles();
  if (open.length === 0) return pickClosedFile();
  const items: FileItem[] = [
    ...open.map((uri) => ({
      label: plainLine(nameOf(uri)),
      description: plainLine(vscode.workspace.asRelativePath(uri)),
      iconPath: vscode.ThemeIcon.File,
      uri,
    })),
    { label: vscode.l10n.t('Choose another file...'), alwaysShow: true, uri: null },
  ];
  const title = vscode.l10n.t('Ask about which file?');
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return chosen?.uri === null ? pickClosedFile() : chosen?.uri;
}

async function pickClosedFile(): Promise<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Ask about which file?'),
    openLabel: vscode.l10n.t('Ask about file'),
    ...(folder !== undefined && { defaultUri: folder.uri }),
  });
  return chosen?.[0];
}

/**
 * The ranges that are meant: the one named, else all that are selected. In a file of which VS Code
 * gives extensions no document, what is selected can't be known: the person is asked for its lines.
 * Null when they give up. Throws NothingSelected.
 */
export async function selectionTarget(argument: AskArgument): Promise<Target | null> {
  if (argument.range !== null) return fileTarget(argument);
  const editor = vscode.window.activeTextEditor;
  const isNamed =
    argument.uri === null || argument.uri.toString() === editor?.document.uri.toString();
  const ranges = (isNamed && editor?.selections.filter(({ isEmpty }) => !isEmpty)) || [];
  if (editor !== undefined && ranges.length > 0) return selectionOf(editor.document.uri, ranges);
  const uri = argument.uri ?? shownUri();
  if (uri === undefined || !(await isTooLargeToOpen(uri))) throw new NothingSelected();
  const lines = await askLines(nameOf(uri));
  return lines && selectionOf(uri, [lines]);
}

async function askLines(name: string): Promise<vscode.Range | null> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Ask about which lines of {0}?', name),
    prompt: vscode.l10n.t(
      'VS Code does not tell extensions what is selected in a file of over 50 MB.',
    ),
    placeHolder: '120-180',
    ignoreFocusOut: true,
    validateInput: (value) =>
      readLineRange(value) === null
        ? vscode.l10n.t('Enter one line number, or two such as 120-180.')
        : undefined,
  });
  return typed === undefined ? null : readLineRange(typed);
}

/** Whole lines, the last one's end included: `120-180`, `L120`, `120:180`; null for what is none. */
export function readLineRange(typed: string): vscode.Range | null {
  const match = /^\s*L?(\d+)\s*(?:[-–:]\s*L?(\d+)\s*)?$/i.exec(typed);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (!Number.isSafeInteger(last) || first < 1 || last < first) return null;
  return new vscode.Range(first - 1, 0, last, 0);
}

/** One range of a document. */
export function rangeTarget(uri: vscode.Uri, range: vscode.Range): Target {
  return selectionOf(uri, [range]);
}

function selectionOf(uri: vscode.Uri, ranges: readonly vscode.Range[]): Target {
  const ordered = ranges.toSorted((one, other) => one.start.compareTo(other.start));
  return { uri, label: `${nameOf(uri)}:${ordered.map(linesOf).join(',')}`, ranges: ordered };
}

/** `120-180`, from 1 as the editor shows it; a last line of which nothing is selected is left out. */
export function linesOf({ start, end }: vscode.Range): string {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return start.line === last ? `${start.line + 1}` : `${start.line + 1}-${last + 1}`;
}

/** `platform.log`, `analysis.ipynb cell 3`. */
export function nameOf(uri: vscode.Uri): string {
  const name = path.posix.basename(uri.path) || uri.toString();
  const cell = cellAt(uri);
  return cell === null ? name : vscode.l10n.t('{0} cell {1}', name, cell.number);
}

function shownFile(): vscode.Uri | undefined {
  return shownUri() ?? vscode.window.activeTextEditor?.document.uri;
}

/** Of the active tab; where that is no file (a run's panel), of the one file that shows beside it. */
function shownUri(): vscode.Uri | undefined {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  const active = uriOf(activeTabGroup.activeTab);
  if (active !== undefined) return active;
  const beside = all.map((group) => uriOf(group.activeTab)).filter((uri) => uri !== undefined);
  return new Set(beside.map(String)).size === 1 ? beside[0] : undefined;
}

/** Of the active tab, or of an editor that is in none; the Output panel is such an editor, and no file. */
function activeFile(): vscode.Uri | undefined {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  if (activeTab !== undefined) return uriOf(activeTab);
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'output' ? undefined : uri;
}

/** Of all tabs, each once. */
function openFiles(): readonly vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const uris = tabs.map(uriOf).filter((uri) => uri !== undefined);
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}

function uriOf(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  const input = tab?.input;
  if (input instanceof vscode.TabInputTextDiff) return input.modified;
  if (typeof input !== 'object' || input === null || !('uri' in input)) return undefined;
  return input.uri instanceof vscode.Uri ? input.uri : undefined;
}
