import { readCitations, type TextNames } from '../../core/citedPlaces.ts';
import type { LineRange } from '../../core/environment.ts';

/** A piece of an answer: Markdown, or a place that it cites. */
export type AnswerPart =
  | { readonly kind: 'markdown'; readonly text: string }
  | { readonly kind: 'place'; readonly place: LineRange };

/**
 * An answer cut at the places that it cites, but for those within code. Of a picture its description
 * stays: nothing may be loaded from elsewhere because a model has written so.
 */
export function splitAnswer(answer: string, names: TextNames): readonly AnswerPart[] {
  const isCode = readCode(answer);
  const parts: AnswerPart[] = [];
  let from = 0;
  const take = (to: number): void => {
    const text = answer
      .slice(from, to)
      .replace(/!(?=\[)/g, (mark, at: number) => (isCode(from + at) ? mark : ''));
    if (text !== '') parts.push({ kind: 'markdown', text });
  };
  for (const { start, end, places } of readCitations(answer, names)) {
    if (isCode(start)) continue;
    take(start);
    from = end;
    for (const place of places) parts.push({ kind: 'place', place });
  }
  take(answer.length);
  return parts;
}

const codeMarks =
  /^ {0,3}(`{3,}|~{3,})[^\n]*(?:\n(?:(?! {0,3}\1)[^\n]*(?:\n|$))*(?: {0,3}\1[^\n]*)?)?|(?<!`)(`+)(?!`)[^\n]*?(?<!`)\2(?!`)/gm;

/** Tells what stands in fenced blocks and inline code. It is asked from the beginning to the end. */
function readCode(answer: string): (at: number) => boolean {
  const found = answer.matchAll(codeMarks);
  let [start, end] = [-1, -1];
  return (at) => {
    while (end <= at) {
      const next = found.next();
      if (next.done) return false;
      start = next.value.index;
      end = start + next.value[0].length;
    }
    return start <= at;
  };
}
