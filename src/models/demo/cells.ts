/** What the cells of the demo do, in any language: `python.ts` and `javascript.ts` write it as code. */
export type Statement =
  /** Prints a few lines, numbered, from each of the ranges. */
  | { readonly kind: 'lines'; readonly ranges: readonly Range[] }
  /** Prints the first lines of the text, or of the first few texts, each cut to `sampleWidth`. */
  | { readonly kind: 'heads' }
  /** Prints `counts: {...}`: how often each pattern matches. */
  | { readonly kind: 'counts'; readonly patterns: Readonly<Record<string, Pattern>> }
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
  /** Prints `row: [path, lines]` for the first texts of several. */
  | { readonly kind: 'sizes'; readonly most: number }
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
export const mostPlaces = 12;
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

/** The values that a cell printed as `label: JSON`, in order. */
export function readAll<Value>(output: string, label: string): Value[] {
  const start = `${label}: `;
  return output.split('\n').flatMap((line) => {
    if (!line.startsWith(start)) return [];
    try {
      return [JSON.parse(line.slice(start.length)) as Value];
    } catch (error) {
      throw new CellFailed('What the cell printed was cut.', { cause: error });
    }
  });
}

/** The first of them. */
export function readValue<Value>(output: string, label: string): Value {
  const [value] = readAll<Value>(output, label);
  if (value === undefined) throw new CellFailed(`The cell printed no ${label}.`);
  return value;
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

/** How often the value stands in the text, and where. */
export interface Row {
  readonly value: string;
  readonly count: number;
  readonly first: Place;
  readonly last: Place;
}

/** The rows of a ranking, with the lines of the first few. */
export function readRows(output: string, many: boolean): readonly Row[] {
  const places = new Map(
    readLines(output).map((place) => [`${place.path}:${place.line}`, place.text]),
  );
  const placeOf = (path: string, line: number): Place => ({
    path,
    line,
    text: places.get(`${path}:${line}`) ?? '',
  });
  if (many) {
    return readAll<[string, number, string, number, string, number]>(output, 'row').map(
      ([value, count, path, line, lastPath, last]) => ({
        value,
        count,
        first: placeOf(path, line),
        last: placeOf(lastPath, last),
      }),
    );
  }
  return readAll<[string, number, number, number]>(output, 'row').map(
    ([value, count, line, last]) => ({
      value,
      count,
      first: placeOf('', line),
      last: placeOf('', last),
    }),
  );
}
