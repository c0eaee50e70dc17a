const mark = '"""';
/** Digits of a mark's number that are looked at: more than any text needs. */
const mostDigits = 9;

/**
 * A text that others wrote, between two equal lines which it doesn't contain, so that nothing in it
 * can pass for a line of the host's: `"""`, or that with a number where the text has such marks.
 */
export function between(text: string): string {
  const line = `${mark}${numberFor(text)}`;
  return `${line}\n${text}\n${line}`;
}

/** The first number from 2 on that makes a mark which the text doesn't contain; `''`: none is needed. */
function numberFor(text: string): string {
  if (!text.includes(mark)) return '';
  const taken = new Set<string>();
  for (const [, digits = ''] of text.matchAll(new RegExp(`${mark}(\\d{1,${mostDigits}})`, 'g')))
    for (let length = 1; length <= digits.length; length++) taken.add(digits.slice(0, length));
  let number = 2;
  while (taken.has(String(number))) number += 1;
  return String(number);
}

/** The mark between whose lines a message goes on after this beginning of it; null: none is open. */
export function openMark(beginning: string): string | null {
  let open: string | null = null;
  for (const [line] of beginning.matchAll(/^"""\d*$/gm)) {
    if (open === null) open = line;
    else if (line === open) open = null;
  }
  return open;
}

/** Where the line begins and ends that a message has at this place, if it is a mark; else the place itself. */
export function aroundMark(message: string, place: number): readonly [start: number, end: number] {
  const start = message.lastIndexOf('\n', place - 1) + 1;
  const newline = message.indexOf('\n', place);
  const end = newline < 0 ? message.length : newline;
  return /^"""\d*$/.test(message.slice(start, end)) ? [start, end] : [place, place];
}

const lineBreaks = /[\n\r\v\f\u0085\u2028\u2029]+/g;

/** Words that others wrote, for the middle of a sentence: their line breaks become blanks. */
export function oneLine(text: string): string {
  return text.replace(lineBreaks, ' ');
}

/** True for text that `oneLine` would leave as it is. */
export function isOneLine(text: string): boolean {
  return text.search(lineBreaks) === -1;
}

/** A name that others gave, as a JSON string on one line. */
export function quotedName(name: string): string {
  // JSON leaves these as they are, though some count as ends of lines.
  return JSON.stringify(name).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The name of a variable: a usual one as it is, any other as a JSON string. */
export function variableName(name: string): string {
  return /^[\p{L}\p{N}_$]+$/u.test(name) ? name : quotedName(name);
}
