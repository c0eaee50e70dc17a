/** The queries of a cell that nothing has awaited yet. */
export interface Unawaited {
  /** Returns what is to be told when it fails. */
  add(promise: object, name: string, failure: Error): (message: string) => void;
  delete(promise: object): void;
  /** As sentences; forgets them. */
  take(): string[];
  clear(): void;
}

/** Runs inside the interpreter, see `makeFormat`. `lineOf` tells the cell's line of an error. */
export function makeUnawaited(lineOf: (error: Error) => number | null): Unawaited {
  let loose = new Map<object, { name: string; failure: Error; error: string | null }>();

  return {
    add(promise, name, failure) {
      const entry = { name, failure, error: null as string | null };
      loose.set(promise, entry);
      return (message) => {
        entry.error = message;
      };
    },
    delete(promise) {
      loose.delete(promise);
    },
    take() {
      const times = new Map<string, number>();
      const told = [...loose.values()].slice(0, 100);
      for (const { name, failure, error } of told) {
        const line = lineOf(failure);
        const place = line === null ? '' : ` in line ${line}`;
        const fate = error === null ? '' : ` It failed: ${error}`;
        const sentence = `${name}${place} was not awaited: write \`await ${name}(...)\` to get its answer.${fate}`;
        times.set(sentence, (times.get(sentence) ?? 0) + 1);
      }
      const sentences = [...times].map(([sentence, count]) =>
        count === 1 ? sentence : `${sentence} (${count} times)`,
      );
      const more = loose.size - told.length;
      if (more > 0) sentences.push(`${more} more queries were not awaited.`);
      loose = new Map();
      return sentences;
    },
    clear() {
      loose = new Map();
    },
  };
}
