import * as vscode from 'vscode';
import type { History } from '../history/history.ts';
import type { Sample } from '../sample/sample.ts';
import type { Commands } from './table.ts';

/** Commands of the walkthrough, on the sample that comes with the extension. */
export function sampleCommands(
  sample: Sample,
  history: History,
): Pick<Commands, 'rlm.replaySample' | 'rlm.askSample'> {
  return {
    'rlm.replaySample': async () => {
      const runId = await sample.provideRun();
      history.forget();
      await vscode.commands.executeCommand('rlm.replayRun', runId);
    },
    'rlm.askSample': async () => {
      await vscode.window.showTextDocument(sample.log);
      return vscode.commands.executeCommand('rlm.askFile', sample.log);
    },
  };
}
