import type { PatternFault } from './pathPattern.ts';
import type { SkippedFile } from './readText.ts';

/** Why something below a folder is not part of the Context. */
export type LeftOutKind =
  | 'limit'
  | 'unreadable'
  | 'secret'
  | 'binary'
  | 'link'
  | 'special'
  | 'excluded'
  | 'ignored';

/** A file or folder (its path then ends in `/`) that is not part of the Context. */
export interface LeftOut extends SkippedFile {
  readonly kind: LeftOutKind;
}

/** A pattern that can't be used: of the ignore file of that path, or a glob to `include` or `exclude`. */
export interface LeftOutPattern extends PatternFault {
  readonly from: string;
}

/** What of a folder was not read. */
export interface LeftOutFacts {
  readonly skipped: readonly LeftOut[];
  /** How many files no include glob names; they are not listed. */
  readonly unnamed: number;
  readonly patterns: readonly LeftOutPattern[];
  /** How many files were looked at when the search for more was given up; null: all were found. */
  readonly cutAt: number | null;
}

const mostNamed = 3;
const mostPathChars = 60;

// In the order in which they are told, of one and of several: what surprises comes first.
const summaries: Readonly<Record<LeftOutKind, readonly [string, string]>> = {
  limit: ['over the limit', 'over the limit'],
  unreadable: ['unreadable', 'unreadable'],
  secret: ['that may hold secrets', 'that may hold secrets'],
  binary: ['binary', 'binary'],
  link: ['link, which is not followed', 'links, which are not followed'],
  special: ['not a plain file', 'not plain files'],
  excluded: ['named by exclude globs', 'named by exclude globs'],
  ignored: ['ignored', 'ignored'],
};

/**
 * What a run should say of it, in one or two sentences, with some paths of each kind:
 * `Left out: 34 binary (a.png, b.png, c.zip and 31 more); 2 ignored (dist/, x.log).`
 * `remedy`: how secrets are read all the same, to follow "To have them read,"; null: in no way.
 */
export function leftOutNotices(
  { skipped, unnamed, patterns, cutAt }: LeftOutFacts,
  remedy: string | null,
): string[] {
  const notices: string[] = [];
  if (cutAt !== null) {
    notices.push(`The folder has more than ${count(cutAt)} files: the others were not looked at.`);
  }
  const parts = Object.entries(summaries).flatMap(([kind, [one, several]]) => {
    const those = skipped.filter((each) => each.kind === kind);
    return those.length === 0
      ? []
      : [`${count(those.length)} ${those.length === 1 ? one : several} (${someOf(those)})`];
  });
  if (unnamed > 0) parts.push(`${count(unnamed)} that no include glob names`);
  if (parts.length > 0) notices.push(`Left out: ${parts.join('; ')}.`);
  const secrets = skipped.filter(({ kind }) => kind === 'secret').length;
  if (secrets > 0 && remedy !== null) {
    const what = secrets === 1 ? 'the file that may hold secrets' : 'files that may hold secrets';
    notices.push(`To have ${what} read, ${remedy}.`);
  }
  return [...notices, ...patternNotices(patterns)];
}

function patternNotices(patterns: readonly LeftOutPattern[]): string[] {
  if (patterns.length === 0) return [];
  const told = patterns
    .slice(0, mostNamed)
    .map(({ from, pattern, why }) => `"${start(pattern)}" of ${short(from)}: ${why}`);
  const more = patterns.length - told.length;
  return [
    `Patterns that could not be used: ${told.join('; ')}${more > 0 ? `; and ${count(more)} more` : ''}.`,
  ];
}

/** One line for each, `images/a.png: it is binary`. */
export function leftOutLines(skipped: readonly SkippedFile[]): string[] {
  return skipped.map(({ path, why }) => `${path}: ${why}`);
}

function someOf(those: readonly LeftOut[]): string {
  const named = those
    .slice(0, mostNamed)
    .map(({ path, why, kind }) => (kind === 'unreadable' ? `${short(path)}: ${why}` : short(path)));
  const more = those.length - named.length;
  return `${named.join(', ')}${more === 0 ? '' : ` and ${count(more)} more`}`;
}

function start(pattern: string): string {
  if (pattern.length <= mostPathChars) return pattern;
  return `${pattern.slice(0, mostPathChars - 1).toWellFormed()}…`;
}

/** The end of a long path, which tells it from others, from one of its folders on. */
function short(path: string): string {
  if (path.length <= mostPathChars) return path;
  const end = path.slice(1 - mostPathChars);
  const cut = end.slice(0, -1).indexOf('/');
  return `…${(cut === -1 ? end : end.slice(cut)).toWellFormed()}`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
