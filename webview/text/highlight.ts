import highlighter from 'highlight.js/lib/core';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';

highlighter.registerLanguage('javascript', javascript);
highlighter.registerLanguage('json', json);
highlighter.registerLanguage('python', python);
highlighter.registerAliases(['repl'], { languageName: 'javascript' });

/** Longer code is shown plain: colouring it would hold up the page (characters). */
const longestHighlighted = 60_000;

/** HTML with everything of the code escaped; null when the language is unknown or the code long. */
export function highlight(code: string, language: string): string | null {
  if (code.length > longestHighlighted) return null;
  if (highlighter.getLanguage(language) === undefined) return null;
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
}
