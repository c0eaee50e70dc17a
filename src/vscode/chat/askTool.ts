import * as vscode from 'vscode';
import { Cancelled, ExpectedError } from '../../core/errors.ts';
import type { Citation } from '../../core/events.ts';
import { moneyDecider } from '../asking/budgetDialog.ts';
import { type Forecast, type ForecastServices, foresee } from '../asking/forecast.ts';
import { describeForecast } from '../asking/forecastWords.ts';
import { type StartServices, startRun } from '../asking/startRun.ts';
import { WorkspaceNotTrusted } from '../failures.ts';
import { formatUsd, shorten } from '../figures.ts';
import type { LiveRun } from '../live/liveRun.ts';
import { openConfiguredModel } from '../models/configured.ts';
import { markdownText, plainLine } from '../plainText.ts';
import { sentenceOf } from '../sentences.ts';
import { readOnBudget, readOptions } from '../settings/settings.ts';
import type { TextSource } from '../texts/textSource.ts';
import { uriSource } from '../texts/uriSource.ts';
import { locate } from './citedSources.ts';
import { startOf } from './runStart.ts';
import { toolAnswer } from './toolAnswer.ts';
import { allowedUsd, readToolInput } from './toolInput.ts';
import { findInWorkspace } from './workspacePaths.ts';

/** As package.json contributes it. */
export const askToolName = 'rlm_ask';

type ChatServices = ForecastServices & StartServices;

/** ms for which the person waits to be asked, while the text is read and its cost estimated. */
const patience = 8_000;
/** Characters of the question in the confirmation. */
const shownChars = 1_000;

/** What a model asks, once it has been looked at. */
interface Wanted {
  readonly question: string;
  readonly source: TextSource;
  /** Over the settings. */
  readonly options: Readonly<Record<string, unknown>>;
  /** USD; null: no limit. */
  readonly maxCostUsd: number | null;
}

/**
 * The tool with which other people's agents ask about texts that they can't read. It asks the person
 * first, reads nothing outside the workspace, and spends no more than the settings allow.
 */
export function createAskTool(services: ChatServices): vscode.LanguageModelTool<unknown> {
  return {
    prepareInvocation: ({ input }, token) => said(() => prepare(input, services, token)),
    invoke: ({ input }, token) => said(() => invoke(input, services, token)),
  };
}

/** What goes wrong as expected is one sentence for the model; bugs are logged by VS Code. */
async function said<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Cancelled) throw new vscode.CancellationError();
    throw error instanceof ExpectedError ? new Error(sentenceOf(error)) : error;
  }
}

/** Throws ExpectedError for what is refused. */
async function readWanted(input: unknown): Promise<Wanted> {
  if (!vscode.workspace.isTrusted) throw new WorkspaceNotTrusted();
  const { question, paths, maxCostUsd: wanted } = readToolInput(input);
  const uris = await Promise.all(paths.map(findInWorkspace));
  const maxCostUsd = allowedUsd(wanted, readOptions().maxCostUsd);
  const options = { maxCostUsd };
  // What can't be used is refused before the person is asked.
  readOptions(options);
  return { question, source: await uriSource(uris), options, maxCostUsd };
}

async function prepare(
  input: unknown,
  services: ChatServices,
  token: vscode.CancellationToken,
): Promise<vscode.PreparedToolInvocation> {
  const { question, source, options, maxCostUsd } = await readWanted(input);
  const enough = new AbortController();
  token.onCancellationRequested(() => enough.abort());
  // Nothing may ask the person about a large folder yet.
  const asked = new Promise<void>(() => {});
  const { size, text } = source.read({ signal: enough.signal, asked, onProgress: () => {} });
  // It is awaited below where it came in time; nobody waits for it after that.
  text.catch(() => {});
  try {
    const over = AbortSignal.any([enough.signal, AbortSignal.timeout(patience)]);
    const [known, bytes] = await Promise.all([
      lastOf(foresee(text, options, services), over),
      within(size, over),
    ]);
    if (token.isCancellationRequested) throw new Cancelled();
    // A text that can't be read is refused as one, rather than asked about.
    if (!over.aborted) await text;
    if (known?.obstacle) throw known.obstacle;
    const lines = [
      vscode.l10n.t('Text: {0}', [source.label, bytes].filter(Boolean).join(', ')),
      vscode.l10n.t('Question: {0}', shorten(question, shownChars)),
      costLine(known, maxCostUsd),
    ];
    const message = new vscode.MarkdownString(lines.map(markdownText).join('\n\n'));
    return {
      invocationMessage: plainLine(vscode.l10n.t('RLM is asked about {0}', source.label)),
      confirmationMessages: {
        title: plainLine(vscode.l10n.t('Ask RLM about {0}?', source.label)),
        message,
      },
    };
  } finally {
    enough.abort();
  }
}

/** What it will cost; the limit alone while that is not known. */
function costLine(known: Forecast | null, maxCostUsd: number | null): string {
  if (known?.provider === 'demo' || known?.estimate?.worstUsd != null)
    return vscode.l10n.t('Cost: {0}', describeForecast(known));
  const limit = maxCostUsd === null ? vscode.l10n.t('none') : formatUsd(maxCostUsd);
  return [
    ...(known === null ? [] : [vscode.l10n.t('Cost: {0}', describeForecast(known))]),
    vscode.l10n.t('Cost limit: {0}', limit),
  ].join(' · ');
}

async function invoke(
  input: unknown,
  services: ChatServices,
  token: vscode.CancellationToken,
): Promise<vscode.LanguageModelToolResult> {
  const { question, source, options: overrides, maxCostUsd } = await readWanted(input);
  const given = new AbortController();
  token.onCancellationRequested(() => given.abort());
  if (token.isCancellationRequested) throw new Cancelled();
  const { signal } = given;
  const asked = Promise.resolve();
  const text = await source.read({ signal, asked, onProgress: () => {} }).text;
  const options = readOptions(overrides);
  const model = await openConfiguredModel(services, options);
  // Whoever has agreed to a most cost is not asked for more in the midst of an agent's work.
  const onBudget = readOnBudget() === 'stop' ? moneyDecider(question) : undefined;
  const run = await startRun({ question, text, options, model, onBudget }, services);
  token.onCancellationRequested(() => run.stop());
  if (token.isCancellationRequested) run.stop();
  const result = await run.outcome;
  if (token.isCancellationRequested) throw new Cancelled();
  if (result.status === 'failed' && result.answer === '')
    throw new Error(result.error?.message ?? result.reason ?? 'The run failed');
  const { notices } = text;
  const told = toolAnswer(result, { maxCostUsd, notices, nameOf: namerFor(run) });
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(told)]);
}

/** As the workspace names files, so that an agent can open them. */
function namerFor(run: LiveRun): (citation: Citation) => string {
  const { sources, label } = startOf(run).context;
  return (citation) => {
    const place = locate(citation, sources);
    const { startLine, endLine } = place ?? citation;
    const file =
      place === null
        ? citation.path || label
        : vscode.workspace.asRelativePath(vscode.Uri.parse(place.uri, true));
    return `${file}:${startLine === endLine ? startLine : `${startLine}-${endLine}`}`;
  };
}

/** The last thing that is yielded until the signal fires; null where there was none. */
async function lastOf(
  forecasts: AsyncGenerator<Forecast>,
  signal: AbortSignal,
): Promise<Forecast | null> {
  let last: Forecast | null = null;
  while (!signal.aborted) {
    const next = await within(forecasts.next(), signal);
    if (next === null || next.done) break;
    last = next.value;
  }
  return last;
}

/** Null when the signal fires first. */
async function within<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | null> {
  if (signal.aborted) return null;
  let giveUp = (): void => {};
  const late = new Promise<null>((resolve) => {
    giveUp = () => resolve(null);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
