import type { CellError } from './environment.ts';
import type { CodeReading } from './reply/codeBlocks.ts';
import { otherLanguage } from './reply/labels.ts';

/** Strings of Python's own kinds. */
const pythonStrings = /(?<![\w"'`])[fr]["'][^"'\n]*["']|"""|'''/;
/** JavaScript's strings and comments, in which anything may stand. */
const quoted = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|\/\/[^\n]*/g;

/** Lines that stand in Python and in no JavaScript, their strings empty. */
const pythonLines: readonly RegExp[] = [
  /^[ \t]*(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(/m,
  /^[ \t]*(?:for|while|if|elif)[ \t]+[^(\s][^\n]*:[ \t]*(?:#.*)?$/m,
  /^[ \t]*(?:for[ \t]+\w[\w, \t]*[ \t]in[ \t]|elif[ \t]|except[ \t:])/m,
  /^[ \t]*(?:with[ \t]+\w[^\n{]*|class[ \t]+\w+[^\n{]*):[ \t]*(?:#.*)?$/m,
  /^(?:import[ \t]+[\w.]+[ \t]*(?:as[ \t]+\w+|,[\w., \t]*)?|from[ \t]+[\w.]+[ \t]+import[ \t][\w*, \t()]*)$/m,
  /\b(?:None|True|False)\b/,
  /^[ \t]*#[ \t!]/m,
  /\w[ \t]+for[ \t]+\w+(?:[ \t]*,[ \t]*\w+)*[ \t]+in[ \t]/,
  /^[ \t]*(?:pass|print[ \t]+"")[ \t]*$/m,
  // `text[:500]`, `rows[1:-1]`: brackets of JavaScript hold a colon only behind a question mark or in braces.
  /(?<!\\)[\w)\]"]\[(?!:\])[-+*\w. \t()]*:[-+*\w. \t():]*\]/,
  /\blambda\b[^\n:]{0,200}:/,
  /[^\s{};][ \t]+if[ \t]+[^(\s;][^\n;]{0,200}[ \t]else[ \t]/,
  /^import[ \t]+[\w.]+[ \t]*;/m,
];

/** Characters: what language it is shows early. */
const mostRead = 20_000;

/** Names that Python gives and JavaScript doesn't. */
const pythonNames: ReadonlySet<string> = new Set(
  'None True False len str int float range sorted enumerate dict list tuple zip re json sum any all isinstance open round max min abs collections math datetime'.split(
    ' ',
  ),
);

/** Python's strings and comments, in which anything may stand. */
const pythonQuoted =
  /"{3}[\s\S]*?"{3}|'{3}[\s\S]*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g;

/** Lines that stand in JavaScript and in no Python, their strings empty. */
const javascriptLines: readonly RegExp[] = [
  /(?:^|[(;])[ \t]*(?:export[ \t]+)?(?:const|let|var)[ \t]+[\w$[{]/m,
  /^[ \t]*(?:async[ \t]+)?function\b[ \t*]*[\w$]*[ \t]*\(/m,
  /=>/,
  /^[ \t]*\/\//m,
  /^[ \t]*\}[ \t]*(?:else|catch|finally)?\b[^\n]{0,200}\{[ \t]*$/m,
  /^[ \t]*(?:for|while|if|switch|catch)[ \t]*\([^\n]{0,1000}\)[ \t]*\{/m,
  /[!=]==|&&|\|\||\+\+;/,
  /`[^`]*\$\{/,
  /\bnew[ \t]+[A-Z]\w*\(/,
];

/** Names that JavaScript gives and Python doesn't. */
const javascriptNames: ReadonlySet<string> = new Set(
  'console JSON Math Object Array String Number Boolean Map Set Promise Date RegExp undefined null true false parseInt parseFloat isNaN document window require process globalThis'.split(
    ' ',
  ),
);

/** Members of JavaScript's texts and arrays that Python's have not. */
const javascriptMembers: ReadonlySet<string> = new Set(
  'length toLowerCase toUpperCase trim includes indexOf startsWith endsWith slice substring match matchAll replaceAll push map filter forEach reduce some every concat flatMap toFixed toString padStart'.split(
    ' ',
  ),
);

/** What errors of syntax are called in either language. */
const syntaxErrors: ReadonlySet<string> = new Set(['SyntaxError', 'IndentationError', 'TabError']);

/** Ways in which models that were taught to use tools write a call of one into their text. */
const toolCall =
  /<\|?\/?(?:tool[_▁ ]?call|function_call|invoke|tool_code)|<function[=_s ]|\[TOOL_CALLS\]|\bto=functions\.|"(?:name|function|tool)"\s*:\s*"[\w.-]+"\s*,\s*"(?:arguments|parameters|input|args)"\s*:/;

/** Whether a cell failed because its code is not in the REPL's language but in the other. */
export function isOtherLanguage(
  code: string,
  { name, message }: CellError,
  { language, parses }: CodeReading,
): boolean {
  const looksLikeOther = language === 'python' ? looksLikeJavaScript : looksLikePython;
  if (syntaxErrors.has(name))
    return (
      !parses(code, language) && (parses(code, otherLanguage(language)) || looksLikeOther(code))
    );
  if (language === 'javascript') return name === 'ReferenceError' && namesPython(message);
  return (
    (name === 'NameError' && namesJavaScript(message)) ||
    (name === 'AttributeError' && hasMemberOfJavaScript(message))
  );
}

/** Of code that is not JavaScript: whether it is likely to be Python. */
export function looksLikePython(code: string): boolean {
  const head = code.slice(0, mostRead);
  if (pythonStrings.test(head)) return true;
  const bare = head.replace(quoted, '""');
  return pythonLines.some((line) => line.test(bare));
}

/** Of what a ReferenceError says: whether the name that is missing is one of Python's. */
export function namesPython(message: string): boolean {
  const name = /^'?([A-Za-z]+)'? is not defined/.exec(message)?.[1];
  return name !== undefined && pythonNames.has(name);
}

/** Of code that is not Python: whether it is likely to be JavaScript. */
export function looksLikeJavaScript(code: string): boolean {
  const bare = code.slice(0, mostRead).replace(pythonQuoted, '""');
  return javascriptLines.some((line) => line.test(bare));
}

/** Of what a NameError says: whether the name that is missing is one of JavaScript's. */
export function namesJavaScript(message: string): boolean {
  const name = /^name '([A-Za-z]+)' is not defined/.exec(message)?.[1];
  return name !== undefined && javascriptNames.has(name);
}

/** Of what an AttributeError of a text, list or dict says. */
function hasMemberOfJavaScript(message: string): boolean {
  const member = /^'(?:str|list|dict)' object has no attribute '([A-Za-z]+)'/.exec(message)?.[1];
  return member !== undefined && javascriptMembers.has(member);
}

export function looksLikeToolCall(reply: string): boolean {
  return toolCall.test(reply.slice(0, mostRead));
}
