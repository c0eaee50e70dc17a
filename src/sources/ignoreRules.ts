import ignore, { type Ignore } from 'ignore';

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

interface RuleFile {
  /** The folder of the walk that it stands in, `''` or ending in `/`; `''` for one further up. */
  readonly below: string;
  /** From the folder it stands in to the one the walk starts in; `''` inside the walk. */
  readonly above: string;
  readonly rules: Ignore;
}

/** The `.gitignore` rules that hold in one folder of a walk. Immutable: a subfolder adds its own. */
export class IgnoreRules {
  readonly #files: readonly RuleFile[];

  constructor(files: readonly RuleFile[] = []) {
    this.#files = files;
  }

  /** With the file of a subfolder, whose path ends in `/`. */
  inside(below: string, text: string): IgnoreRules {
    return this.#with({ below, above: '', text });
  }

  /** With the file of a folder around the walk; `above` leads from there to the walk, ends in `/`. */
  around(above: string, text: string): IgnoreRules {
    return this.#with({ below: '', above, text });
  }

  /** `path` is from the folder the walk starts in; that of a folder ends in `/`. */
  ignores(path: string): boolean {
    const name = path.replace(/\/$/, '').split('/').at(-1) ?? '';
    if (alwaysIgnored.has(name)) return true;
    return this.#decide((file) => file.above + path.slice(file.below.length));
  }

  /** True when rules of the folders around ignore the folder that the walk starts in. */
  ignoresStart(): boolean {
    return this.#decide((file) => file.above);
  }

  /** The innermost file that says something about the path decides, as in git. */
  #decide(pathFor: (file: RuleFile) => string): boolean {
    for (const file of this.#files.toReversed()) {
      const path = pathFor(file);
      if (path === '') continue;
      const { ignored, unignored } = file.rules.test(path);
      if (ignored || unignored) return ignored;
    }
    return false;
  }

  #with({ text, ...place }: Omit<RuleFile, 'rules'> & { readonly text: string }): IgnoreRules {
    const rules = ignore({ ignorecase: ignoresCase }).add(text.replace(/^\uFEFF/, ''));
    return new IgnoreRules([...this.#files, { ...place, rules }]);
  }
}
