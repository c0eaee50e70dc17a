import { parseAskArgument } from '../askArgument.ts';
import { type AskServices, askAbout } from '../askFlow.ts';
import { fileTarget, selectionTarget } from '../target.ts';
import type { Commands } from './table.ts';

/** The commands that ask; both return the JSON result of the run. */
export function askCommands(
  services: AskServices,
): Pick<Commands, 'rlm.askFile' | 'rlm.askSelection'> {
  return {
    'rlm.askFile': async (given) => {
      const argument = parseAskArgument(given);
      return askAbout(fileTarget(argument), argument, services);
    },
    'rlm.askSelection': async (given) => {
      const argument = parseAskArgument(given);
      return askAbout(selectionTarget(argument), argument, services);
    },
  };
}
