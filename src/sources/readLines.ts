import { byteEncodings, knownEncoding } from './encodings.ts';
import { unpack } from './gzip.ts';
import { decodeWindows1252 } from './transcode.ts';
import { utf16ByParity } from './utf16.ts';

/** Whole lines, from 1, both in. */
export interface LineSpan {
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * The lines of each span joined with `\n`, once for each way in which the bytes may have been meant
 * (only a look at the whole file could tell them apart); null where the text has no such lines. Lines
 * end at `\r\n`, `\n` or a lone `\r`. Keeps what is asked for alone, and reads no further than the last
 * of it. A gzip file is read unpacked.
 */
export async function readLines(
  packed: AsyncIterable<Uint8Array>,
  spans: readonly LineSpan[],
): Promise<(readonly string[] | null)[]> {
  const wanted = new Map<number, string>();
  for (const { startLine, endLine } of spans) {
    for (let line = startLine; line <= endLine; line += 1) wanted.set(line, '');
  }
  const last = spans.reduce((most, { endLine }) => Math.max(most, endLine), 0);
  const finder = new LineFinder(wanted, last);
  let decode: ((piece: Uint8Array) => string) | null = null;
  let isWide = false;
  const { pieces } = await unpack(packed, '');
  for await (const piece of pieces) {
    if (decode === null) {
      const wide = wideDecoder(piece);
      isWide = wide !== null;
      decode = wide ?? latin1;
    }
    if (finder.take(decode(piece))) break;
  }
  finder.end();
  return spans.map(({ startLine, endLine }) => {
    if (startLine < 1 || endLine < startLine || endLine > finder.count) return null;
    const lines: string[] = [];
    for (let line = startLine; line <= endLine; line += 1) lines.push(wanted.get(line) ?? '');
    const text = lines.join('\n');
    return isWide ? [text] : readings(text, startLine === 1);
  });
}

/** Cuts a text that comes in pieces into lines and keeps those that are wanted. */
class LineFinder {
  /** Lines that have begun. */
  count = 0;
  readonly #wanted: Map<number, string>;
  readonly #last: number;
  /** What of a wanted line stood in earlier pieces; `''` at the start of each line. */
  #begun = '';
  #isInLine = false;
  #endedByReturn = false;

  constructor(wanted: Map<number, string>, last: number) {
    this.#wanted = wanted;
    this.#last = last;
  }

  /** True when everything that is wanted has been found. */
  take(text: string): boolean {
    if (text === '') return false;
    // The second half of a pair whose first half ended the piece before.
    let start = this.#endedByReturn && text.startsWith('\n') ? 1 : 0;
    this.#endedByReturn = text.endsWith('\r');
    let feed = text.indexOf('\n', start);
    let back = text.indexOf('\r', start);
    while (feed >= 0 || back >= 0) {
      const end = feed < 0 ? back : back < 0 ? feed : Math.min(feed, back);
      if (!this.#isInLine) this.count += 1;
      this.#finish(text, start, end);
      start = end === back && feed === back + 1 ? end + 2 : end + 1;
      if (this.count >= this.#last) return true;
      if (feed >= 0 && feed < start) feed = text.indexOf('\n', start);
      if (back >= 0 && back < start) back = text.indexOf('\r', start);
    }
    if (start === text.length) return false;
    if (!this.#isInLine) this.count += 1;
    this.#isInLine = true;
    if (this.#wanted.has(this.count)) this.#begun += text.slice(start);
    return false;
  }

  /** The text is over: a last line without an end is one too. */
  end(): void {
    if (this.#isInLine) this.#finish('', 0, 0);
  }

  #finish(text: string, start: number, end: number): void {
    if (this.#wanted.has(this.count)) {
      this.#wanted.set(this.count, this.#begun + text.slice(start, end));
    }
    this.#begun = '';
    this.#isInLine = false;
  }
}

/** Null for what has a byte for each character of ASCII. */
function wideDecoder(head: Uint8Array): ((piece: Uint8Array) => string) | null {
  const isLittle = head[0] === 0xff && head[1] === 0xfe;
  if (isLittle && head[2] === 0 && head[3] === 0) return utf32Decoder(true);
  if (head[0] === 0 && head[1] === 0 && head[2] === 0xfe && head[3] === 0xff) {
    return utf32Decoder(false);
  }
  const isBig = head[0] === 0xfe && head[1] === 0xff;
  const utf16 = isLittle ? 'utf-16le' : isBig ? 'utf-16be' : utf16ByParity(head);
  if (utf16 === null || !(isLittle || isBig || head.includes(0))) return null;
  const decoder = new TextDecoder(utf16);
  return (piece) => decoder.decode(piece, { stream: true });
}

function utf32Decoder(isLittle: boolean): (piece: Uint8Array) => string {
  let rest: Uint8Array = new Uint8Array(0);
  return (piece) => {
    const bytes = Buffer.concat([rest, piece]);
    const points: string[] = [];
    for (let at = 0; at + 4 <= bytes.length; at += 4) {
      const point = isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
      const isNone = point > 0x10ffff || (point >= 0xd800 && point < 0xe000);
      if (point !== 0xfeff) points.push(isNone ? '\ufffd' : String.fromCodePoint(point));
    }
    rest = bytes.subarray(bytes.length - (bytes.length % 4));
    return points.join('');
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes, one a character, in each encoding that they may be in; without the mark that may begin a file. */
function readings(text: string, isFirst: boolean): readonly string[] {
  if (!/[\x80-\xff]/.test(text)) return [text];
  const bytes = Buffer.from(text, 'latin1');
  const decoded = utf8.decode(bytes);
  const others = byteEncodings.flatMap((name) =>
    knownEncoding(name) === null ? [] : [new TextDecoder(name).decode(bytes)],
  );
  return [
    isFirst ? decoded.replace(/^\uFEFF/, '') : decoded,
    text,
    decodeWindows1252(bytes),
    ...others,
  ];
}
