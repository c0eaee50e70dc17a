import type { ContextDescription } from '../../core/context.ts';
import type { TextItem } from './textItem.ts';

const headLength = 500;
const tailLength = 200;

/** The beginning of a text that the first message shows, and of a text that is all of it the end. */
export function shownEnds(
  item: TextItem,
  isAll: boolean,
): Pick<ContextDescription, 'head' | 'tail'> {
  const end = Math.min(headLength, item.length);
  const start = item.slice(0, item.isInsidePair(end) ? end - 1 : end);
  if (start.length === item.length) return { head: start };
  const isWhole = /[\r\n]/.test(item.slice(start.length, start.length + 1));
  const head = isWhole ? start : withoutLastPart(start);
  if (!isAll || item.length <= headLength + tailLength) return { head };
  const from = item.length - tailLength;
  const rest = item.slice(item.isInsidePair(from) ? from + 1 : from, item.length);
  const tail = withoutFirstPart(rest).replace(/[\r\n]+$/, '');
  return tail === '' ? { head } : { head, tail };
}

/** Up to the end of its last whole line, where it has one. */
function withoutLastPart(text: string): string {
  const whole = /^[\s\S]*?(?=[\r\n]+[^\r\n]*$)/.exec(text)?.[0] ?? '';
  return whole === '' ? text : whole;
}

/** From the beginning of its first whole line, where it has one. */
function withoutFirstPart(text: string): string {
  const whole = text.replace(/^[^\r\n]*(?:\r\n|\n|\r)/, '');
  return whole.trim() === '' ? text : whole;
}
