/** Stands for a line break in a box of one line. */
export const lineMark = '⏎';

const lineBreaks = /\r\n?|\n/g;

/** A text as a box of one line shows it. */
export function withLineMarks(text: string): string {
  return text.replace(lineBreaks, lineMark);
}

/** What was typed into a box of one line, with its lines. */
export function withLines(typed: string): string {
  return typed.replaceAll(lineMark, '\n');
}

/** Whether what a box holds now may come from a paste of several lines, whose breaks it made blanks. */
export function mayBePaste(before: string, after: string): boolean {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const inserted = after.slice(start, after.length - end);
  return inserted.length > 2 && inserted.includes(' ');
}

/**
 * What a box of one line holds after a paste, with marks where the clipboard has line breaks; null where
 * what was pasted is not there, or is one line.
 */
export function markPastedLines(after: string, clipboard: string): string | null {
  const pasted = clipboard.replace(/[\r\n]+$/, '');
  const marked = withLineMarks(pasted);
  if (marked === pasted) return null;
  const at = after.indexOf(pasted.replace(lineBreaks, ' '));
  if (at === -1) return null;
  const length = pasted.replace(lineBreaks, ' ').length;
  return after.slice(0, at) + marked + after.slice(at + length);
}
