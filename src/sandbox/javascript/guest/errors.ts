/** Errors as the model is told of them. */
export interface Errors {
  /** The file name of the cell that runs, by which its lines are known in stacks. */
  begin(file: string): void;
  /** The line of the running cell at which an error came about, from 1; null when in none. */
  lineOf(error: Error): number | null;
  isOutOfMemory(error: unknown): boolean;
  /** A thrown value as JSON {name, message, line}. */
  explain(thrown: unknown): string;
}

/** Runs inside the interpreter, see `makeFormat`. */
export function makeErrors(show: (value: unknown) => string, memoryMb: number): Errors {
  const { stringify } = JSON;
  let file = '';

  function lineOf(error: Error): number | null {
    const stack = String(error.stack);
    const at = stack.indexOf(`${file}:`);
    const line = at < 0 ? Number.NaN : Number.parseInt(stack.slice(at + file.length + 1), 10);
    return Number.isNaN(line) ? null : line;
  }

  /** Of an error in a function that an earlier cell has made: which, and its own line there. */
  function innerPlaceOf(error: Error): string {
    for (const frame of String(error.stack).split('\n')) {
      if (frame.includes(`${file}:`)) return '';
      const found = /at (\S+) \(cell([\d.]+):(\d+)/.exec(frame);
      if (found !== null) return ` (in ${found[1]}, line ${found[3]} of cell ${found[2]})`;
    }
    return '';
  }

  function isOutOfMemory(error: unknown): boolean {
    return error instanceof Error && error.message === 'out of memory';
  }

  function explain(thrown: unknown): string {
    if (!(thrown instanceof Error)) {
      return stringify({ name: 'Error', message: `thrown: ${show(thrown)}`, line: null });
    }
    const memory = isOutOfMemory(thrown) ? `: the sandbox has ${memoryMb} MB` : '';
    const cause = thrown.cause === undefined ? '' : ` (cause: ${show(thrown.cause)})`;
    return stringify({
      name: String(thrown.name),
      message: String(thrown.message) + memory + cause + innerPlaceOf(thrown),
      line: lineOf(thrown),
    });
  }

  return {
    begin(next) {
      file = next;
    },
    lineOf,
    isOutOfMemory,
    explain,
  };
}
