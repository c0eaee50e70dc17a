import {
  many,
  type PathPattern,
  type PatternFault,
  pathPattern,
  patternFault,
  readPathPattern,
} from './pathPattern.ts';

// Never part of what a person asks about, whatever the ignore files say.
const alwaysIgnored = new Set([
  '.git',
  '.hg',
  '.svn',
  '.jj',
  'CVS',
  'node_modules',
  'bower_components',
  '.venv',
  '__pycache__',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.gradle',
  '.vscode-test',
  '.DS_Store',
  'Thumbs.db',
]);

/** As git decides by default, so do globs. */
export const ignoresCase = process.platform === 'win32' || process.platform === 'darwin';

/** A line of an ignore file. */
interface Rule {
  readonly pattern: PathPattern;
  /** It takes back what a line before it says. */
  readonly isException: boolean;
  readonly isAboutFolders: boolean;
}

interface RuleFile {
  /** The folder of the walk that it stands in, `''` or ending in `/`; `''` for one further up. */
  readonly below: string;
  /** From the folder it stands in to the one the walk starts in; `''` inside the walk. */
  readonly above: string;
  readonly rules: readonly Rule[];
}

/** The `.gitignore` rules that hold in one folder of a walk. Immutable: a subfolder adds its own. */
export class IgnoreRules {
  readonly #files: readonly RuleFile[];

  constructor(files: readonly RuleFile[] = []) {
    this.#files = files;
  }

  /** With the file of a subfolder, whose path ends in `/`. `report` gets lines that can't be used. */
  inside(below: string, text: string, report?: (fault: PatternFault) => void): IgnoreRules {
    return this.#with({ below, above: '', rules: readRuleFile(text, report) });
  }

  /** With the file of a folder around the walk; `above` leads from there to the walk, ends in `/`. */
  around(above: string, text: string, report?: (fault: PatternFault) => void): IgnoreRules {
    return this.#with({ below: '', above, rules: readRuleFile(text, report) });
  }

  /** `path` is from the folder the walk starts in; that of a folder ends in `/`. */
  ignores(path: string): boolean {
    const name = path.replace(/\/$/, '').split('/').at(-1) ?? '';
    if (alwaysIgnored.has(name)) return true;
    return this.#decide((file) => file.above + path.slice(file.below.length)) === true;
  }

  /** True when rules of the folders around ignore the folder that the walk starts in. */
  ignoresStart(): boolean {
    const longest = Math.max(0, ...this.#files.map(({ above }) => above.split('/').length - 1));
    // From the top down: what a folder is ignored for, those in it are too.
    for (let rest = longest - 1; rest >= 0; rest -= 1) {
      const cut = (above: string): string => {
        const parts = above.split('/').slice(0, -1);
        return parts
          .slice(0, Math.max(0, parts.length - rest))
          .map((part) => `${part}/`)
          .join('');
      };
      if (this.#decide((file) => cut(file.above)) === true) return true;
    }
    return false;
  }

  /** The innermost file that says something about the path decides, as in git. */
  #decide(pathFor: (file: RuleFile) => string): boolean | null {
    for (const file of this.#files.toReversed()) {
      const path = pathFor(file);
      const decided = path === '' ? null : decide(file.rules, path);
      if (decided !== null) return decided;
    }
    return null;
  }

  #with(file: RuleFile): IgnoreRules {
    return new IgnoreRules([...this.#files, file]);
  }
}

/** What the last line says that is about the path; null: none is. */
function decide(rules: readonly Rule[], path: string): boolean | null {
  const isFolder = path.endsWith('/');
  const whole = isFolder ? path.slice(0, -1) : path;
  const parts = (ignoresCase ? whole.toLowerCase() : whole).split('/');
  for (let index = rules.length - 1; index >= 0; index -= 1) {
    const rule = rules[index];
    if (rule === undefined || (rule.isAboutFolders && !isFolder)) continue;
    if (rule.pattern.matches(parts)) return !rule.isException;
  }
  return null;
}

function readRuleFile(
  text: string,
  report: (fault: PatternFault) => void = () => {},
): readonly Rule[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line) => readRule(line.replace(/\r$/, ''), report));
}

function readRule(line: string, report: (fault: PatternFault) => void): Rule[] {
  if (line.startsWith('#')) return [];
  const why = patternFault(line);
  if (why !== null) {
    report({ pattern: line, why });
    return [];
  }
  const isException = line.startsWith('!');
  const given = withoutEndBlanks(isException ? line.slice(1) : line);
  const isAboutFolders = given.endsWith('/');
  const pattern = isAboutFolders ? given.slice(0, -1) : given;
  // Git has no path with an empty name.
  if (pattern === '' || given.includes('//')) return [];
  const parts = readPathPattern(pattern.includes('/') ? pattern : `**/${pattern}`, ignoresCase);
  // `a/**` is about all that is in a, not about a.
  if (parts.at(-1) === many && parts.length > 1) parts.splice(-1, 0, () => true);
  return [{ pattern: pathPattern(parts), isException, isAboutFolders }];
}

/** Blanks at the end don't count, unless a backslash stands before one. */
function withoutEndBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && line[end - 2] !== '\\') end -= 1;
  return line.slice(0, end);
}
