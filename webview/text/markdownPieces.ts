/** A part of a Markdown text, which renders by itself. */
export interface MarkdownPiece {
  readonly text: string;
  /** Where in the whole text the next one begins; null: this is the last. */
  readonly next: PieceStart | null;
}

/** Where a piece begins. */
export interface PieceStart {
  readonly offset: number;
  /** The line that opened a block of code around it; `''` outside of one. */
  readonly fence: string;
}

export const beginning: PieceStart = { offset: 0, fence: '' };

/** Characters that are rendered at a time: of any Markdown some tenths of a second at most. */
export const pieceChars = 30_000;

/**
 * The piece from there on: up to the last blank line outside of code within `most` characters, else to
 * the last line end. A block of code that is cut goes on in the next piece.
 */
export function pieceFrom(whole: string, start: PieceStart, most = pieceChars): MarkdownPiece {
  const { offset, fence } = start;
  const opened = fence === '' ? '' : `${fence}\n`;
  const limit = offset + most;
  if (whole.length <= limit) return { text: opened + whole.slice(offset), next: null };
  let inside = fence;
  let atBlank: PieceStart | null = null;
  let atLine: PieceStart | null = null;
  for (let at = offset; ; ) {
    const newline = whole.indexOf('\n', at);
    if (newline < 0 || newline >= limit) break;
    const line = whole.slice(at, newline);
    inside = inside === '' ? opening(line) : closes(line, inside) ? '' : inside;
    at = newline + 1;
    atLine = { offset: at, fence: inside };
    if (inside === '' && line.trim() === '') atBlank = atLine;
  }
  // A blank line far up would make the piece small.
  const isFarUp = atBlank !== null && atBlank.offset - offset < most / 2;
  const lineEnd = isFarUp ? atLine : (atBlank ?? atLine);
  const next = lineEnd ?? { offset: wholeUnits(whole, limit), fence: inside };
  return { text: opened + whole.slice(offset, next.offset), next };
}

/** The line itself when it opens a block of code, else `''`. */
function opening(line: string): string {
  return /^ {0,3}(?:`{3,}[^`]*|~{3,}.*)$/.test(line) ? line : '';
}

function closes(line: string, fence: string): boolean {
  const marks = line.trim();
  const opened = /`+|~+/.exec(fence)?.[0] ?? '';
  return marks.length >= opened.length && marks === opened.charAt(0).repeat(marks.length);
}

/** One less where that would split a surrogate pair. */
function wholeUnits(text: string, end: number): number {
  return /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end;
}
