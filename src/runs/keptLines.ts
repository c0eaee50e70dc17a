import { createHash } from 'node:crypto';

/** Lines that an answer cites, by what is known of them without their text. */
export interface WantedLines {
  /** How many. */
  readonly count: number;
  /** Hex, over the lines joined with `\n`. */
  readonly sha256: string;
}

/** Characters that are hashed at most, so that a click never takes long. */
const mostHashed = 10_000_000;

/**
 * The lines, where one of the texts that a run has kept holds them: what its cells printed (with numbers
 * before the lines, `L10: `, or without) and what its calls were sent. Null where none does.
 */
export function findKeptLines(
  texts: Iterable<string>,
  { count, sha256 }: WantedLines,
): string | null {
  let left = mostHashed;
  for (const text of texts) {
    const plain = text.split(/\r?\n/);
    const unnumbered = plain.map((line) => line.replace(/^L?\d+: /, ''));
    for (const lines of text.search(/^L?\d+: /m) < 0 ? [plain] : [unnumbered, plain]) {
      for (let at = 0; at + count <= lines.length; at++) {
        const candidate = lines.slice(at, at + count).join('\n');
        left -= candidate.length + 1;
        if (left < 0) return null;
        if (createHash('sha256').update(candidate).digest('hex') === sha256) return candidate;
      }
    }
  }
  return null;
}
