import path from 'node:path';
import * as vscode from 'vscode';
import type { AskArgument } from '../asking/askArgument.ts';
import { NoTextOpen, NothingSelected } from '../failures.ts';

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
  const uri = argument.uri ?? shownUri() ?? vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined) throw new NoTextOpen();
  if (argument.range !== null) return selectionOf(uri, [argument.range]);
  return { uri, label: nameOf(uri), ranges: null };
}

/** The ranges that are meant: the one named, else all that are selected. Throws NothingSelected. */
export function selectionTarget(argument: AskArgument): Target {
  if (argument.range !== null) return fileTarget(argument);
  const editor = vscode.window.activeTextEditor;
  const isNamed =
    argument.uri === null || argument.uri.toString() === editor?.document.uri.toString();
  const ranges = (isNamed && editor?.selections.filter(({ isEmpty }) => !isEmpty)) || [];
  if (editor === undefined || ranges.length === 0) throw new NothingSelected();
  return selectionOf(editor.document.uri, ranges);
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

export function nameOf(uri: vscode.Uri): string {
  return path.posix.basename(uri.path) || uri.toString();
}

/** Of the active tab; where that is no file (a run's panel), of the one file that shows beside it. */
function shownUri(): vscode.Uri | undefined {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  const active = uriOf(activeTabGroup.activeTab);
  if (active !== undefined) return active;
  const beside = all.map((group) => uriOf(group.activeTab)).filter((uri) => uri !== undefined);
  return new Set(beside.map(String)).size === 1 ? beside[0] : undefined;
}

function uriOf(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  const input = tab?.input;
  if (input instanceof vscode.TabInputTextDiff) return input.modified;
  if (typeof input !== 'object' || input === null || !('uri' in input)) return undefined;
  return input.uri instanceof vscode.Uri ? input.uri : undefined;
}
