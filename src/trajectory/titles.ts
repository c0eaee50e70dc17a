import { replyOf } from './activity.ts';
import type { IterationModel } from './model.ts';
import { firstSentence, isFinal, proseOf, titleOfCode } from './prose.ts';

/** What an iteration is called: words of its reply, or what there is to say where it has none. */
export type IterationTitle =
  | { readonly kind: 'words'; readonly text: string }
  /** It submits the answer, and says nothing else. */
  | { readonly kind: 'answer' | 'writing' | 'asking' | 'noReply' };

/**
 * The first sentence of the reply's prose, as far as it is there; else what its code says. `running`:
 * false once the run is over.
 */
export function titleOfIteration(iteration: IterationModel, running: boolean): IterationTitle {
  const text = replyOf(iteration)?.text ?? iteration.streaming;
  const title = titleOfReply(
    text,
    iteration.cells.map(({ code }) => code.text),
  );
  if (title.kind !== 'writing' || text !== '') return title;
  return { kind: running ? 'asking' : 'noReply' };
}

/** The same of the text of a reply; `cells`: the code of it that is executed. */
export function titleOfReply(text: string, cells: readonly string[]): IterationTitle {
  const words = firstSentence(proseOf(text, cells));
  if (isFinal.test(words)) return { kind: 'answer' };
  if (words !== '') return { kind: 'words', text: words };
  const [code = ''] = cells;
  return code === '' ? { kind: 'writing' } : { kind: 'words', text: titleOfCode(code) };
}

/** ms from its start to the end of the last thing in it. */
export function durationOf(iteration: IterationModel): number {
  const times = iteration.replies.map(({ finishedAt }) => finishedAt);
  for (const cell of iteration.cells) times.push(cell.finishedAt ?? cell.startedAt);
  return Math.max(iteration.startedAt, ...times) - iteration.startedAt;
}
