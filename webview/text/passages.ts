/** A part of one text: characters `from` to `to` (exclusive) of text number `index`. */
export interface Piece {
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Finds passages in a text that lies in several parts, in their order: of each passage the pieces of
 * parts that it covers; null where it isn't there. Any white space is like any other, since marking up
 * a text moves its line ends. Where one stands several times, the first after the passage before it
 * is meant.
 */
export function findPassages(
  texts: readonly string[],
  passages: readonly string[],
): (readonly Piece[] | null)[] {
  const flat = flatten(texts);
  let after = 0;
  return passages.map((passage) => {
    const written = passage.replace(/\s+/g, ' ').trim();
    // As it was written, or as it is without Markdown's marks.
    for (const wanted of new Set([written, written.replace(/\*\*|__|~~|[*`\\]/g, '')])) {
      if (wanted === '') continue;
      const later = flat.text.indexOf(wanted, after);
      const at = later < 0 ? flat.text.indexOf(wanted) : later;
      if (at < 0) continue;
      after = at + wanted.length;
      return piecesOf(flat, at, after);
    }
    return null;
  });
}

/** The texts as one, white space collapsed, and where each of its characters stands. */
interface Flat {
  readonly text: string;
  readonly indexes: readonly number[];
  readonly offsets: readonly number[];
}

function flatten(texts: readonly string[]): Flat {
  const characters: string[] = [];
  const indexes: number[] = [];
  const offsets: number[] = [];
  for (const [index, text] of texts.entries()) {
    for (let offset = 0; offset < text.length; offset += 1) {
      const isSpace = /\s/.test(text.charAt(offset));
      if (isSpace && characters.at(-1) === ' ') continue;
      characters.push(isSpace ? ' ' : text.charAt(offset));
      indexes.push(index);
      offsets.push(offset);
    }
  }
  return { text: characters.join(''), indexes, offsets };
}

function piecesOf({ indexes, offsets }: Flat, start: number, end: number): Piece[] {
  const pieces: { index: number; from: number; to: number }[] = [];
  for (let at = start; at < end; at += 1) {
    const index = indexes[at] ?? 0;
    const offset = offsets[at] ?? 0;
    const last = pieces.at(-1);
    if (last?.index === index) last.to = offset + 1;
    else pieces.push({ index, from: offset, to: offset + 1 });
  }
  return pieces;
}
