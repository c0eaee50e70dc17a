import path from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from './engine.ts';
import { Failures } from './vscode/failures.ts';
import type { AskEngine } from './vscode/live/liveRuns.ts';
import { buildWorkbench, type Workbench } from './vscode/workbench.ts';

let workbench: Workbench | undefined;
let engine: Engine | undefined;

/** Other extensions are told where the runs are kept; everything else is asked by commands. */
export function activate(context: vscode.ExtensionContext): Pick<Workbench, 'runsFolder'> {
  const log = vscode.window.createOutputChannel('RLM', { log: true });
  context.subscriptions.push(log);
  const failures = new Failures(log);
  const distFolder = path.join(context.extensionPath, 'dist');
  // The engine loads with the first question, so that starting the editor costs nothing.
  const ask: AskEngine = async (request, emit) => {
    const { createEngine } = await import('./engine.ts');
    const reportBug = (error: Error): void => failures.log(error);
    engine ??= createEngine({ distFolder, reportBug });
    return engine.ask(request, emit);
  };
  const canFollow = (runId: string): boolean => engine?.canFollow(runId) ?? false;
  try {
    workbench = buildWorkbench({ context, distFolder, log, failures, ask, canFollow });
    return { runsFolder: workbench.runsFolder };
  } catch (error) {
    failures.report(error);
    throw error;
  }
}

/** VS Code waits for it when the window closes. */
export async function deactivate(): Promise<void> {
  await workbench?.runs.release();
  await engine?.dispose();
}
