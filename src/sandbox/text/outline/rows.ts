import { grouped } from '../textItem.ts';

/** One part that a text is built of. */
export interface OutlineRow {
  /** From 0. */
  readonly line: number;
  /** 1 for what stands at the top; deeper ones are left out first. */
  readonly level: number;
  readonly text: string;
  /** In which it was found, since several may stand in one line. */
  readonly order: number;
}

/** A row as it is shown; without a line it says what is left out. */
export interface ShownRow {
  readonly line: number | null;
  readonly text: string;
}

const deepest = 6;
/** Rows of a level that are kept from its beginning, and from its end; more are counted. */
const keptRows = 200;

/** The rows of one text, found in order, of which a bounded number is kept. */
export class Rows {
  readonly #levels = Array.from({ length: deepest }, () => new Level());
  #count = 0;

  /** `text` is asked for where the row is kept. */
  add(line: number, level: number, text: () => string): void {
    const depth = Math.max(1, Math.min(level, deepest));
    const order = this.#count;
    this.#count += 1;
    this.#levels[depth - 1]?.add(() => ({ line, level: depth, text: text(), order }));
  }

  get count(): number {
    return this.#count;
  }

  /** The one that says most where there is room for one. */
  get first(): OutlineRow | null {
    return this.#levels.find(({ count }) => count > 0)?.head[0] ?? null;
  }

  /**
   * At most so many rows, in the order of the text: whole levels from the top down; where the next one
   * is all that says something, its first and its last.
   */
  pick(most: number): readonly ShownRow[] {
    if (this.count <= most)
      return shown(this.#levels.flatMap(({ head, tail }) => [...head, ...tail]));
    const room = most - 1;
    const picked: OutlineRow[] = [];
    let gap: { readonly after: number; readonly count: number } | null = null;
    for (const { head, tail, count } of this.#levels) {
      if (count === 0) continue;
      if (picked.length + count <= room) {
        picked.push(...head, ...tail);
        continue;
      }
      const left = room - picked.length;
      if (picked.length >= room / 4 || left < 1) break;
      const first = Math.ceil(left * 0.75);
      const firsts = head.slice(0, first);
      const lasts = first < left ? [...head.slice(first), ...tail].slice(first - left) : [];
      picked.push(...firsts, ...lasts);
      gap = { after: firsts.at(-1)?.line ?? 0, count: count - firsts.length - lasts.length };
      break;
    }
    const more = this.count - picked.length;
    const rows = shown(picked);
    const told = `... and ${grouped(more)} more (${grouped(this.count)} in all)`;
    if (gap === null) return [...rows, { line: null, text: told }];
    const { after } = gap;
    const at = rows.findLastIndex(({ line }) => line !== null && line <= after) + 1;
    return [...rows.slice(0, at), { line: null, text: told }, ...rows.slice(at)];
  }
}

/** Those of one level: its first ones, its last ones behind them, and how many there are. */
class Level {
  readonly head: OutlineRow[] = [];
  count = 0;
  #ring: (() => OutlineRow)[] = [];

  add(make: () => OutlineRow): void {
    if (this.head.length < keptRows) this.head.push(make());
    else this.#ring[(this.count - keptRows) % keptRows] = make;
    this.count += 1;
  }

  get tail(): readonly OutlineRow[] {
    const beyond = this.count - keptRows;
    if (beyond <= 0) return [];
    const oldest = beyond <= keptRows ? 0 : beyond % keptRows;
    return [...this.#ring.slice(oldest), ...this.#ring.slice(0, oldest)].map((make) => make());
  }
}

function shown(rows: readonly OutlineRow[]): readonly ShownRow[] {
  const top = rows.reduce((least, { level }) => Math.min(least, level), deepest);
  return [...rows]
    .sort((one, other) => one.line - other.line || one.order - other.order)
    .map(({ line, level, text }) => ({ line, text: `${'  '.repeat(level - top)}${text}` }));
}
