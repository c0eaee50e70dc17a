import * as vscode from 'vscode';
import { deferred } from '../../core/deferred.ts';
import { Cancelled, EmptyQuestion } from '../../core/errors.ts';
import type { RunResult } from '../../core/events.ts';
import type { Recording } from '../../core/recording.ts';
import { type Failures, WorkspaceNotTrusted } from '../failures.ts';
import { openConfiguredModel } from '../models/configured.ts';
import type { RunPanels } from '../panel/runPanels.ts';
import { readOptions } from '../settings/settings.ts';
import type { SourceText, TextSource } from '../texts/textSource.ts';
import type { confirmBrought } from './broughtQuestion.ts';
import { moneyDecider } from './budgetDialog.ts';
import type { Drafts } from './drafts.ts';
import { tellOfEnd } from './endNotice.ts';
import { type ForecastServices, foresee } from './forecast.ts';
import type { LastQuestions } from './lastQuestions.ts';
import { askQuestion, type Subject, type TypedQuestion } from './question.ts';
import { ReadingProgress } from './readingProgress.ts';
import { type StartServices, startRun } from './startRun.ts';

export interface AskServices extends ForecastServices, StartServices {
  readonly panels: RunPanels;
  readonly failures: Failures;
  readonly last: LastQuestions;
  readonly drafts: Drafts;
  /** Whether a question that a caller brought may be asked. */
  readonly confirm: typeof confirmBrought;
}

/** What is asked, besides the text. */
export interface Asked {
  /** Null: the person is asked for it. */
  readonly question: string | null;
  /** Options of the run, over the settings. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The question or its options came with a call of the command: the person is asked first. */
  readonly isBrought?: boolean;
  /** What makes it a follow-up. */
  readonly followUp?: FollowUp;
  /** Hears that the run is on its way, before its panel shows. */
  readonly onStarted?: () => void;
}

export interface FollowUp {
  readonly runId: string;
  /** Whether the earlier run's REPL is still there. */
  readonly isKept: boolean;
  /**
   * By which its REPL is built again where it isn't, once the text is read; absent: the question is asked
   * anew.
   */
  readonly followed?: () => Recording;
}

/** What a run is told of the one that it follows up, once its text is read. */
export function followedBy(followUp: FollowUp | null | undefined): {
  readonly follows?: string;
  readonly followed?: Recording;
} {
  const followed = followUp?.followed?.();
  if (followUp == null || (!followUp.isKept && followed === undefined)) return {};
  return { follows: followUp.runId, ...(followed && { followed }) };
}

/**
 * From what a person points at to the result of a run, shown in its panel on the way. Resolves to
 * undefined when they gave no question, refused one that a caller brought, or stopped the reading; throws an ExpectedError where asking is
 * refused.
 */
export async function askAbout(
  source: TextSource,
  asked: Asked,
  services: AskServices,
): Promise<RunResult | undefined> {
  if (!vscode.workspace.isTrusted) throw new WorkspaceNotTrusted();
  // What can't be used is said before anybody types.
  const wanted = readOptions(asked.options);
  const { question: brought } = asked;
  if (asked.isBrought && brought !== null && brought.trim() !== '') {
    if (!(await services.confirm(source.label, brought, wanted))) return undefined;
  }
  const given = await questionAndText(source, asked, services);
  if (given === null) return undefined;
  const { question, isDirect, text } = given;
  // The models may have been chosen anew while the question was typed.
  const options = readOptions({ ...asked.options, ...(isDirect && { direct: 'always' }) });
  const model = await openConfiguredModel(services, options);
  const onBudget = moneyDecider(question);
  const ready = { question, text, options, model, onBudget, ...followedBy(asked.followUp) };
  const run = await startRun(ready, services);
  if (asked.question === null) await services.drafts.keep(draftKey(source, asked.followUp), '');
  asked.onStarted?.();
  services.panels.show(run.runId, question);
  const result = await run.outcome;
  tellOfEnd(run.runId, question, result, services);
  return result;
}

/**
 * The text is read while the question is typed; one that can't be read ends the typing. Null when the
 * person gives up.
 */
async function questionAndText(
  source: TextSource,
  asked: Asked,
  services: AskServices,
): Promise<(TypedQuestion & { readonly text: SourceText }) | null> {
  const given = asked.question?.trim();
  if (given === '') throw new EmptyQuestion();
  const unread = new AbortController();
  const givenUp = new AbortController();
  const typed = deferred<void>();
  const progress = new ReadingProgress();
  const { signal } = givenUp;
  const { size, text } = source.read({ signal, asked: typed.promise, onProgress: progress.tell });
  // Its failure is thrown where the text is awaited; here it ends the typing.
  text.catch(() => unread.abort());
  const key = draftKey(source, asked.followUp);
  const subject = {
    ...entryFor(source.label, asked.followUp),
    key,
    size,
    // What is kept is not read again, so its size isn't known here.
    foresee: asked.followUp?.isKept ? null : () => foresee(text, asked.options, services),
  };
  const question =
    given === undefined
      ? await askQuestion(subject, services, unread.signal)
      : { question: given, isDirect: false };
  if (question === null && !unread.signal.aborted) {
    givenUp.abort();
    return null;
  }
  typed.resolve();
  try {
    const read = await progress.show(source, text, () => givenUp.abort());
    return question === null ? null : { ...question, text: read };
  } catch (error) {
    if (error instanceof Cancelled) return null;
    throw error;
  }
}

/** Where what was typed is kept until its run is on its way. */
function draftKey(source: TextSource, followUp: FollowUp | undefined): string {
  return followUp === undefined ? source.key : `follow-up of ${followUp.runId}`;
}

/** How the box for the question presents itself. */
function entryFor(
  label: string,
  followUp: FollowUp | undefined,
): Pick<Subject, 'title' | 'hint' | 'initial'> {
  if (followUp === undefined)
    return { title: vscode.l10n.t('Ask about {0}', label), hint: null, initial: null };
  const title = vscode.l10n.t('Ask a follow-up about {0}', label);
  const hint = followUp.isKept
    ? vscode.l10n.t('Continues that run, with everything it has computed.')
    : followUp.followed !== undefined
      ? vscode.l10n.t(
          'Continues that run: its session is rebuilt from its record first. No call is paid again.',
        )
      : vscode.l10n.t(
          'That session has ended (the window was reloaded). Your question starts a new run on the same text.',
        );
  return { title, hint, initial: '' };
}
