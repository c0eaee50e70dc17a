import type { EncodingName } from './encodings.ts';

/** What a text may begin with to say how it is encoded; no part of the text (BOM). */
export interface Mark {
  readonly encoding: EncodingName;
  readonly bytes: readonly number[];
}

const marks: readonly Mark[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  // Before UTF-16, whose mark it begins with.
  { encoding: 'utf-32le', bytes: [0xff, 0xfe, 0, 0] },
  { encoding: 'utf-32be', bytes: [0, 0, 0xfe, 0xff] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];
/** Bytes from which on a mark can be told. */
export const longestMark = 4;

/** The mark that these bytes begin with. */
export function markOf(head: Uint8Array): Mark | undefined {
  return marks.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
}
