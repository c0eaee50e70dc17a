import * as vscode from 'vscode';
import { asError } from '../../core/errors.ts';
import type { RunResult } from '../../core/events.ts';
import type { Failures } from '../failures.ts';
import type { Commands } from './table.ts';

/** Registers every command. What a body throws is shown as a sentence, not as VS Code's own toast. */
export function registerCommands(bodies: Commands, failures: Failures): vscode.Disposable {
  const registrations = Object.entries(bodies).map(
    ([id, body]: [string, (...given: readonly unknown[]) => Promise<unknown>]) =>
      vscode.commands.registerCommand(id, async (...given: readonly unknown[]) => {
        try {
          return await body(...given);
        } catch (error) {
          failures.report(error);
          return /^rlm\.(?:ask|runAgain|resumeRun|forkRun)/.test(id) ? refused(error) : undefined;
        }
      }),
  );
  return vscode.Disposable.from(...registrations);
}

/** The result of a run that never came about, for callers who look at results. */
function refused(error: unknown): RunResult {
  const failure = asError(error);
  return {
    runId: '',
    status: 'failed',
    reason: failure.message,
    limit: null,
    answer: '',
    citations: [],
    quotes: [],
    coverage: 0,
    searched: 0,
    language: 'python',
    iterations: 0,
    calls: { llm: 0, rlm: 0, memo: 0 },
    depth: 0,
    usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, estimated: false, models: {} },
    costUsd: 0,
    usageSummary: '',
    durationMs: 0,
    error: { name: failure.name, message: failure.message },
  };
}
