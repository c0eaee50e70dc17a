import { parser } from '@lezer/python';

/** Gives up at the first mistake instead of reading on behind it. */
const strict = parser.configure({ strict: true });
type Tree = ReturnType<typeof strict.parse>;

/** Characters: what is longer is a text. */
const longestExpression = 100_000;

/**
 * Whether a reply's fence can end here: the code up to it is whole Python. Of rules beyond the grammar
 * (what can be assigned to, where `return` may stand) it knows nothing. Time grows with the length.
 */
export function parses(code: string): boolean {
  const tree = read(code);
  return tree !== null && !startsIndented(code) && !printsWithoutParentheses(tree);
}

/**
 * Whether a text could be an expression with a name in it, so that it is worth asking the interpreter,
 * which decides.
 */
export function mayBeExpression(text: string): boolean {
  if (text.length > longestExpression) return false;
  const source = `(${text}\n)`;
  const statement = read(source)?.topNode.firstChild;
  const expression = statement?.name === 'ExpressionStatement' ? statement.firstChild : null;
  // `a) + (b` would parse too, in the parentheses around it.
  const isWhole = expression?.name === 'ParenthesizedExpression' && expression.to === source.length;
  return isWhole && statement?.nextSibling === null && has(expression, 'VariableName');
}

/** Null where the parser finds a mistake. */
function read(code: string): Tree | null {
  try {
    return strict.parse(code);
  } catch (error) {
    // Nested deeper than the stack: nobody's code, but no bug either.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

/** The parser takes a first line that is indented. */
function startsIndented(code: string): boolean {
  const first = /^(?:[ \t\f]*(?:#.*)?\r?\n)*([ \t]*)[^\s#]/.exec(code);
  return (first?.[1] ?? '') !== '';
}

/** As in Python 2. */
function printsWithoutParentheses(tree: Tree): boolean {
  return has(tree.topNode, 'PrintStatement');
}

function has(node: Tree['topNode'], name: string): boolean {
  const cursor = node.cursor();
  const end = node.to;
  do {
    if (cursor.from > end) return false;
    if (cursor.name === name) return true;
  } while (cursor.next());
  return false;
}
