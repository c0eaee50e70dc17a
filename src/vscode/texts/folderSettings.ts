import * as vscode from 'vscode';
import { InvalidOption } from '../../core/errors.ts';
import type { SiblingGlob } from '../../sources/globs.ts';
import type { FolderFilter } from '../../sources/walkFolder.ts';
import { readWholeNumber } from '../settings/settings.ts';
import { folderBounds } from '../settings/settingTable.ts';

/**
 * Which files below a folder are meant: `rlm.include`, `rlm.exclude`, and what the editor itself hides
 * or doesn't search. Globs count from the workspace folder. Throws InvalidOption.
 */
export function readFolderFilter(folder: vscode.Uri): FolderFilter {
  const settings = vscode.workspace.getConfiguration('rlm', folder);
  const hidden = ['files', 'search'].flatMap((section) =>
    editorGlobs(vscode.workspace.getConfiguration(section, folder).get('exclude')),
  );
  return {
    include: globsOf('include', settings.get('include')),
    exclude: [...globsOf('exclude', settings.get('exclude')), ...hidden],
    above: placeInWorkspace(folder),
  };
}

/** How much of a folder is read without a question. Throws InvalidOption. */
export function readFolderBounds(): { readonly files: number; readonly megabytes: number } {
  const read = (name: keyof typeof folderBounds): number =>
    readWholeNumber(name, folderBounds[name]);
  return { files: read('maxFolderFiles'), megabytes: read('maxFolderMegabytes') };
}

function globsOf(name: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((glob) => typeof glob === 'string')) return value;
  throw new InvalidOption(`rlm.${name} must be a list of globs, such as ["src/**", "*.md"].`);
}

/** Of `files.exclude` and `search.exclude`; what isn't as VS Code takes it is ignored as VS Code does. */
function editorGlobs(value: unknown): (string | SiblingGlob)[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(
    ([given, setting]: [string, unknown]): (string | SiblingGlob)[] => {
      // Without `**/` they are about the workspace folder alone, other than ours.
      const glob = `/${given.replace(/^\/+/, '')}`;
      if (setting === true) return [glob];
      if (typeof setting !== 'object' || setting === null || !('when' in setting)) return [];
      return typeof setting.when === 'string' ? [{ glob, when: setting.when }] : [];
    },
  );
}

/** From the workspace folder to this one: `''`, else ending in `/`. */
function placeInWorkspace(folder: vscode.Uri): string {
  const around = vscode.workspace.getWorkspaceFolder(folder);
  const root = around?.uri.path.replace(/\/+$/, '');
  if (root === undefined || !folder.path.startsWith(`${root}/`)) return '';
  const place = folder.path.slice(root.length + 1).replace(/\/+$/, '');
  return place === '' ? '' : `${place}/`;
}
