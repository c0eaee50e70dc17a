import type { Program, VariableDeclaration } from 'acorn';
import { contextUses, type Edit } from './contextUse.ts';
import { parseCell } from './parse.ts';

/** Before the name of a function that stands in for a given name; no variable of the code's own. */
export const standInPrefix = '$given$';

/** What stands in for `context`, see `contextUses`. */
export const useNames = {
  text: `${standInPrefix}text`,
  at: `${standInPrefix}at`,
  slice: `${standInPrefix}slice`,
  whole: `${standInPrefix}whole`,
} as const;

/**
 * Makes a cell a script whose top-level names persist: `const`, `let` and `class` become
 * assignments to properties of the global object, made as the code runs, so that a failing cell
 * keeps what it had assigned and every name can be declared again. `var` and functions, nested
 * ones too, persist in scripts as they are. Lines stay where they were.
 *
 * A function declared under one of the `given` names is declared under another and assigned, since
 * the given names can't be redefined. Uses of `context` say how much of it they use. Throws
 * CellSyntaxError.
 */
export function rewriteCell(code: string, given: ReadonlySet<string>): string {
  const program = parseCell(code);
  const edits: Edit[] = [...contextUses(code, program, useNames)];
  for (const statement of program.body) {
    if (statement.type === 'VariableDeclaration') {
      if (statement.kind === 'let' || statement.kind === 'const') assign(code, statement, edits);
    } else if (statement.type === 'ClassDeclaration') {
      edits.push({ at: statement.start, remove: 0, insert: `;${statement.id.name} = ` });
      edits.push({ at: statement.end, remove: 0, insert: ';' });
    }
  }
  // The `;` also keeps a first 'use strict' from making the script strict, where assigning to a
  // new global fails.
  return `;${standIns(program, given, edits)}${applyEdits(code, edits)}`;
}

/**
 * `const a = 1, {b} = c` becomes `;(a = 1, {b} = c);`. The leading `;` keeps the parenthesis from
 * calling what stands before it; these are statements of the program itself, where one more empty
 * statement is harmless.
 */
function assign(code: string, declaration: VariableDeclaration, edits: Edit[]): void {
  edits.push({ at: declaration.start, remove: declaration.kind.length, insert: ';(' });
  let end = declaration.end;
  for (const { id, init, end: declaratorEnd } of declaration.declarations) {
    if (!init) edits.push({ at: id.end, remove: 0, insert: ' = undefined' });
    end = declaratorEnd;
  }
  edits.push({ at: end, remove: 0, insert: ')' });
  if (code[declaration.end - 1] !== ';') {
    edits.push({ at: declaration.end, remove: 0, insert: ';' });
  }
}

function standIns(program: Program, given: ReadonlySet<string>, edits: Edit[]): string {
  const names = new Set<string>();
  for (const statement of program.body) {
    if (statement.type !== 'FunctionDeclaration' || !given.has(statement.id.name)) continue;
    const { name, start, end } = statement.id;
    edits.push({ at: start, remove: end - start, insert: standInPrefix + name });
    names.add(name);
  }
  return [...names].map((name) => `${name} = ${standInPrefix}${name};`).join('');
}

function applyEdits(code: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((one, other) => one.at - other.at || one.remove - other.remove);
  const pieces: string[] = [];
  let done = 0;
  for (const { at, remove, insert } of ordered) {
    pieces.push(code.slice(done, at), insert);
    done = at + remove;
  }
  pieces.push(code.slice(done));
  return pieces.join('');
}
