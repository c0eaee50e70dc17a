/** Labels of fences whose code is Python. */
const pythonLabels: ReadonlySet<string> = new Set(['python', 'py', 'python3', 'py3', 'ipython']);

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

/** Ways in which models that were taught to use tools write a call of one into their text. */
const toolCall =
  /<\|?\/?(?:tool[_▁ ]?call|function_call|invoke|tool_code)|<function[=_s ]|\[TOOL_CALLS\]|\bto=functions\.|"(?:name|function|tool)"\s*:\s*"[\w.-]+"\s*,\s*"(?:arguments|parameters|input|args)"\s*:/;

export function isPythonLabel(label: string): boolean {
  return pythonLabels.has(label);
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

export function looksLikeToolCall(reply: string): boolean {
  return toolCall.test(reply.slice(0, mostRead));
}
