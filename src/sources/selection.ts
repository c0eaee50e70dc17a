import type { Context, Origin, SharedText } from '../core/context.ts';

/** Text that is in memory: a selected range, a cell of a notebook. */
export interface TextPart {
  /** What the model calls it where there are several: `platform.log:120-180`. */
  readonly path: string;
  readonly text: SharedText;
  readonly origin: Origin | null;
}

/**
 * One part as a Context of one string; several as a map from their paths, in the order given. A
 * path that comes again is told apart by a number: `platform.log (2)`.
 */
export function textContext(parts: readonly TextPart[], label: string): Context {
  const isSingle = parts.length === 1;
  const taken = new Set<string>();
  const items = parts.map(({ path, text, origin }) => ({
    path: isSingle ? '' : distinctName(path === '' ? 'text' : path, taken),
    text,
    origin,
  }));
  return { kind: isSingle ? 'string' : 'map', items, label };
}

function distinctName(path: string, taken: Set<string>): string {
  let name = path;
  for (let number = 2; taken.has(name); number += 1) name = `${path} (${number})`;
  taken.add(name);
  return name;
}
