import type { TextRange } from '../../core/context.ts';
import type { KnownText } from '../../protocol/sandbox.ts';
import { mergeRanges } from './mergeRanges.ts';

/** Ranges after which they are merged. */
const mostLoose = 50_000;

/** What is known of a Context, added up over the workers that told it. */
export class KnownParts {
  #parts = { seen: emptyList(), shown: emptyList(), searched: emptyList() };

  add(news: KnownText): void {
    this.#parts.seen.add(news.seen);
    this.#parts.shown.add(news.shown);
    this.#parts.searched.add(news.searched);
  }

  all(): KnownText {
    const { seen, shown, searched } = this.#parts;
    return { seen: seen.merged(), shown: shown.merged(), searched: searched.merged() };
  }

  clear(): void {
    this.#parts = { seen: emptyList(), shown: emptyList(), searched: emptyList() };
  }
}

interface RangeList {
  readonly add: (news: readonly TextRange[]) => void;
  readonly merged: () => readonly TextRange[];
}

function emptyList(): RangeList {
  let ranges: TextRange[] = [];
  let most = mostLoose;
  const merged = (): readonly TextRange[] => {
    ranges = [...mergeRanges(ranges)];
    most = Math.max(mostLoose, ranges.length * 2);
    return ranges;
  };
  return {
    add(news) {
      for (const range of news) ranges.push(range);
      if (ranges.length > most) merged();
    },
    merged,
  };
}
