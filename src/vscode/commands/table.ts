import type { Estimate } from '../../core/estimate.ts';
import type { RunResult } from '../../core/events.ts';
import type { CheckReport } from '../../models/connectionCheck.ts';

/**
 * Every command of the extension, by id. `argument` is what VS Code (a uri, a tree's element) or a
 * caller hands over: unknown until it has been looked at.
 */
export interface Commands {
  'rlm.askFile': (argument?: unknown) => Promise<RunResult | undefined>;
  'rlm.askSelection': (argument?: unknown) => Promise<RunResult | undefined>;
  /** `selection`: all items that are selected where the command was chosen. */
  'rlm.askFolder': (argument?: unknown, selection?: unknown) => Promise<RunResult | undefined>;
  /** The same three, by titles that name the product: for menus that other extensions are in too. */
  'rlm.askFileFromMenu': (argument?: unknown) => Promise<RunResult | undefined>;
  'rlm.askSelectionFromMenu': (argument?: unknown) => Promise<RunResult | undefined>;
  'rlm.askFolderFromMenu': (
    argument?: unknown,
    selection?: unknown,
  ) => Promise<RunResult | undefined>;
  /** To a run, by its id, or by `{ runId, question, options }`. */
  'rlm.askFollowUp': (argument?: unknown) => Promise<RunResult | undefined>;
  'rlm.stopRun': (argument?: unknown, selection?: unknown) => Promise<void>;
  'rlm.stopAllRuns': () => Promise<void>;
  'rlm.showRun': (argument?: unknown) => Promise<void>;
  'rlm.replayRun': (argument?: unknown) => Promise<void>;
  /** Of a run by its id, or by `{ runId, options }`. */
  'rlm.resumeRun': (argument?: unknown) => Promise<RunResult | undefined>;
  /** Of a run by its id, or by `{ runId, iteration, question, options }`: the question is told to the model. */
  'rlm.forkRun': (argument?: unknown) => Promise<RunResult | undefined>;
  /** Of a run by its id, or by `{ runId, question, options }`. */
  'rlm.runAgain': (argument?: unknown) => Promise<RunResult | undefined>;
  /** Of a run by its id, or by `{ runId, format, target }`: the file is then written without questions. The file's uri. */
  'rlm.exportRun': (argument?: unknown) => Promise<string | undefined>;
  /** A log by its uri, or several: the ids of the runs that they have become. */
  'rlm.importRun': (argument?: unknown) => Promise<readonly string[]>;
  'rlm.pinRun': (argument?: unknown, selection?: unknown) => Promise<void>;
  'rlm.unpinRun': (argument?: unknown, selection?: unknown) => Promise<void>;
  'rlm.deleteRun': (argument?: unknown, selection?: unknown) => Promise<void>;
  'rlm.compareRuns': (argument?: unknown, selection?: unknown) => Promise<void>;
  'rlm.sortRuns': (argument?: unknown) => Promise<void>;
  'rlm.filterRuns': (argument?: unknown) => Promise<void>;
  'rlm.clearRunsFilter': () => Promise<void>;
  /** Of what is selected or shows, or is named as for the commands that ask. */
  'rlm.estimate': (argument?: unknown, selection?: unknown) => Promise<Estimate | undefined>;
  /** Undefined when nothing was connected: the person has given up. */
  'rlm.connectModel': () => Promise<CheckReport | undefined>;
  'rlm.selectModels': () => Promise<void>;
  'rlm.setApiKey': () => Promise<void>;
  'rlm.clearApiKey': () => Promise<void>;
  /** Undefined when nothing was tested: the offline demo, or stopped by the person. */
  'rlm.testConnection': () => Promise<CheckReport | undefined>;
  'rlm.replaySample': () => Promise<void>;
  'rlm.askSample': () => Promise<RunResult | undefined>;
  /** Where this window keeps them; of one setting by its name. */
  'rlm.openSettings': (argument?: unknown) => Promise<void>;
  'rlm.showLog': () => Promise<void>;
}

/** Their titles, as package.json has them: the palette shows `RLM: Ask about this file`. */
export const commandTitles: Readonly<Record<keyof Commands, string>> = {
  'rlm.askFile': 'Ask about this file',
  'rlm.askSelection': 'Ask about selection',
  'rlm.askFolder': 'Ask about folder...',
  'rlm.askFileFromMenu': 'Ask RLM about this file',
  'rlm.askSelectionFromMenu': 'Ask RLM about selection',
  'rlm.askFolderFromMenu': 'Ask RLM about folder...',
  'rlm.askFollowUp': 'Ask a follow-up',
  'rlm.stopRun': 'Stop run',
  'rlm.stopAllRuns': 'Stop all runs',
  'rlm.showRun': 'Show run',
  'rlm.replayRun': 'Replay run',
  'rlm.resumeRun': 'Resume run',
  'rlm.forkRun': 'Fork run from here...',
  'rlm.runAgain': 'Run again...',
  'rlm.exportRun': 'Export run...',
  'rlm.importRun': 'Import run...',
  'rlm.pinRun': 'Pin run',
  'rlm.unpinRun': 'Unpin run',
  'rlm.deleteRun': 'Delete run',
  'rlm.compareRuns': 'Compare runs',
  'rlm.sortRuns': 'Sort runs by...',
  'rlm.filterRuns': 'Filter runs...',
  'rlm.clearRunsFilter': 'Clear runs filter',
  'rlm.estimate': 'Estimate cost',
  'rlm.connectModel': 'Connect a model...',
  'rlm.selectModels': 'Select models...',
  'rlm.setApiKey': 'Set API key',
  'rlm.clearApiKey': 'Clear API key',
  'rlm.testConnection': 'Test connection',
  'rlm.replaySample': 'Replay the recorded run',
  'rlm.askSample': 'Ask about the sample log',
  'rlm.openSettings': 'Open settings',
  'rlm.showLog': 'Show log',
};
