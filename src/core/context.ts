/**
 * Text in memory that every thread can see, in fixed-width code units, so that a range of it is a
 * range of bytes and no thread needs a copy of the whole. One byte a unit (Latin-1, which is what
 * ASCII files are already) or two (UTF-16, little endian).
 */
export interface SharedText {
  readonly units: SharedArrayBuffer;
  readonly width: 1 | 2;
  /** UTF-16 code units, as JavaScript counts characters. */
  readonly length: number;
}

/** Where an item of a Context stands outside: what a citation opens. */
export interface Origin {
  readonly uri: string;
  /** The line in that document, from 1, at which the item's first line stands. */
  readonly firstLine: number;
  /** The part of that document which the item is; absent: all of it. */
  readonly range?: OriginRange;
}

/** A part of a document, lines and characters from 0, its end exclusive. */
export interface OriginRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface ContextItem {
  /** As the user named it; relative with `/` in a folder; `''` when the Context is one string. */
  readonly path: string;
  readonly text: SharedText;
  readonly origin: Origin | null;
  /**
   * How its bytes were decoded, where the text is all of the file at its origin as that is stored: read
   * so again, it is the same. Absent: the text may be nowhere else.
   */
  readonly fileEncoding?: string;
}

/** What the model's `context` is: one string, an array of strings, or an object path -> string. */
export type ContextKind = 'string' | 'list' | 'map';

/** The text asked about. */
export interface Context {
  readonly kind: ContextKind;
  readonly items: readonly ContextItem[];
  /** What people call it: a file name, `platform.log:120-180`, a folder's name. */
  readonly label: string;
}

/** What the first message tells of a Context. Lines end at `\r\n`, `\n` or a lone `\r`. */
export interface ContextDescription {
  readonly kind: ContextKind;
  /** UTF-16 code units, over all items. */
  readonly chars: number;
  readonly lines: number;
  /** Characters of the longest line, its end not counted. */
  readonly longestLine: number;
  /**
   * The first 500 characters of an item, up to a line's end where there is one: what is hidden by a dot
   * in its path is not shown unasked.
   */
  readonly head: string;
  /** The last 200 characters of a long text that is one string, from a line's beginning. */
  readonly tail?: string;
  /** The item's path; absent: that of the first. */
  readonly headPath?: string;
  readonly items: readonly {
    readonly path: string;
    readonly chars: number;
    readonly lines: number;
  }[];
}

/** Characters `start` to `end` (exclusive) of one item. */
export interface TextRange {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}
