import type { Language } from '../../core/options.ts';
import { readExpression } from '../javascript/expression.ts';
import { parses as parsesJavaScript } from '../javascript/parse.ts';

/** Loaded with the first run that is Python. */
let python: typeof import('../python/parse.ts') | null = null;

/** Loads what runs of a language need. Resolves to why they can't start here; null: they can. */
export async function prepareLanguage(language: Language): Promise<string | null> {
  if (language === 'javascript') return null;
  python ??= await import('../python/parse.ts');
  return 'this version has no interpreter for it';
}

/** Whether code is whole; no Python is before it was prepared. */
export function parses(code: string, language: Language): boolean {
  return language === 'javascript' ? parsesJavaScript(code) : (python?.parses(code) ?? false);
}

/** False for what can only be text to a REPL of the language: prose need not wait for a worker. */
export async function mayBeExpression(text: string, language: Language): Promise<boolean> {
  if (language === 'javascript') return (readExpression(text)?.length ?? 0) > 0;
  python ??= await import('../python/parse.ts');
  return python.mayBeExpression(text);
}
