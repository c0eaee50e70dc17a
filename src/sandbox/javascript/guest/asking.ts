import type { GuestHost } from './install.ts';

/** What is asked of the host about the text. */
export interface Asking {
  /** The answer to an operation given as JSON; throws what is wrong with it. */
  text(operation: string, query: string): string;
  /** Makes what it is given the text of this index; null where that can't be done. */
  fill(index: number, make: () => string): string | null;
  /** What a method of the whole text comes to, see `makeContextMethods`. */
  whole(query: string): string | readonly string[] | null;
}

/** Runs inside the interpreter, see `makeFormat`. */
export function makeAsking(
  host: GuestHost,
  memoryMb: number,
  isOutOfMemory: (error: unknown) => boolean,
): Asking {
  const { parse } = JSON;

  function inBounds<Result>(make: () => Result): Result {
    try {
      return make();
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      throw new RangeError(
        `The result does not fit into the sandbox's memory of ${memoryMb} MB: ask for less.`,
      );
    }
  }

  return {
    text(operation, query) {
      const answer = inBounds(() => host.text(operation, query));
      if (answer.startsWith('+')) return answer.slice(1);
      const { name, message } = parse(answer.slice(1));
      throw name === 'RangeError' ? new RangeError(message) : new TypeError(message);
    },
    fill: (index, make) =>
      inBounds(() => {
        const made = make();
        return host.fill(String(index), made) === '' ? made : null;
      }),
    whole: (query) => host.strings(query),
  };
}
