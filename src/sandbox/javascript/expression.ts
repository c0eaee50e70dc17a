import { type Expression, type Node, type Pattern, parseExpressionAt } from 'acorn';
import { ancestor, base, full } from 'acorn-walk';

/** A name that an expression uses and does not make itself. */
export interface FreeName {
  readonly name: string;
  /** Somewhere in it the name is called as a function. */
  readonly isCalled: boolean;
}

/** Characters: what is longer is a text. */
const longest = 100_000;

/**
 * The free names of a text that is one expression from end to end; null where it is none, or one that
 * would change something: an assignment, `++`, `delete`, `await`, a sequence, an import. In functions
 * inside it statements may do what they like.
 */
export function readExpression(text: string): readonly FreeName[] | null {
  if (text.length > longest) return null;
  try {
    const expression = parsed(text);
    return expression === null || changesSomething(expression) ? null : freeNames(expression);
  } catch (error) {
    // Nested deeper than the stack: nobody's answer, but no bug either.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

/** Throws a SyntaxError. */
function parsed(text: string): Expression | null {
  const source = `(${text}\n)`;
  const node = parseExpressionAt(source, 0, { ecmaVersion: 'latest', preserveParens: true });
  // `a) + (b` would parse too, in the parentheses around it.
  const isWhole = node.type === 'ParenthesizedExpression' && node.end === source.length;
  return isWhole ? node : null;
}

type Callback = Parameters<typeof full>[1];

/** Outside of functions, where it would happen as the expression is computed. */
function changesSomething(expression: Expression): boolean {
  let changes = false;
  const look: Callback = (node) => {
    changes ||= changing.has(node.type) || isDelete(node);
  };
  const skip = (): void => {};
  full(expression, look, { ...base, Function: skip, Class: skip });
  return changes;
}

const changing: ReadonlySet<string> = new Set([
  'AssignmentExpression',
  'UpdateExpression',
  'AwaitExpression',
  'SequenceExpression',
  'ImportExpression',
  'MetaProperty',
  'YieldExpression',
]);

function isDelete(node: Node): boolean {
  return node.type === 'UnaryExpression' && 'operator' in node && node.operator === 'delete';
}

function freeNames(expression: Expression): readonly FreeName[] {
  const bound = new Map<Node, ReadonlySet<string>>();
  const called = new Map<string, boolean>();
  const isBound = (name: string, around: readonly Node[]): boolean =>
    around.some((node) => {
      if (!makesNames(node)) return false;
      const names = bound.get(node) ?? namesIn(node);
      bound.set(node, names);
      return names.has(name);
    });
  const use = (node: Node & { readonly name: string }, around: readonly Node[]): void => {
    if (isBound(node.name, around)) return;
    const caller = around.at(-2);
    const isCalled =
      caller !== undefined &&
      ((caller.type === 'CallExpression' && 'callee' in caller && caller.callee === node) ||
        (caller.type === 'TaggedTemplateExpression' && 'tag' in caller && caller.tag === node));
    called.set(node.name, isCalled || called.get(node.name) === true);
  };
  ancestor(expression, {
    Identifier: (node, _state, around) => use(node, around),
    // What code in a function assigns to.
    VariablePattern: (node: Node & { readonly name: string }, _: unknown, around: Node[]) =>
      use(node, around),
  } as Parameters<typeof ancestor>[1]);
  return [...called].map(([name, isCalled]) => ({ name, isCalled }));
}

function makesNames({ type }: Node): boolean {
  return /Function|^Class/.test(type);
}

/** All that is declared anywhere in a function, of functions in it too: more than are visible. */
function namesIn(owner: Node): ReadonlySet<string> {
  const names = new Set(['arguments']);
  const addPattern = (pattern: Pattern | null | undefined): void => {
    if (!pattern) return;
    full(pattern, (node) => {
      const { name } = node as { readonly name?: unknown };
      if (typeof name === 'string') names.add(name);
    });
  };
  full(owner, (node) => {
    const { params, id, param } = node as {
      readonly params?: readonly Pattern[];
      readonly id?: Pattern | null;
      readonly param?: Pattern | null;
    };
    for (const each of [...(params ?? []), id, param]) addPattern(each);
  });
  return names;
}
