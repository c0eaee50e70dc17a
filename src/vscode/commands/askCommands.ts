import { parseAskArgument } from '../asking/askArgument.ts';
import { type AskServices, askAbout } from '../asking/askFlow.ts';
import { targetSource } from '../texts/fileSource.ts';
import { folderSource } from '../texts/folderSource.ts';
import { folderTarget, pickFolder } from '../texts/folderTarget.ts';
import { fileTarget, selectionTarget } from '../texts/target.ts';
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
