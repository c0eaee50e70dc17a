/** What is looked for in the texts of a run. */
export interface Query {
  readonly text: string;
  readonly matchCase: boolean;
}

/** Characters `start` to `end` (exclusive) of a text. */
export interface Match {
  readonly start: number;
  readonly end: number;
}

/** Finds the query wherever it stands; null for an empty one. Any white space is like any other. */
export function patternOf({ text, matchCase }: Query): RegExp | null {
  if (text === '') return null;
  const words = text.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(words.join('\\s+'), matchCase ? 'gu' : 'giu');
}

/** How often a pattern of `patternOf` stands in the text. */
export function countMatches(text: string, pattern: RegExp): number {
  let count = 0;
  pattern.lastIndex = 0;
  while (pattern.test(text)) count += 1;
  return count;
}

/** Where it stands: the first `most` places. */
export function matchesIn(text: string, pattern: RegExp, most: number): readonly Match[] {
  const matches: Match[] = [];
  pattern.lastIndex = 0;
  while (matches.length < most) {
    const match = pattern.exec(text);
    if (match === null) break;
    matches.push({ start: match.index, end: match.index + match[0].length });
  }
  return matches;
}

/** Whether every text with matches of `query` has matches of `earlier` too. */
export function narrows(query: Query, earlier: Query): boolean {
  const isAsStrict = query.matchCase || !earlier.matchCase;
  return isAsStrict && earlier.text !== '' && query.text.includes(earlier.text);
}

/** How often the query stands in each of the texts, by their names; those without it are left out. */
export function countIn(
  texts: Readonly<Record<string, string>>,
  query: Query,
): Record<string, number> {
  const pattern = patternOf(query);
  if (pattern === null) return {};
  const counts = Object.entries(texts).map(
    ([name, text]) => [name, countMatches(text, pattern)] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
