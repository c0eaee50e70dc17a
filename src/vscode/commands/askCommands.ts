import { parseAskArgument } from '../askArgument.ts';
import { type AskServices, askAbout } from '../askFlow.ts';
import { folderSource } from '../folderSource.ts';
import { folderTarget, pickFolder } from '../folderTarget.ts';
import { fileTarget, selectionTarget } from '../target.ts';
import { targetSource } from '../texts.ts';
import type { Commands } from './table.ts';

/** The commands that ask; each returns the JSON result of the run. */
export function askCommands(
  services: AskServices,
): Pick<Commands, 'rlm.askFile' | 'rlm.askSelection' | 'rlm.askFolder'> {
  return {
    'rlm.askFile': async (given) => {
      const argument = parseAskArgument(given);
      return askAbout(targetSource(fileTarget(argument)), argument, services);
    },
    'rlm.askSelection': async (given) => {
      const argument = parseAskArgument(given);
      return askAbout(targetSource(selectionTarget(argument)), argument, services);
    },
    'rlm.askFolder': async (given, selection) => {
      const argument = parseAskArgument(given, selection);
      const picked = argument.uris.length > 0 ? undefined : await pickFolder();
      const uris = picked === undefined ? argument.uris : [picked];
      if (uris.length === 0) return undefined;
      return askAbout(folderSource(await folderTarget(uris)), argument, services);
    },
  };
}
