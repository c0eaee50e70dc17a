import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { RunResult, StoredEvent } from '../../src/core/events.ts';
import type { SourceText, TextSource } from '../../src/vscode/texts/textSource.ts';
import { violationsOf } from '../support/eventChecker.ts';
import { javascriptSettings } from '../support/javascriptRun.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';

/** Runs have to get a worker going; machines that run tests are slow. */
const patience = 30_000;

interface Api {
  readonly runsFolder: string;
}

/** The extension, started. */
export async function extension(): Promise<vscode.Extension<Api>> {
  const found = vscode.extensions.all.find(({ packageJSON }) => packageJSON.name === 'rlm');
  assert.ok(found, 'the extension is not installed');
  await found.activate();
  return found;
}

/** A new folder in the workspace: a command takes nothing from outside of it. */
export async function newFolder(): Promise<string> {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(workspace, 'no folder is open');
  return mkdtemp(path.join(workspace.uri.fsPath, 'text-'));
}

/** Writes a file into a folder of its own. */
export async function fileWith(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
  const folder = await newFolder();
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return vscode.Uri.file(file);
}

/** A log of so many lines, every tenth of which has "timeout". */
export function logOf(lines: number): string {
  const line = (number: number): string => {
    const what = number % 10 === 0 ? 'ERROR timeout after 30 s' : 'INFO served a page';
    return `2026-03-14T09:00:00Z ${what} request=${number}`;
  };
  return Array.from({ length: lines }, (_, index) => line(index + 1)).join('\n');
}

/** What a question about it would be about. Rejects as the reading does. */
export function textOf(source: TextSource): Promise<SourceText> {
  const { signal } = new AbortController();
  return source.read({ signal, asked: Promise.resolve(), onProgress: () => {} }).text;
}

/** The question whose answer about `logOf(n)` is n / 10, which the offline demo knows too. */
export const timeoutQuestion = 'How many lines contain "timeout"?';

export async function ask(
  argument: Readonly<Record<string, unknown>>,
  command = 'rlm.askFile',
): Promise<RunResult> {
  const result = await vscode.commands.executeCommand<RunResult>(command, argument);
  assert.ok(result, 'the command returned nothing');
  return result;
}

/** A run's events as they stand on disk, whole if it has ended. */
export async function eventsOf(runId: string): Promise<StoredEvent[]> {
  const { runsFolder } = (await extension()).exports;
  const text = await readFile(path.join(runsFolder, runId, 'events.jsonl'), 'utf8');
  const events = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as StoredEvent);
  const isOver = events.some(({ run, type }) => run === '' && type === 'run.finished');
  if (isOver) assert.deepEqual(violationsOf(events), []);
  return events;
}

export async function startOf(runId: string): Promise<StoredEvent & { type: 'run.started' }> {
  const [first] = await eventsOf(runId);
  assert.ok(first?.type === 'run.started', 'the first event is not run.started');
  return first as StoredEvent & { type: 'run.started' };
}

/** The tabs that show run panels, by their titles. */
export function panelTitles(): string[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('rlm.run'),
    )
    .map(({ label }) => label);
}

/** Resolves with what `look` finds, once it finds something. */
export async function eventually<Found>(
  what: string,
  look: () => Found | undefined | false | Promise<Found | undefined | false>,
): Promise<Found> {
  const deadline = performance.now() + patience;
  while (performance.now() < deadline) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await wait(50);
  }
  throw new Error(`${what} did not come about within ${patience / 1000} s.`);
}

export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** A reply that counts what `timeoutQuestion` asks for. */
export const countingReply = [
  'I count with code.',
  '```repl',
  'FINAL(String(count("timeout", { literal: true })) + " lines [L10]")',
  '```',
].join('\n');

/** Has a local server with a counting model asked by all tests of a suite. */
export function useCountingModel(): void {
  let server: ModelServer | undefined;
  suiteSetup(async () => {
    server = await startModelServer({ '*': countingReply });
    await setSetting('baseUrl', server.url);
  });
  suiteTeardown(async () => {
    await setSetting('baseUrl', undefined);
    await server?.close();
  });
}

/** What the suite and its tests have set: a setting of scope `machine` can't be inspected in a remote window. */
const configured = new Map<string, unknown>([['language', javascriptSettings['rlm.language']]]);

export async function setSetting(name: string, value: unknown): Promise<void> {
  configured.set(name, value);
  const settings = vscode.workspace.getConfiguration('rlm');
  await settings.update(name, value, vscode.ConfigurationTarget.Global);
  // In a remote window the change may arrive after the promise has resolved.
  const expected = value ?? settings.inspect(name)?.defaultValue;
  await eventually(`rlm.${name}`, () => {
    const now = vscode.workspace.getConfiguration('rlm').get(name);
    return JSON.stringify(now) === JSON.stringify(expected);
  });
}

/** Sets settings for the time of `act`. */
export async function withSettings<Result>(
  values: Readonly<Record<string, unknown>>,
  act: () => Promise<Result>,
): Promise<Result> {
  const before = new Map(configured);
  for (const [name, value] of Object.entries(values)) await setSetting(name, value);
  try {
    return await act();
  } finally {
    for (const name of Object.keys(values)) {
      await setSetting(name, before.get(name));
    }
  }
}
