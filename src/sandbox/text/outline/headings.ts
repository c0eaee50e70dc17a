import {
  behindBlank,
  betweenBlanks,
  byMark,
  capitals,
  centred,
  fence,
  levelBy,
  longestHeading,
  numbered,
  numberSignsAreComments,
  underlines,
} from './headingRules.ts';
import type { LineReader, PassedLine } from './lineReader.ts';
import type { Rows } from './rows.ts';

const [numberSign, star, backtick, tilde] = [35, 42, 96, 126];

/** Headings of Markdown, reStructuredText, manual pages, changelogs, books and their like. */
export function findHeadings(reader: LineReader, sample: readonly string[], rows: Rows): void {
  new HeadingFinder(reader, sample, rows).find();
}

class HeadingFinder {
  readonly #reader: LineReader;
  readonly #rows: Rows;
  /** Org and GNU's NEWS: one star alone is an item of a list elsewhere. */
  readonly #isStarred: boolean;
  readonly #hasComments: boolean;
  /** Levels, as the marks are first used. */
  readonly #underlines = new Map<string, number>();
  readonly #stars = new Map<string, number>();
  /** The mark that ends the code that a fence has begun, and the headings in it: it may never end. */
  #fence: string | null = null;
  #held: [line: number, level: number][] = [];

  constructor(reader: LineReader, sample: readonly string[], rows: Rows) {
    this.#reader = reader;
    this.#rows = rows;
    this.#isStarred = sample.filter((line) => /^\*{2,6}\s+\S/.test(line)).length > 1;
    this.#hasComments = numberSignsAreComments(sample);
  }

  find(): void {
    this.#reader.pass((passed) => this.#look(passed));
    if (this.#fence === null) return;
    this.#fence = null;
    for (const [line, level] of this.#held) this.#add(line, level);
  }

  #look(passed: PassedLine): void {
    const { line, at, first, indent, end, isAlone } = passed;
    const isWord = isWordUnit(first);
    // Most lines are of paragraphs, which need no closer look.
    if (isWord && !isAlone && !mayBeMarked(first, indent)) return;
    if (end - at > longestHeading) return;
    if (first === numberSign) {
      this.#byNumberSign(passed);
      return;
    }
    // Tildes are drawn under titles too.
    const mayFence = first === backtick || (first === tilde && (isAlone || this.#fence !== null));
    if (mayFence && this.#byFence(passed)) return;
    if (!isWord && underlines.has(first) && indent === 0 && this.#isDrawn(line)) {
      const level = this.#underlined(line);
      if (level !== null) this.#add(line - 1, level);
      return;
    }
    if (this.#isDrawn(line + 1) && this.#underlined(line + 1) !== null) return;
    const level = this.#levelOf(passed, isWord);
    if (level !== null) this.#add(line, level);
  }

  #byNumberSign({ line, at, indent }: PassedLine): void {
    const { units } = this.#reader;
    let marks = 1;
    while (units[at + marks] === numberSign) marks += 1;
    const behind = units[at + marks];
    if (marks > 6 || indent > 3 || (behind !== 32 && behind !== 9)) return;
    // Lines of one mark each that follow one another are comments.
    const isBeside = [line - 1, line + 1].some((beside) => {
      const { unit, length, rest } = this.#reader.runAt(beside);
      return unit === numberSign && length === marks && rest > 0;
    });
    if (!isBeside && !(marks === 1 && this.#hasComments)) this.#add(line, marks);
  }

  #byFence({ line }: PassedLine): boolean {
    const mark = fence.exec(this.#reader.text(line))?.[1];
    if (mark === undefined || (this.#fence !== null && !mark.startsWith(this.#fence))) return false;
    this.#fence = this.#fence === null ? mark : null;
    this.#held = [];
    return true;
  }

  #levelOf(passed: PassedLine, isWord: boolean): number | null {
    const { line, first, indent, isAlone } = passed;
    const text = this.#reader.text(line);
    if (first === star) {
      const stars = this.#isStarred ? /^(\*{1,6})\s+\S/.exec(text)?.[1] : undefined;
      return stars === undefined ? null : levelIn(this.#stars, stars);
    }
    if (!isWord || mayBeMarked(first, indent)) {
      const level = levelBy(byMark, text);
      if (level !== null) return level;
    }
    return isAlone ? this.#byPlace(line, text) : null;
  }

  #byPlace(line: number, text: string): number | null {
    if (behindBlank.test(text)) return 1;
    const isSet = this.#reader.isBlank(line + 1);
    if (!isSet && this.#reader.indent(line + 1) <= 2) return null;
    const bare = isSet ? text.trim() : text;
    if (capitals.test(bare) && /[A-Z]{3}/.test(bare)) return 1;
    if (!isSet) return null;
    const numbers = numbered.exec(text)?.[1];
    if (numbers !== undefined) return numbers.split('.').length;
    return levelBy(betweenBlanks, text) ?? (centred.test(text) ? 2 : null);
  }

  /** A line of one mark over and over. */
  #isDrawn(line: number): boolean {
    const { unit, length, rest } = this.#reader.runAt(line);
    return length >= 3 && rest === 0 && underlines.has(unit);
  }

  /** Of the line above one that is drawn: by which mark and whether with one over it, as first used. */
  #underlined(line: number): number | null {
    const reader = this.#reader;
    const drawn = reader.runAt(line);
    if (this.#isDrawn(line - 1)) return null;
    const title = reader.text(line - 1).trim();
    if (title === '' || title.length > longestHeading || drawn.length < title.length / 2)
      return null;
    const over = reader.runAt(line - 2);
    const isOver = over.unit === drawn.unit && over.length === drawn.length && over.rest === 0;
    if (!isOver && !reader.isBlank(line - 2)) return null;
    return levelIn(this.#underlines, `${drawn.unit}${isOver}`);
  }

  #add(line: number, level: number): void {
    if (this.#fence !== null) {
      if (this.#held.length < 10_000) this.#held.push([line, level]);
    } else this.#rows.add(line, level, () => titleOf(this.#reader, line));
  }
}

/** Of git's log: a commit by its first words. */
function titleOf(reader: LineReader, line: number): string {
  const text = reader.text(line).trim();
  const commit = /^commit ([0-9a-f]{7,40})\b/.exec(text)?.[1];
  if (commit === undefined) return text;
  let below = line + 1;
  while (below < line + 8 && !reader.isBlank(below)) below += 1;
  return `commit ${commit.slice(0, 10)} ${reader.text(below + 1).trim()}`;
}

function levelIn(levels: Map<string, number>, key: string): number {
  const level = levels.get(key) ?? levels.size + 1;
  levels.set(key, level);
  return level;
}

/** `diff`, `Index`, `commit`: words that are marks wherever they begin a line. */
function mayBeMarked(unit: number, indent: number): boolean {
  return indent === 0 && (unit === 100 || unit === 73 || unit === 99);
}

/** A letter or a digit. */
function isWordUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit > 127
  );
}
