import type { SharedText, TextRange } from '../../core/context.ts';
import type { SandboxStart } from '../../protocol/sandbox.ts';
import type { ContextText, UsedParts } from '../text/contextText.ts';
import { answerTextQuery } from '../worker/textAnswers.ts';
import { CharacterCount, type PythonShape, shapeOf, unitOffsets, widthOf } from './contextUnits.ts';

/** UTF-16 units handed over at once for `chunks`, which are then cut inside. */
const pieceUnits = 4_000_000;
const lastOfBmp = 0xffff;

/** Some chunks of one item that stand close together. */
interface Piece {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly ranges: readonly TextRange[];
}

/**
 * What Python's code asks of the text. The host counts UTF-16 units, Python characters: where the text has
 * some of two units, they are told apart here.
 */
export class TextQueries {
  readonly #text: ContextText;
  readonly #items: readonly { readonly path: string; readonly text: SharedText }[];
  /** By path, the texts with characters of two units. */
  #paired: ReadonlyMap<string, SharedText> | null = null;
  #pieces: readonly Piece[] = [];

  constructor(text: ContextText, { kind, items }: SandboxStart['context']) {
    this.#text = text;
    this.#items = items.map((item, index) => ({
      path: kind === 'list' && item.path === '' ? String(index) : item.path,
      text: item.text,
    }));
  }

  get paths(): readonly string[] {
    return this.#items.map(({ path }) => path);
  }

  /** Whether there is more than ASCII, and what the text takes as Python's strings. */
  shape(): string {
    const shapes = this.#allShapes();
    return JSON.stringify({
      isWide: shapes.some(({ greatest }) => greatest > 127),
      chars: shapes.reduce((sum, { length }) => sum + length, 0),
      bytes: shapes.reduce((sum, shape) => sum + shape.length * widthOf(shape), 0),
    });
  }

  /** See `answerTextQuery`; of `chunks` the number of pieces, to be had by `cuts` and `piece`. */
  answer(operation: string, query: string): string {
    if (operation === 'chunks') return this.#chunks(query);
    const answer = answerTextQuery(this.#text, operation, query);
    return operation === 'grep' && answer.startsWith('+') ? this.#inCharacters(answer) : answer;
  }

  /** JSON: from where to where the chunks of a piece are, in its characters. */
  cuts(index: number): string {
    const piece = this.#pieces[index];
    if (piece === undefined) return '[]';
    const { path, start, end, ranges } = piece;
    if (this.#pairedText(path) === undefined) {
      return JSON.stringify(ranges.map((range) => [range.start - start, range.end - start]));
    }
    const text = this.#text.slice(path, start, end);
    const characters = characterOffsets(
      text,
      ranges.flatMap((range) => [range.start - start, range.end - start]),
    );
    const at = (unit: number): number => characters.get(unit - start) ?? 0;
    return JSON.stringify(ranges.map((range) => [at(range.start), at(range.end)]));
  }

  piece(index: number): string {
    const piece = this.#pieces[index];
    return piece === undefined ? '' : this.#text.slice(piece.path, piece.start, piece.end);
  }

  /** What code used, in units. */
  inUnits({ all, parts }: UsedParts): UsedParts {
    const wanted = new Map<number, number[]>();
    for (const [item, start, end] of parts) {
      if ((this.#shapeOf(item)?.greatest ?? 0) <= lastOfBmp) continue;
      const known = wanted.get(item);
      if (known === undefined) wanted.set(item, [start, end]);
      else known.push(start, end);
    }
    const offsets = new Map<number, ReadonlyMap<number, number>>();
    for (const [item, characters] of wanted) {
      const shared = this.#items[item]?.text;
      if (shared !== undefined) offsets.set(item, unitOffsets(shared, characters));
    }
    return {
      all,
      parts: parts.map(([item, start, end]) => {
        const own = offsets.get(item);
        return [item, own?.get(start) ?? start, own?.get(end) ?? end];
      }),
    };
  }

  #allShapes(): readonly PythonShape[] {
    return this.#items.map(({ text }) => shapeOf(text));
  }

  #shapeOf(index: number): PythonShape | undefined {
    const item = this.#items[index];
    return item && shapeOf(item.text);
  }

  /** The text of this path if it has characters of two units. */
  #pairedText(path: string): SharedText | undefined {
    this.#paired ??= new Map(
      this.#allShapes().flatMap(({ greatest }, index) => {
        const item = this.#items[index];
        return item !== undefined && greatest > lastOfBmp ? [[item.path, item.text] as const] : [];
      }),
    );
    return this.#paired.get(path);
  }

  /** Columns as Python counts them, and no offsets. */
  #inCharacters(answer: string): string {
    const found = JSON.parse(answer.slice(1));
    const counts = new Map<string, CharacterCount>();
    const matches = found.matches.map(
      ({ offset, ...found }: { path: string; column: number; offset: number; match: string }) => {
        const { path, column, match } = found;
        const text = this.#pairedText(path);
        if (text === undefined) return found;
        const count = counts.get(path) ?? new CharacterCount(text);
        counts.set(path, count);
        // The column is that of the first character that is not white space.
        const end = offset + Math.max(0, match.search(/\S/));
        return { ...found, column: count.between(end - (column - 1), end) + 1 };
      },
    );
    return `+${JSON.stringify({ ...found, matches })}`;
  }

  #chunks(query: string): string {
    // By its rules and its errors; of what it finds, pieces by characters are made anew where they differ.
    const answer = answerTextQuery(this.#text, 'chunks', query);
    if (!answer.startsWith('+')) return answer;
    const found: TextRange[] = JSON.parse(answer.slice(1));
    const { by, size, overlap }: { by: string; size: number; overlap: number } = JSON.parse(query);
    const paths = [...new Set(found.map(({ path }) => path))];
    const ranges = paths.flatMap((path) => {
      const own = found.filter((range) => range.path === path);
      if (by !== 'chars' || this.#pairedText(path) === undefined) return own;
      const end = own.at(-1)?.end ?? 0;
      return chunksByCharacters(path, this.#text.slice(path, 0, end), size, overlap);
    });
    this.#pieces = piecesOf(ranges);
    return `+${this.#pieces.length}`;
  }
}

function piecesOf(ranges: readonly TextRange[]): readonly Piece[] {
  const pieces: { path: string; start: number; end: number; ranges: TextRange[] }[] = [];
  for (const range of ranges) {
    const last = pieces.at(-1);
    const fits =
      last !== undefined &&
      last.path === range.path &&
      range.start >= last.start &&
      range.end - last.start <= pieceUnits;
    if (!fits) pieces.push({ ...range, ranges: [range] });
    else {
      last.ranges.push(range);
      last.end = Math.max(last.end, range.end);
    }
  }
  return pieces;
}

/** As `chunkItems`, of so many characters; none parts `\r\n`. */
function chunksByCharacters(
  path: string,
  text: string,
  size: number,
  overlap: number,
): readonly TextRange[] {
  const ranges: TextRange[] = [];
  for (let start = 0; start < text.length; ) {
    const end = wholeEnd(text, start, forward(text, start, size));
    ranges.push({ path, start, end });
    if (end === text.length) break;
    const next = wholeEnd(text, start, back(text, end, overlap));
    start = next > start && next < end ? next : end;
  }
  return ranges;
}

function wholeEnd(text: string, start: number, end: number): number {
  if (text[end - 1] !== '\r' || text[end] !== '\n') return end;
  return end - 1 > start ? end - 1 : end + 1;
}

function forward(text: string, from: number, characters: number): number {
  let at = from;
  for (let left = characters; left > 0 && at < text.length; left -= 1) {
    at += (text.codePointAt(at) ?? 0) > lastOfBmp ? 2 : 1;
  }
  return at;
}

function back(text: string, from: number, characters: number): number {
  let at = from;
  for (let left = characters; left > 0 && at > 0; left -= 1) {
    at -= at > 1 && (text.codePointAt(at - 2) ?? 0) > lastOfBmp ? 2 : 1;
  }
  return at;
}

/** The offset in characters of each of these in units. */
function characterOffsets(text: string, units: readonly number[]): ReadonlyMap<number, number> {
  const offsets = new Map<number, number>();
  let at = 0;
  let characters = 0;
  for (const unit of [...new Set(units)].sort((one, other) => one - other)) {
    for (; at < unit; characters += 1) at += (text.codePointAt(at) ?? 0) > lastOfBmp ? 2 : 1;
    offsets.set(unit, characters);
  }
  return offsets;
}
