import type { Language } from '../options.ts';

/** Blocks of this label are cells wherever they stand, never examples in a text. */
export const cellLabel = 'repl';

/** Labels of fences whose code runs in a REPL of that language. */
const running: Readonly<Record<Language, ReadonlySet<string>>> = {
  python: new Set([cellLabel, 'python', 'py', 'python3', 'py3']),
  javascript: new Set([cellLabel, 'js', 'javascript']),
};

/** Labels by which code of a language is known besides. */
const known: Readonly<Record<Language, ReadonlySet<string>>> = {
  python: new Set(['ipython', 'ipython3', 'pycon']),
  javascript: new Set(['jsx', 'mjs', 'node', 'nodejs', 'ts', 'tsx', 'typescript', 'ecmascript']),
};

export function runs(label: string, language: Language): boolean {
  return running[language].has(label);
}

/** The language of a labelled block, in a REPL of `own`; null for one that is no code of either. */
export function languageOfLabel(label: string, own: Language): Language | null {
  const is = (language: Language) => runs(label, language) || known[language].has(label);
  if (is(own)) return own;
  const other = otherLanguage(own);
  return is(other) ? other : null;
}

export function otherLanguage(language: Language): Language {
  return language === 'python' ? 'javascript' : 'python';
}
