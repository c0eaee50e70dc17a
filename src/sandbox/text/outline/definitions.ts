import type { LineReader, PassedLine } from './lineReader.ts';
import type { Rows } from './rows.ts';

const modifiers =
  /^(?:(?:export|default|declare|public|private|protected|internal|static|final|abstract|async|override|virtual|inline|extern|unsafe|const|open|sealed|data|partial|readonly|local|suspend|synchronized|fileprivate|mutating|case|pub(?:\([^)]*\))?)\s+)*/;
/** A word that begins a definition, and a name behind it, where prose would go on in words. */
const named =
  /^(?:def|class|function|func|fn|fun|sub|proc|procedure|subroutine|module|interface|struct|enum|trait|impl|protocol|extension|namespace|package|record|object|mod|macro_rules!|defmodule|defp|defmacro|type|union)\b\*?\s*(?:<[^>]*>\s*)?(?:\([^)]*\)\s*)?[*&]?[A-Za-z_$][\w$.:!?']*(?:\s*(?:[({<:=;[]|$)|\s+(?:extends|implements|inherits|for|where|is|as|with|do|struct|interface)\b)/;
const assigned =
  /^(?:(?:export\s+)?(?:const|let|var)\s+)?[\w$.]+\s*(?::[^=]+)?(?:=|<-)\s*(?:async\s*)?(?:function\b|class\b|\([^()]*\)\s*(?::[^=]+)?=>|[\w$]+\s*=>)/;
const method =
  /^(?:(?:async|static|get|set|public|private|protected|override)\s+)*[#*]?[\w$]+\s*(?:<[^<>]*>)?\([^()]*\)\s*(?::[^{}]+)?\{$/;
const openMethod =
  /^(?:(?:async|static|get|set|public|private|protected|override)\s+)*[#*]?[\w$]+\s*(?:<[^<>]*>)?\($/;
/** Named here, defined elsewhere. */
const elsewhere = /^(?:struct|class|enum|union|interface|sub|fn|func|function)\b[^{=]*;/;
/** Behind the last parenthesis. */
const declared = /^\)[\w\s,:<>.&*-]*;$/;
const access = /^(?:public|private|protected|internal)\s[^=;"']*\(/;
const lisp =
  /^\((?:defun|defmacro|defn-?|define|defmethod|defgeneric|defclass|defstruct|defprotocol|ns)\s/;
const created =
  /^create\s+(?:or\s+replace\s+)?(?:unique\s+|temporary\s+|temp\s+)?(?:table|view|index|function|procedure|trigger|type|schema)\b/i;
/** Of C: a type and a name, or a name alone, before its parameters. */
const head = /^[A-Za-z_~][\w\s*&:<>,~[\]]*$/;
const opened = /^\)[\w\s,:<>.&*-]*\{?$/;
/** Lines of parameters that are passed over. */
const mostParameters = 20;
const statements = new Set(
  'if else for foreach while switch case return catch try do until unless with when match using import from throw new delete elif elsif except assert await yield print typedef goto sizeof and or not describe it test require include use insert select update alter drop'.split(
    ' ',
  ),
);

/** Words that begin a definition or stand before one. */
const beginners = new Set(
  'def class function func fn fun sub proc procedure subroutine module interface struct enum trait impl protocol extension namespace package record object mod macro_rules defmodule defp defmacro type union export default declare public private protected internal static final abstract async override virtual inline extern unsafe const let var open sealed data partial readonly local suspend synchronized fileprivate mutating case pub create CREATE Create typedef'.split(
    ' ',
  ),
);
/** Longer ones begin no definition. */
const longestWord = 40;
/** White space before a definition, at most. */
const deepestIndent = 16;
/** With which lines at the margin end that may define: `)`, `,`, `;`, `>`. */
const lasts = new Set([...'),;>'].map((mark) => mark.charCodeAt(0)));

/** Whether a line looks like one of a program's, for telling programs from other texts. */
const codeLine =
  /[{};]$|^\s*(?:#include\b|import\s[\w{*"'.]+|from\s+\S+\s+import\b|using\s+\w|require[ (]|def\s+\w+|class\s+\w+\s*[:({<]|return\b|if\s*\(|elif\b|else:|for\s*\(|for\s+\w+\s+in\b|while\s*\(|@\w+\(?|\/\/|\/\*|\w+(?:\.\w+)*\(.*\)[;:]?$|[\w.[\]'"]+\s*(?:=|:=|\+=)\s*\S|(?:fi|done|esac|end|begin|local|export|echo|my|our|let|const|var|SELECT|FROM|WHERE|CREATE|INSERT|GRANT|ALTER)\b)|^#!|\$[\w{(]|(?:&&|\\|\bthen)$|\)\s*(?:->.*)?:$/;

/** Functions, classes and what else the common languages define by name. */
export function findDefinitions(reader: LineReader, rows: Rows): void {
  reader.pass((passed) => {
    if (!mayDefine(reader, passed)) return;
    const { line } = passed;
    const text = reader.text(line);
    const bare = text.trimStart();
    const columns = text.slice(0, text.length - bare.length).replaceAll('\t', '    ').length;
    if (isDefinition(reader, line, bare, columns)) {
      rows.add(line, columns === 0 ? 1 : columns <= 4 ? 2 : 3, () => bare);
    } else if (columns === 0 && isPrototype(bare)) rows.add(line, 3, () => bare);
  });
}

/** A look that needs no text of the line: most are statements. */
function mayDefine(reader: LineReader, { at, first, indent, end }: PassedLine): boolean {
  if (!canBegin(first) || indent > deepestIndent) return false;
  const { units } = reader;
  let behind = at;
  while (behind < end && behind - at < longestWord && isWordUnit(units[behind] ?? 0)) behind += 1;
  if (behind > at) {
    const word = reader.slice(at, behind);
    if (beginners.has(word)) return true;
    if (statements.has(word)) return false;
  }
  const last = units[end - 1] ?? 0;
  const opens = last === 123 || last === 40;
  return indent > 0 ? opens : opens || first === 40 || lasts.has(last);
}

/** The share of these lines that are code, by their looks. */
export function shareOfCode(sample: readonly string[]): number {
  const filled = sample.filter((line) => line.trim() !== '');
  const code = filled.filter((line) => codeLine.test(line)).length;
  return filled.length === 0 ? 0 : code / filled.length;
}

function isDefinition(reader: LineReader, line: number, bare: string, indent: number): boolean {
  if (bare.startsWith('(')) return indent === 0 && lisp.test(bare);
  const rest = bare.slice(modifiers.exec(bare)?.[0].length ?? 0);
  if (named.test(rest)) return !elsewhere.test(rest);
  const word = firstWord(rest);
  if (statements.has(word)) return false;
  if (indent === 0) return assigned.test(bare) || created.test(bare) || isOfC(reader, line, bare);
  if (word === 'function') return false;
  return method.test(bare) || access.test(bare) || (openMethod.test(bare) && opens(reader, line));
}

/** Its parameters stand on lines of their own, and end where a body begins. */
function opens(reader: LineReader, line: number): boolean {
  for (let next = line + 1; next <= line + mostParameters; next += 1) {
    if (reader.indent(next) > reader.indent(line)) continue;
    return /^\s*\).*\{$/.test(reader.text(next));
  }
  return false;
}

/** Of C: a function that is declared alone. */
function isPrototype(text: string): boolean {
  const at = text.indexOf('(');
  const before = at < 0 ? '' : text.slice(0, at).trimEnd();
  if (!head.test(before) || !/[\s*&]\w+$/.test(before) || !declared.test(fromLastParenthesis(text)))
    return false;
  return !statements.has(firstWord(text)) && !/["'=]/.test(text);
}

function fromLastParenthesis(text: string): string {
  return text.slice(Math.max(0, text.lastIndexOf(')')));
}

function firstWord(text: string): string {
  return /^[\w$]+/.exec(text)?.[0] ?? '';
}

/** `int main(void)` with its body behind it, on this line or one of the next. */
function isOfC(reader: LineReader, line: number, text: string): boolean {
  const at = text.indexOf('(');
  const before = at < 0 ? '' : text.slice(0, at).trimEnd();
  if (!head.test(before) || /["']|=>|\bfunction\b/.test(text)) return false;
  const name = /[\w~]+$/.exec(before)?.[0] ?? '';
  if (name === '' || statements.has(name) || name === 'defined') return false;
  const isWhole = opened.test(fromLastParenthesis(text));
  if (text.endsWith('{')) return isWhole;
  const isOpen = /[,(]$/.test(text);
  if (!isOpen && !isWhole) return false;
  for (let next = line + 1; next <= line + (isOpen ? 8 : 1); next += 1) {
    const below = reader.text(next);
    if (below.startsWith('{') || (isOpen && below.endsWith('{'))) return true;
    if (/[;}]$/.test(below)) return false;
  }
  return false;
}

/** A letter, `_`, `~`, `#`, `$`, `*`, `(`, or no ASCII. */
function canBegin(unit: number): boolean {
  return isWordUnit(unit) || unit === 126 || unit === 40 || unit === 42 || unit === 35;
}

/** Of names: a letter, a digit, `_`, `$`. */
function isWordUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === 95 ||
    unit === 36
  );
}
