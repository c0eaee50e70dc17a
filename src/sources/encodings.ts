import { InvalidOption } from '../core/errors.ts';

/** An encoding by the WHATWG's name, as `TextDecoder` has it: `utf-8`, `gb18030`, `windows-1252`. */
export type EncodingName = string;

/** What a text is read as that is neither UTF-8 nor anything that can be told. */
export const fallbackEncoding = 'windows-1252';

/** Those that a file may be in beside UTF-8, UTF-16 and windows-1252; in all of them lines end as in ASCII. */
export const byteEncodings: readonly EncodingName[] = [
  ...['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr'],
  ...['koi8-r', 'koi8-u', 'ibm866', 'macintosh', 'x-mac-cyrillic', 'windows-874'],
  ...[0, 1, 3, 4, 5, 6, 7, 8].map((page) => `windows-125${page}`),
  ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16].map((part) => `iso-8859-${part}`),
];

/** Names as people write them, where they are not the WHATWG's in small letters. */
const titles: Readonly<Record<EncodingName, string>> = {
  gb18030: 'GB18030',
  gbk: 'GBK',
  big5: 'Big5',
  shift_jis: 'Shift_JIS',
};

/** `utf-8` as people write it: `UTF-8`. */
export function encodingTitle(name: EncodingName): string {
  if (Object.hasOwn(titles, name)) return titles[name] ?? name;
  return /^(windows|x-|mac|ibm)/.test(name) ? name : name.toUpperCase();
}

/**
 * The encoding that somebody names: any label of the WHATWG's standard (`latin1`, `sjis`, `cp1251`).
 * `option`: what they set it with. Throws InvalidOption.
 */
export function readEncodingName(label: string, option: string): EncodingName {
  const name = knownEncoding(label);
  if (name !== null) return name;
  throw new InvalidOption(
    `${option} is "${label}", which is not the name of an encoding. Use one such as utf-8, utf-16le, windows-1252, gb18030, big5, shift_jis, euc-jp, euc-kr or koi8-r.`,
    { option },
  );
}

/** The WHATWG's name for a label; null where this platform can't decode it. */
export function knownEncoding(label: string): EncodingName | null {
  try {
    const { encoding } = new TextDecoder(label);
    // Node has its own name for some.
    return encoding === 'latin1' || encoding === 'iso-8859-1' ? fallbackEncoding : encoding;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** VS Code's name of an encoding (`shiftjis`, `windows1251`, `koi8r`) as the WHATWG's; null: unknown. */
export function editorEncoding(name: string): EncodingName | null {
  const label = name
    .replace(/^utf8(bom)?$/, 'utf-8')
    .replace(/^utf16(le|be)$/, 'utf-16$1')
    .replace(/^windows(\d+)$/, 'windows-$1')
    .replace(/^iso8859(\d+)$/, 'iso-8859-$1')
    .replace(/^koi8(r|u)$/, 'koi8-$1')
    .replace(/^euc(jp|kr)$/, 'euc-$1')
    .replace(/^big5hkscs$|^cp950$/, 'big5')
    .replace(/^shiftjis$/, 'shift_jis')
    .replace(/^macroman$/, 'macintosh');
  return knownEncoding(label);
}
