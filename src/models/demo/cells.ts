/** What the cells of the demo do, in any language: `python.ts` and `javascript.ts` write it as code. */
export type Statement =
  /** Prints a few lines, numbered, from each of the ranges. */
  | { readonly kind: 'lines'; readonly ranges: readonly Range[] }
  /** Prints the first lines of the text, or of the first few texts, each cut to `sampleWidth`. */
  | { readonly kind: 'heads' }
  /** Prints `name: {...}`: how often each pattern matches. */
  | {
      readonly kind: 'counts';
      readonly name: string;
      readonly patterns: Readonly<Record<string, Pattern>>;
    }
  /** Prints what the text is built of, as `L12: text`. */
  | { readonly kind: 'outline' }
  /** Makes `hits`, prints `hits: total`, and the entries themselves where `shown`. */
  | {
      readonly kind: 'search';
      readonly pattern: Pattern;
      readonly max: number;
      readonly shown: boolean;
    }
  /** Groups `hits` and prints `rows: distinct` and `row: [...]` for each of the most frequent. */
  | { readonly kind: 'rank'; readonly by: 'capture' | 'match' | 'path' | 'message' }
  /** Prints the first and the last of `hits`, and again once they are in the order of their capture. */
  | { readonly kind: 'ends'; readonly ordered: boolean }
  /** Counts the words of the whole text; prints them as `rank` does, and `all: words`. */
  | { readonly kind: 'words' }
  /** Has sub-models read some lines and prints their replies as `1. reply`. */
  | { readonly kind: 'ask'; readonly questions: readonly Question[] };

/** The source of a regular expression that both languages read alike, but for `\w` and `\b`. */
export interface Pattern {
  readonly source: string;
  /** Upper and lower case are not the same. */
  readonly exact?: boolean;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Question extends Range {
  readonly text: string;
  readonly path: string;
}

/** A block of code: a comment that says what it is for, and what it does. */
export interface Cell {
  readonly says: string;
  readonly does: readonly Statement[];
}

/** One language's way to write cells. */
export interface Writer {
  /** The code of a cell; `many`: `context` is a map of texts. */
  write(cell: Cell, many: boolean): string;
  /** Code that submits a text. */
  submit(text: string): string;
}

/** Characters of a line that the first look shows. */
export const sampleWidth = 300;
/** Rows of a ranking that are printed; of so many the first and the last line too. */
export const mostRows = 50;
export const mostPlaces = 15;
/** What a sub-model is asked for, after the question. */
export const replyAsked =
  'Reply with the line below that tells it best, its number first, or with "none".';

/** A line of the text, cut to a few hundred characters. */
export interface Place {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The demo's own code did not bring what it should have; the run's trace shows why. */
export class CellFailed extends Error {}

/** The value that a cell printed first as `label: JSON`. */
export function readValue<Value>(output: string, label: string): Value {
  const start = `${label}: `;
  const line = output.split('\n').find((printed) => printed.startsWith(start));
  if (line === undefined) throw new CellFailed(`The cell printed no ${label}.`);
  try {
    return JSON.parse(line.slice(start.length)) as Value;
  } catch (error) {
    throw new CellFailed('What the cell printed was cut.', { cause: error });
  }
}

/** Lines that a cell printed as `L12: text`, with a path before them as `path:L12: text`. */
export function readLines(output: string): readonly Place[] {
  return output.split('\n').flatMap((printed) => {
    const match = /^(?:(.*?):)?L(\d+): (.*)$/s.exec(printed);
    return match === null
      ? []
      : [{ path: match[1] ?? '', line: Number(match[2]), text: match[3] ?? '' }];
  });
}

/** How often a value stands in the text, and where first and last; null: not printed. */
export interface Row {
  readonly value: string;
  readonly count: number;
  readonly first: Place | null;
  readonly last: Place | null;
}

/** The rows of a ranking, each with the lines printed behind it. */
export function readRows(output: string): readonly Row[] {
  return output
    .split(/^(?=row: )/m)
    .filter((part) => part.startsWith('row: '))
    .map((part) => {
      const [value, count] = readValue<[string, number]>(part, 'row');
      const places = readLines(part);
      return { value, count, first: places[0] ?? null, last: places.at(-1) ?? null };
    });
}
