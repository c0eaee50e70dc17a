import type { Language } from '../../core/options.ts';
import { readExpression } from '../javascript/expression.ts';
import { parses as parsesJavaScript } from '../javascript/parse.ts';
import { type PythonFiles, whyNoPython } from './pythonEngine.ts';

/** Loaded with the first run that is Python, or the first cell that may be. */
let pythonParser: typeof import('../python/parse.ts') | null = null;

/** Loads what runs of a language need. Resolves to why they can't start here; null: they can. */
export async function prepareLanguage(
  language: Language,
  python: PythonFiles | undefined,
): Promise<string | null> {
  if (language === 'javascript') return null;
  const [why] = await Promise.all([whyNoPython(python), loadParsers()]);
  return why;
}

/** Loads what says whether code of either language is whole. */
export async function loadParsers(): Promise<void> {
  pythonParser ??= await import('../python/parse.ts');
}

/** Whether code is whole; no Python is before its parser was loaded. */
export function parses(code: string, language: Language): boolean {
  return language === 'javascript' ? parsesJavaScript(code) : (pythonParser?.parses(code) ?? false);
}

/** False for what can only be text to a REPL of the language: prose need not wait for a worker. */
export async function mayBeExpression(text: string, language: Language): Promise<boolean> {
  if (language === 'javascript') return (readExpression(text)?.length ?? 0) > 0;
  pythonParser ??= await import('../python/parse.ts');
  return pythonParser.mayBeExpression(text);
}
