import { type Program, parse } from 'acorn';

/** A cell that is not JavaScript: the sentence, and the line from 1. */
export class CellSyntaxError extends Error {
  readonly line: number | null;
  constructor(message: string, line: number | null) {
    super(message);
    this.name = 'SyntaxError';
    this.line = line;
  }
}

/** The cell's syntax tree; offsets are UTF-16 units of `code`. Throws CellSyntaxError. */
export function parseCell(code: string): Program {
  try {
    return parse(code, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowAwaitOutsideFunction: true,
    });
  } catch (error) {
    throw cellSyntaxError(error);
  }
}

/** Whether a reply's fence can end here: the code up to it is whole JavaScript. */
export function parses(code: string): boolean {
  try {
    parseCell(code);
    return true;
  } catch (error) {
    if (error instanceof CellSyntaxError) return false;
    throw error;
  }
}

function cellSyntaxError(error: unknown): unknown {
  if (!(error instanceof SyntaxError)) return error;
  const place: unknown = Reflect.get(error, 'loc');
  const line = typeof place === 'object' && place !== null ? Reflect.get(place, 'line') : null;
  const message = /^'import' and 'export'/.test(error.message)
    ? 'import and export do not exist here: no module can be loaded.'
    : error.message.replace(/ \(\d+:\d+\)$/, '');
  return new CellSyntaxError(message, typeof line === 'number' ? line : null);
}
