/** What the code has put in the place of a given name's value; null while it is as given. */
export type Replacement = () => { readonly value: unknown } | null;

/** The names that the REPL gives: the code may overwrite them, and they come back before each cell. */
export interface GivenNames {
  /** `assigned` is told of a value that the code assigns, and says whether that replaces what is given. */
  give(name: string, value: () => unknown, assigned?: (value: unknown) => boolean): Replacement;
  /** Those that the cell has overwritten, and others that it must not have. */
  readonly overwritten: Set<string>;
  /** A cell begins: `again` is done too. */
  begin(): void;
  onBegin(again: () => void): void;
}

/** Runs inside the interpreter, see `makeFormat`. */
export function makeGivenNames(): GivenNames {
  const { defineProperty } = Object;
  const overwritten = new Set<string>();
  const resets: (() => void)[] = [];

  return {
    overwritten,
    give(name, value, assigned = () => true) {
      let replaced: { readonly value: unknown } | null = null;
      resets.push(() => {
        replaced = null;
      });
      defineProperty(globalThis, name, {
        get: () => (replaced === null ? value() : replaced.value),
        set: (next) => {
          if (!assigned(next)) return;
          replaced = { value: next };
          overwritten.add(name);
        },
        enumerable: false,
        configurable: false,
      });
      return () => replaced;
    },
    begin() {
      for (const reset of resets) reset();
      overwritten.clear();
    },
    onBegin: (again) => void resets.push(again),
  };
}
