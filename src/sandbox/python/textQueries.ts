import type { SharedText, TextRange } from '../../core/context.ts';
import type { SandboxStart } from '../../protocol/sandbox.ts';
import type { ContextText, UsedParts } from '../text/contextText.ts';
import { answerTextQuery } from '../worker/textDesk.ts';
import { type PythonShape, shapeOf } from './contextUnits.ts';

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
  #shapes: readonly PythonShape[] | null = null;
  /** Paths of the items with characters of two units. */
  #paired: ReadonlySet<string> | null = null;
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
      bytes: shapes.reduce((sum, { length, greatest }) => sum + length * widthOf(greatest), 0),
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
    if (!this.#hasPairs(path)) {
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
    return {
      all,
      parts: parts.map(([item, start, end]) => {
        const shared = this.#items[item]?.text;
        const greatest = this.#shapeOf(item)?.greatest ?? 0;
        if (shared === undefined || greatest <= lastOfBmp) return [item, start, end];
        const [first, last] = unitOffsets(shared, start, end);
        return [item, first, last];
      }),
    };
  }

  #allShapes(): readonly PythonShape[] {
    this.#shapes ??= this.#items.map(({ text }) => shapeOf(text));
    return this.#shapes;
  }

  #shapeOf(index: number): PythonShape | undefined {
    return this.#allShapes()[index];
  }

  #hasPairs(path: string): boolean {
    this.#paired ??= new Set(
      this.#allShapes().flatMap(({ greatest }, index) => {
        const item = this.#items[index];
        return item !== undefined && greatest > lastOfBmp ? [item.path] : [];
      }),
    );
    return this.#paired.has(path);
  }

  /** Columns as Python counts them, and no offsets. */
  #inCharacters(answer: string): string {
    const found = JSON.parse(answer.slice(1));
    const matches = found.matches.map(
      ({ offset, ...found }: { path: string; column: number; offset: number; match: string }) => {
        const { path, column, match } = found;
        if (!this.#hasPairs(path)) return found;
        // The column is that of the first character that is not white space.
        const end = offset + Math.max(0, match.search(/\S/));
        const before = this.#text.slice(path, end - (column - 1), end);
        return { ...found, column: [...before].length + 1 };
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
      if (by !== 'chars' || !this.#hasPairs(path)) return own;
      const end = own.at(-1)?.end ?? 0;
      return chunksByCharacters(path, this.#text.slice(path, 0, end), size, overlap);
    });
    this.#pieces = piecesOf(ranges);
    return `+${this.#pieces.length}`;
  }
}

function widthOf(greatest: number): number {
  return greatest < 0x100 ? 1 : greatest <= lastOfBmp ? 2 : 4;
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

/** Two offsets in characters as offsets in units. */
function unitOffsets({ units, length }: SharedText, start: number, end: number): [number, number] {
  const all = new Uint16Array(units, 0, length);
  let at = 0;
  let first = 0;
  for (let character = 0; at < length && character < end; character += 1) {
    if (character === start) first = at;
    const isPair = ((all[at] ?? 0) & 0xfc00) === 0xd800 && ((all[at + 1] ?? 0) & 0xfc00) === 0xdc00;
    at += isPair ? 2 : 1;
  }
  return [first, at];
}
