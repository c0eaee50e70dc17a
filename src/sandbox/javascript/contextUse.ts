import type { CallExpression, Expression, MemberExpression, Program, Super } from 'acorn';
import { simple } from 'acorn-walk';

/** A change to a cell's code. */
export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** What stands in the interpreter for uses of `context` that say how much of it they use. */
export interface UseNames {
  /** `context` itself, whose reading counts for nothing. */
  readonly text: string;
  /** Takes a key, counts what it leads to and returns it. */
  readonly at: string;
  /** Takes a method's name and its arguments, counts the part and returns the arguments. */
  readonly slice: string;
  /** `context` where one of the methods is called that look through all of it. */
  readonly whole: string;
}

const variable = 'context';
const partMethods: ReadonlySet<string> = new Set(['slice', 'substring', 'substr']);
/** Those that `makeContextMethods` answers. */
const wholeMethods: ReadonlySet<string> = new Set([
  ...['indexOf', 'lastIndexOf', 'includes', 'split', 'match', 'matchAll', 'search'],
]);

/**
 * Edits that let the code say what of `context` it uses: its length, its paths and its type are
 * nothing, a slice or `context[path]` are that part. Whatever is left as it is reads `context` and counts
 * for all of it; where a method is called that the host can answer, so does what stands for it. None where the cell has a name `context` of its own.
 */
export function contextUses(code: string, program: Program, names: UseNames): readonly Edit[] {
  if (!code.includes(variable) || bindsContext(program)) return [];
  const edits: Edit[] = [];
  const peek = ({ start }: Expression | Super, name = names.text): void => {
    edits.push({ at: start, remove: variable.length, insert: name });
  };
  const wrap = (node: Expression, from: number, mark: string, call: string, end: string): void => {
    const open = afterMark(code, from, mark);
    if (open === null) return;
    edits.push({ at: open, remove: 0, insert: call });
    edits.push({ at: node.end - 1, remove: 0, insert: end });
  };
  /** `context[path]` of which the length alone is used. */
  const measured = new Set<Expression | Super>();
  simple(program, {
    MemberExpression(node) {
      if (!node.computed && nameOf(node) === 'length') {
        if (isContext(node.object)) peek(node.object);
        else measured.add(node.object);
      }
    },
    UnaryExpression({ operator, argument }) {
      if (operator === 'typeof' && isContext(argument)) peek(argument);
    },
    BinaryExpression({ operator, right }) {
      if (operator === 'in' && isContext(right)) peek(right);
    },
    CallExpression(node) {
      const { callee, arguments: given } = node;
      const [only] = given;
      if (isPathList(node) && only !== undefined && only.type !== 'SpreadElement') peek(only);
      const method = callee.type === 'MemberExpression' && !callee.computed ? nameOf(callee) : '';
      if (callee.type !== 'MemberExpression' || !isContext(callee.object)) return;
      if (wholeMethods.has(method)) peek(callee.object, names.whole);
      if (!partMethods.has(method) || afterMark(code, callee.end, '(') === null) return;
      peek(callee.object);
      wrap(node, callee.end, '(', `...${names.slice}(${JSON.stringify(method)},`, ')');
    },
  });
  simple(program, {
    MemberExpression(node) {
      const { object, computed } = node;
      if (!computed || !isContext(object) || afterMark(code, object.end, '[') === null) return;
      peek(object);
      if (!measured.has(node)) wrap(node, object.end, '[', `${names.at}((`, '))');
    },
  });
  return edits;
}

/** Whether the cell declares or assigns the name anywhere. */
function bindsContext(program: Program): boolean {
  let binds = false;
  simple(program, {
    VariablePattern({ name }: { readonly name: string }) {
      if (name === variable) binds = true;
    },
  } as Parameters<typeof simple>[1]);
  return binds;
}

/** `Object.keys(context)`, `Array.isArray(context)`. */
function isPathList({ callee, arguments: given }: CallExpression): boolean {
  const [only] = given;
  if (given.length !== 1 || only === undefined || !isContext(only)) return false;
  if (callee.type !== 'MemberExpression' || callee.computed) return false;
  const owner = callee.object.type === 'Identifier' ? callee.object.name : '';
  return ['Object.keys', 'Array.isArray'].includes(`${owner}.${nameOf(callee)}`);
}

function isContext(node: { readonly type: string }): boolean {
  return node.type === 'Identifier' && 'name' in node && node.name === variable;
}

function nameOf({ property }: MemberExpression): string {
  return property.type === 'Identifier' ? property.name : '';
}

const beforeMark = /(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n|\?\.)*/y;

/** The offset behind the mark that comes next, blanks and comments passed over; null: another comes. */
function afterMark(code: string, from: number, mark: string): number | null {
  beforeMark.lastIndex = from;
  const at = from + (beforeMark.exec(code)?.[0].length ?? 0);
  return code[at] === mark ? at + 1 : null;
}
