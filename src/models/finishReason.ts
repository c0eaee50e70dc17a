import type { Completion } from './attempt.ts';
import { CutStream } from './stream.ts';

/** Of a filter, or of a model that declines. */
const declined =
  /filter|safety|sensitiv|prohibit|refus|recitation|block|spii|guardrail|toxic|policy|moderat|violat/;
/** Of a reply that would have gone on. */
const cut = /length|max|error_limit|time_limit|context|trunc|exhaust|repetit/;
/** Of a server that failed on its way. */
const failed =
  /error|fail|abort|cancel|time_?out|network|insufficient|interrupt|disconnect|shut_?down|unavailable|preempt/;

/**
 * How a reply ended, by the reason that a server gives: every maker has words of its own; what is no
 * word says only that it ended. Throws CutStream for one that says that the server failed.
 */
export function readFinishReason(reason: unknown): Completion['finish'] {
  const said = typeof reason === 'string' ? reason.toLowerCase() : '';
  if (declined.test(said)) return 'content_filter';
  if (cut.test(said)) return 'length';
  if (failed.test(said)) throw new CutStream();
  return 'stop';
}
