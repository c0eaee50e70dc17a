import * as z from 'zod/mini';
import type { Reader } from './channel.ts';

// What shapes are made of, and how they are read by. Loads the package: to be imported as a value by
// shapes alone.

export type Shapes = Readonly<Record<string, z.ZodMiniType>>;

/** The data under each name of a table of shapes. */
export type DataOf<Table extends Shapes> = {
  readonly [Name in keyof Table]: Readonly<z.infer<Table[Name]>>;
};

/** A whole number from 0. */
export const count = z.int().check(z.nonnegative());

/**
 * Reads data by the shape of its name: what comes out has the fields of the shape and no others.
 * Throws a TypeError that says what doesn't fit.
 */
export function readerOf(shapes: Shapes): Reader {
  return (name, data) => {
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined) throw new TypeError(`Nothing is known of "${name}".`);
    const read = shape.safeParse(data);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    throw new TypeError(`"${name}": ${issue?.path.join('.')} ${issue?.code}`);
  };
}

/** A text, of which so many characters are taken at most. */
export function cutText(chars: number) {
  return z.pipe(
    z.string(),
    z.transform((text: string) => text.slice(0, chars)),
  );
}

/**
 * A list, whose reading ends at the first item that doesn't fit: one that was only claimed to be long
 * costs nothing.
 */
export function listOf<Item extends z.ZodMiniType>(item: Item, most = Number.POSITIVE_INFINITY) {
  return z.pipe(
    z.custom<readonly unknown[]>((value) => Array.isArray(value) && value.length <= most),
    z.transform((values: readonly unknown[], context): readonly z.infer<Item>[] => {
      const items: z.infer<Item>[] = [];
      for (let at = 0; at < values.length; at += 1) {
        const read = item.safeParse(values[at]);
        if (!read.success) {
          context.issues.push({ code: 'custom', input: values[at], path: [at] });
          return z.NEVER;
        }
        items.push(read.data);
      }
      return items;
    }),
  );
}
