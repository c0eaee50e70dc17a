import { countMatches, patternOf, type Query } from '../../src/trajectory/matches.ts';
import type { Trajectory } from '../../src/trajectory/model.ts';
import type { PanelChannel } from '../feed.ts';
import { type CheckedAnswer, checkedBy, wordsOf } from '../text/markdown.ts';
import { beginning, type PieceStart, pieceFrom } from '../text/markdownPieces.ts';
import type { Texts } from '../text/texts.ts';
import { type Place, placesIn } from './places.ts';

/** A text with what was looked for. */
export interface Hit {
  readonly place: Place;
  /** How often it stands there. */
  readonly count: number;
}

export interface SearchParts {
  readonly channel: PanelChannel;
  readonly texts: Texts;
  /** What the page shows of a place that is shown whole. */
  readonly shown: (place: Place) => string;
  /** Told of all hits so far in the order of the page; `isWhole`: there are no more. */
  readonly onHits: (hits: readonly Hit[], isWhole: boolean) => void;
  readonly onFault: (error: unknown) => void;
}

/** ms of looking at a stretch: a page that is searched still scrolls. */
const sliceMs = 10;

/** Looks through a run: what the page has of it by itself, long texts by the host. */
export class Search {
  readonly #parts: SearchParts;
  #latest = 0;
  #places: readonly Place[] = [];
  #listed = '';
  /** Words of Markdown as it is shown, by what it belongs to. */
  readonly #plain = new WeakMap<object, string>();

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  /** All that was listed when it was last looked for something. */
  get places(): readonly Place[] {
    return this.#places;
  }

  /** Ends what is being looked for. */
  stop(): void {
    this.#latest += 1;
  }

  look(query: Query, model: Trajectory): void {
    this.#latest += 1;
    const search = this.#latest;
    const pattern = patternOf(query);
    if (pattern === null) {
      this.#parts.onHits([], true);
      return;
    }
    this.#list(model);
    const isOver = () => search !== this.#latest;
    this.#lookThrough(query, pattern, isOver).catch((error: unknown) => {
      if (!isOver()) this.#parts.onFault(error);
    });
  }

  #list(model: Trajectory): void {
    const key = `${model.seq} ${model.revision}`;
    if (key === this.#listed) return;
    this.#listed = key;
    this.#places = placesIn(model);
  }

  async #lookThrough(query: Query, pattern: RegExp, isOver: () => boolean): Promise<void> {
    const places = this.#places;
    const hasLong = places.some((place) => longTextOf(place) !== null);
    const here = this.#count(pattern, isOver);
    const tell = (counts: readonly number[], isWhole: boolean): void => {
      const all = places.map((place, index) => ({ place, count: counts[index] ?? 0 }));
      this.#parts.onHits(
        all.filter(({ count }) => count > 0),
        isWhole,
      );
    };
    // Until the host has answered, those are left out that it is asked about.
    const first = here.then((counts) => {
      if (counts !== null) tell(counts, !hasLong);
    });
    const asked = hasLong ? this.#parts.channel.request('findTexts', query) : null;
    const [, counts, long] = await Promise.all([first, here, asked]);
    if (counts === null || long === null || isOver()) return;
    const whole = places.map((place, index) => {
      const sha256 = longTextOf(place);
      return sha256 === null ? (counts[index] ?? 0) : (long[sha256] ?? 0);
    });
    tell(whole, true);
  }

  /** How often the words stand in each place that is here; null once other words are looked for. */
  async #count(pattern: RegExp, isOver: () => boolean): Promise<readonly number[] | null> {
    const counts: number[] = [];
    let startedAt = performance.now();
    for (const place of this.#places) {
      if (performance.now() - startedAt > sliceMs) {
        await new Promise((resolve) => setTimeout(resolve));
        startedAt = performance.now();
      }
      if (isOver()) return null;
      const isLong = longTextOf(place) !== null;
      counts.push(isLong ? 0 : countMatches(await this.#textOf(place), pattern));
    }
    return counts;
  }

  #textOf(place: Place): string | Promise<string> {
    const { text } = place;
    switch (text.kind) {
      case 'plain':
        return text.text.text;
      case 'shown':
        return this.#parts.shown(place);
      case 'answer': {
        const { answer, run } = text;
        return this.#plainOf(answer, (whole) => words(whole, checkedBy(answer, run)));
      }
      case 'reply': {
        const { reply, said } = text;
        return this.#plainOf(reply, (whole) => words(said(whole), null));
      }
    }
  }

  #plainOf(
    stored: Parameters<Texts['whole']>[0],
    read: (whole: string) => string,
  ): string | Promise<string> {
    const known = this.#plain.get(stored);
    if (known !== undefined) return known;
    const keep = (whole: string): string => {
      const plain = read(whole);
      this.#plain.set(stored, plain);
      return plain;
    };
    if (stored.ref === null) return keep(stored.text);
    // What can't be fetched is looked through as far as it is here: whoever opens it is told why.
    return this.#parts.texts.whole(stored).then(keep, () => read(stored.text));
  }
}

/** A piece at a time, as it is shown. */
function words(text: string, checked: CheckedAnswer | null): string {
  const pieces: string[] = [];
  for (let start: PieceStart | null = beginning; start !== null; ) {
    const piece = pieceFrom(text, start);
    pieces.push(wordsOf(piece.text, checked));
    start = piece.next;
  }
  return pieces.join('');
}

/** The hash of a text that is the host's to look through; null for one that is here. */
function longTextOf({ text }: Place): string | null {
  return text.kind === 'plain' ? (text.text.ref?.sha256 ?? null) : null;
}
