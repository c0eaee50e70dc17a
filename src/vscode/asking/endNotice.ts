import { l10n } from 'vscode';
import type { RunResult } from '../../core/events.ts';
import type { Failures } from '../failures.ts';
import { shorten, withoutMarks } from '../figures.ts';
import { notify, remedies } from '../notifications.ts';
import type { RunPanels } from '../panel/runPanels.ts';

/** In a notification. */
const questionChars = 80;
const answerChars = 140;

interface EndServices {
  readonly panels: Pick<RunPanels, 'isVisible'>;
  readonly failures: Pick<Failures, 'reportRun'>;
}

/**
 * Tells that a run has ended, where its page is closed or out of sight: else the page says it. Whoever has
 * stopped a run knows that it has ended.
 */
export function tellOfEnd(
  runId: string,
  question: string,
  { status, reason, error, answer }: RunResult,
  { panels, failures }: EndServices,
): void {
  const isShown = panels.isVisible(runId);
  const asked = shorten(question, questionChars);
  const ways = [remedies.showRun(runId)];
  const say = (severity: 'information' | 'warning', what: string, more: string): void =>
    notify(severity, more === '' ? what : `${what} · ${more}`, ways);
  if (status === 'failed' && error !== null) {
    const about = isShown ? null : { said: l10n.t('RLM failed: {0}', asked), ways };
    failures.reportRun(error, about);
  } else if (!isShown && status === 'answered') {
    const begins = shorten(withoutMarks(answer), answerChars);
    say('information', l10n.t('RLM answered: {0}', asked), begins);
  } else if (!isShown && status === 'limit') {
    say('warning', l10n.t('RLM reached a limit: {0}', asked), reason ?? '');
  }
}
