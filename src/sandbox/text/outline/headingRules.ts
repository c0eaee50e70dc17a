/** A longer line is a paragraph. */
export const longestHeading = 160;

export const fence = /^ {0,3}(`{3,}|~{3,})/;
/** Marks with which a line is drawn under a title. */
export const underlines: ReadonlySet<number> = new Set(
  [...'=-~^"\'*+#.:_`'].map((mark) => mark.charCodeAt(0)),
);

type Rule = readonly [rule: RegExp, level: (match: RegExpExecArray) => number];

/** At the beginning of a line, whatever stands around it. */
export const byMark: readonly Rule[] = [
  // Perl's POD, AsciiDoc and MediaWiki, roff, LaTeX, Texinfo, HTML, patches, git's log, INI and TOML.
  [/^=head([1-6])\s+\S/, ([, level]) => Number(level)],
  [/^(={1,6})\s*[^=\s].*$/, ([, marks = '']) => marks.length],
  [/^\.S([HS])\s+\S/, ([, kind]) => (kind === 'H' ? 1 : 2)],
  [/^\s*\\(?:part|chapter)\*?\s*[[{]/, () => 1],
  [/^\s*\\((?:sub)*)section\*?\s*[[{]/, ([, subs = '']) => 2 + subs.length / 3],
  [/^@(?:chapter|unnumbered|appendix)\s+\S/, () => 1],
  [/^@((?:sub)*)section\s+\S/, ([, subs = '']) => 2 + subs.length / 3],
  [/^\s*<h([1-6])\b/i, ([, level]) => Number(level)],
  [/^(?:diff --git |Index: )\S/, () => 1],
  [/^commit [0-9a-f]{7,40}\b/, () => 1],
  [/^\[{1,2}[^\][]{1,80}\]{1,2}$/, () => 1],
];

/** Behind a blank line: Debian's changelogs, GNU's ChangeLogs, releases. */
export const behindBlank = new RegExp(
  [
    String.raw`^[a-z0-9][a-z0-9+.-]+ \([^)\s]+\)[^;]*; *urgency=`,
    String.raw`^\d{4}-\d\d-\d\d\s+\S.*<[^>]+>$`,
    String.raw`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} +\d.*\d{4}\s+\S`,
    String.raw`^(?:version|release|v|changes|news|what's new)\b.{0,60}?\d+(?:\.\d+)+.{0,60}$`,
    String.raw`^v?\d+\.\d+(?:\.\d+)*\S*\s*(?:[-–/(:].{0,60})?$`,
  ].join('|'),
  'i',
);

/** Between two blank lines. */
export const betweenBlanks: readonly Rule[] = [
  [/^\s*(?:book|part|volume|act)\s+(?:[ivxlcdm]+|\d+|the)\b.{0,70}$/i, () => 1],
  [
    /^\s*(?:chapter|scene|section|appendix|article|canto|letter|lecture)\s+(?:[ivxlcdm]+|\d+|[a-z])\b.{0,70}$/i,
    () => 2,
  ],
  [/^\s*(?:prologue|epilogue|preface|introduction|foreword|contents|conclusion)\.?$/i, () => 2],
];

export const numbered =
  /^ {0,4}(\d{1,3}(?:\.\d{1,3}){0,4})\.?\s+\p{Lu}(?:.{0,70}[^.,;:]|.{0,40}\.)$/u;
export const capitals = /^[A-Z][A-Z0-9 ,()/&:'’.-]{2,70}$/;
/** A title in the middle of the page. */
export const centred = /^ {8,60}\p{Lu}[^.,;:!?=|]{2,60}$/u;

/** The level of the first rule that a line keeps to; null: of none. */
export function levelBy(rules: readonly Rule[], text: string): number | null {
  for (const [rule, level] of rules) {
    const match = rule.exec(text);
    if (match !== null) return level(match);
  }
  return null;
}

/** Comments stand right above what they are about, and have no second level. */
export function numberSignsAreComments(sample: readonly string[]): boolean {
  const signs = sample.flatMap((line, at) => (/^#[ \t]+\S/.test(line) ? [at] : []));
  const deeper = sample.filter((line) => /^#{2,6}[ \t]+\S/.test(line)).length;
  const apart = signs.filter((at) => /^\s*(?:$|[-*]\s)/.test(sample[at + 1] ?? '')).length;
  return signs.length >= 3 && apart < signs.length / 2 && deeper < signs.length / 2;
}
