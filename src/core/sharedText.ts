import type { SharedText } from './context.ts';

/** Units that are made characters at a time: all at once would be too many arguments. */
const atOnce = 8_192;

/** A whole text as a string: for short ones. */
export function readShared({ units, width, length }: SharedText): string {
  const codes = width === 1 ? new Uint8Array(units, 0, length) : new Uint16Array(units, 0, length);
  let text = '';
  for (let from = 0; from < length; from += atOnce)
    text += String.fromCharCode(...codes.subarray(from, from + atOnce));
  return text;
}
