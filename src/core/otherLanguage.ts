/** Labels of fences whose code is Python. */
const pythonLabels: ReadonlySet<string> = new Set(['python', 'py', 'python3', 'py3', 'ipython']);

/** What stands in Python and in no JavaScript, each in a line. */
const pythonLines: readonly RegExp[] = [
  /^[ \t]*(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(.*$/m,
  /^[ \t]*(?:for[ \t]+[^(\n][^\n]*[ \t]in[ \t][^\n]*|while[ \t]+[^(\n][^\n]*|(?:el)?if[ \t][^\n]*):[ \t]*(?:#.*)?$/m,
  /^[ \t]*(?:else|try|finally|except[^\n]*|with[ \t][^\n]*|class[ \t]+\w+[^{\n]*):[ \t]*(?:#.*)?$/m,
  /^[ \t]*(?:import[ \t]+[\w.]+(?:[ \t]+as[ \t]+\w+|[ \t]*,[^\n]*)?|from[ \t]+[\w.]+[ \t]+import[ \t][^\n]*)[ \t]*$/m,
  /\b[fr]["'][^"'\n]*["']/,
  /\b(?:None|True|False)\b/,
  /^[^'"`\n]*[^&\n'"`][ \t](?:and|or|is|not in|is not)[ \t](?![^\n]*[;{])/m,
  /^[ \t]*#[ \t!]/m,
  /\bfor[ \t]+\w+(?:[ \t]*,[ \t]*\w+)*[ \t]+in[ \t]+[^\n]*[\])}]/,
  /^[ \t]*(?:pass|print[ \t]+["'][^\n]*)$/m,
  /"""|'''/,
];

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
  const head = code.slice(0, 20_000);
  return pythonLines.some((line) => line.test(head));
}

/** Of what a ReferenceError says: whether the name that is missing is one of Python's. */
export function namesPython(message: string): boolean {
  const name = /^'?([A-Za-z]+)'? is not defined/.exec(message)?.[1];
  return name !== undefined && pythonNames.has(name);
}

export function looksLikeToolCall(reply: string): boolean {
  return toolCall.test(reply);
}
