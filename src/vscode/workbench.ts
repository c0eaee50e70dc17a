import path from 'node:path';
import * as vscode from 'vscode';
import { MemoFolder } from '../runs/memoFolder.ts';
import { RunStore } from '../runs/runStore.ts';
import { confirmBrought } from './asking/broughtQuestion.ts';
import { Drafts } from './asking/drafts.ts';
import { LastQuestions } from './asking/lastQuestions.ts';
import { pageFollowUps } from './asking/pageFollowUps.ts';
import { askToolName, createAskTool } from './chat/askTool.ts';
import { createParticipant } from './chat/participant.ts';
import { Citations } from './citations/citations.ts';
import { againCommands } from './commands/againCommands.ts';
import { askCommands } from './commands/askCommands.ts';
import { connectCommands } from './commands/connectCommands.ts';
import { exchangeCommands } from './commands/exchangeCommands.ts';
import { goOnCommands } from './commands/goOnCommands.ts';
import { historyCommands } from './commands/historyCommands.ts';
import { keyCommands } from './commands/keyCommands.ts';
import { modelCommands } from './commands/modelCommands.ts';
import { registerCommands } from './commands/register.ts';
import { runCommands } from './commands/runCommands.ts';
import { sampleCommands } from './commands/sampleCommands.ts';
import { EditorContext } from './editorContext.ts';
import { importLogs } from './exchange/importFlow.ts';
import { LogDrop } from './exchange/logDrop.ts';
import type { Failures } from './failures.ts';
import { ComparePanels } from './history/comparePanels.ts';
import { History } from './history/history.ts';
import { RunsView } from './history/runsView.ts';
import { tellOfCutOffRuns } from './live/cutOffRuns.ts';
import { withMemo } from './live/keptReplies.ts';
import { type AskEngine, LiveRuns } from './live/liveRuns.ts';
import { StatusBar } from './live/statusBar.ts';
import { ApiKeys } from './models/apiKeys.ts';
import { RunPanels } from './panel/runPanels.ts';
import { plainLine } from './plainText.ts';
import { RecursionView } from './recursion/recursionView.ts';
import { Sample } from './sample/sample.ts';
import { readHistoryLimit, readMemo } from './settings/settings.ts';
import { settingsPage } from './settings/settingsPage.ts';

/** What the extension is built from outside this folder. */
export interface WorkbenchParts {
  readonly context: vscode.ExtensionContext;
  /** Where the bundles and what they read at run time stand. */
  readonly distFolder: string;
  readonly log: vscode.LogOutputChannel;
  readonly failures: Failures;
  readonly ask: AskEngine;
  /** Whether a run's REPL is still there to go on in. */
  readonly canFollow: (runId: string) => boolean;
}

export interface Workbench {
  readonly runs: LiveRuns;
  /** Where the runs of this window's folder are kept. */
  readonly runsFolder: string;
}

/** Puts commands, views, panels and status bar into the editor. */
export function buildWorkbench(parts: WorkbenchParts): Workbench {
  const { context, distFolder, log, failures, ask } = parts;
  const { extensionUri, globalStorageUri, storageUri, secrets, workspaceState } = context;
  const own = <Part extends vscode.Disposable>(part: Part): Part => {
    context.subscriptions.push(part);
    return part;
  };
  // The history of a folder stays with the folder: it holds the folder's texts.
  const runsFolder = path.join((storageUri ?? globalStorageUri).fsPath, 'runs');
  const store = new RunStore(runsFolder, {
    onFault: (sentence, cause) => failures.warn(sentence, cause),
  });
  const keys = new ApiKeys(secrets, process.env);
  const memo = new MemoFolder(path.join(path.dirname(runsFolder), 'replies'), {
    onFault: (sentence, cause) => failures.warn(sentence, cause),
  });
  const runs = own(new LiveRuns(store, withMemo(ask, memo, readMemo)));
  const citations = own(new Citations(runs, store));
  const panelServices = { extensionUri, runs, store, citations, failures };
  const followUps = pageFollowUps(() => followUpServices);
  const panels = own(new RunPanels({ ...panelServices, followUps }));
  const comparisons = own(new ComparePanels(panelServices));
  const history = own(
    new History({
      runs,
      store,
      shown: () => panels.openRuns,
      readLimit: readHistoryLimit,
      note: (line) => log.info(plainLine(line)),
      onFailure: (failure) => failures.report(failure),
    }),
  );
  const onFailure = (failure: unknown): void => failures.report(failure);
  own(new EditorContext({ runs, history, keys, secrets, onFailure }));
  const exchange = { runsFolder, distFolder, store, history, panels, failures };
  const drop = new LogDrop((files) => importLogs(files, exchange));
  const viewParts = { runs, history, failures, memory: workspaceState, panels, drop };
  const runsView = own(new RunsView(viewParts));
  const recursion = own(new RecursionView(runs, store, failures, panels));
  own(
    recursion.onDidSelect(({ runId, question, selection }) =>
      panels.select(runId, question, selection),
    ),
  );
  own(new StatusBar(runs));
  const last = new LastQuestions(workspaceState);
  const drafts = new Drafts(workspaceState);
  // VS Code shows no dialogs while a suite runs inside it.
  const isTested = context.extensionMode === vscode.ExtensionMode.Test;
  const confirm = isTested ? async () => true : confirmBrought;
  const asking = { runs, panels, history, keys, failures, log, last, drafts, distFolder, confirm };
  const followUpServices = { ...asking, store, canFollow: parts.canFollow };
  own(vscode.lm.registerTool(askToolName, createAskTool(asking)));
  own(createParticipant(followUpServices));
  const commands = {
    ...askCommands(asking),
    ...againCommands(followUpServices),
    ...goOnCommands(followUpServices, recursion),
    ...runCommands({ runs, history, panels, selection: () => runsView.selection }),
    ...historyCommands({ view: runsView, history, comparisons }),
    ...exchangeCommands(exchange),
    ...keyCommands(keys),
    ...modelCommands({ keys, distFolder, log }),
    ...connectCommands({ keys, distFolder, log, environment: process.env }),
    ...sampleCommands(new Sample(extensionUri, store), history),
    'rlm.openSettings': async (setting?: unknown) => {
      const { command, argument } = settingsPage(vscode.env.remoteName, setting);
      await vscode.commands.executeCommand(command, argument);
    },
    'rlm.showLog': async () => log.show(),
  };
  own(registerCommands(commands, failures));
  own(tellOfCutOffRuns(workspaceState, runs, history));
  return { runs, runsFolder };
}
