// How code in replies is read, by language.
import type { CodeReading } from '../../src/core/reply/codeBlocks.ts';
import { parses as parsesJavaScript } from '../../src/sandbox/javascript/parse.ts';
import { parses as parsesPython } from '../../src/sandbox/python/parse.ts';

const parses: CodeReading['parses'] = (code, language) =>
  language === 'python' ? parsesPython(code) : parsesJavaScript(code);

export const javascript: CodeReading = { language: 'javascript', parses };
export const python: CodeReading = { language: 'python', parses };
