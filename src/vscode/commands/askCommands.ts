import * as vscode from 'vscode';
import { type AskArgument, parseAskArgument } from '../asking/askArgument.ts';
import { type AskServices, askAbout } from '../asking/askFlow.ts';
import { checkBrought } from '../asking/broughtQuestion.ts';
import { estimateAbout } from '../asking/estimateFlow.ts';
import { targetSource } from '../texts/fileSource.ts';
import { folderSource } from '../texts/folderSource.ts';
import { folderTarget, pickFolder } from '../texts/folderTarget.ts';
import { fileTargetOrPicked, selectionTarget } from '../texts/target.ts';
import type { TextSource } from '../texts/textSource.ts';
import { isFolder } from '../texts/uriSource.ts';
import type { Commands } from './table.ts';

type AskCommand =
  | 'rlm.askFile'
  | 'rlm.askSelection'
  | 'rlm.askFolder'
  | 'rlm.askFileFromMenu'
  | 'rlm.askSelectionFromMenu'
  | 'rlm.askFolderFromMenu';

/** The commands that ask, each of which returns the JSON result of its run, and the one that estimates. */
export function askCommands(services: AskServices): Pick<Commands, AskCommand | 'rlm.estimate'> {
  const askFile: Commands['rlm.askFile'] = async (given) => {
    const argument = argumentOf(given);
    const target = await fileTargetOrPicked(argument);
    return target === null ? undefined : askAbout(targetSource(target), argument, services);
  };
  const askSelection: Commands['rlm.askSelection'] = async (given) => {
    const argument = argumentOf(given);
    const target = await selectionTarget(argument);
    return target === null ? undefined : askAbout(targetSource(target), argument, services);
  };
  const askFolder: Commands['rlm.askFolder'] = async (given, selection) => {
    const argument = argumentOf(given, selection);
    const picked = argument.uris.length > 0 ? undefined : await pickFolder();
    const uris = picked === undefined ? argument.uris : [picked];
    if (uris.length === 0) return undefined;
    return askAbout(folderSource(await folderTarget(uris)), argument, services);
  };
  return {
    'rlm.askFile': askFile,
    'rlm.askSelection': askSelection,
    'rlm.askFolder': askFolder,
    'rlm.askFileFromMenu': askFile,
    'rlm.askSelectionFromMenu': askSelection,
    'rlm.askFolderFromMenu': askFolder,
    'rlm.estimate': async (given, selection) => {
      const argument = argumentOf(given, selection);
      const source = await meantSource(argument);
      return source === null ? undefined : estimateAbout(source, argument.options, services);
    },
  };
}

function argumentOf(given: unknown, selection?: unknown): AskArgument {
  const argument = parseAskArgument(given, selection);
  checkBrought(argument);
  return argument;
}

/** What is named, else what is selected, else the file that shows. */
async function meantSource(argument: AskArgument): Promise<TextSource | null> {
  const { uris, uri, range } = argument;
  if (range === null && (uris.length > 1 || (uri !== null && (await isFolder(uri)))))
    return folderSource(await folderTarget(uris));
  const target =
    uri === null && hasSelection()
      ? await selectionTarget(argument)
      : await fileTargetOrPicked(argument);
  return target && targetSource(target);
}

function hasSelection(): boolean {
  return vscode.window.activeTextEditor?.selections.some(({ isEmpty }) => !isEmpty) ?? false;
}
