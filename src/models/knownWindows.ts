import type { Model, ModelFacts } from '../core/model.ts';

/** What one model takes (tokens), and who says so; null: unknown. */
export interface KnownWindow extends Pick<ModelFacts, 'window' | 'windowFrom'> {
  readonly model: string;
}

/** What is known of models once their server was asked, which sends it no text. */
export interface KnownWindows {
  readonly windows: readonly KnownWindow[];
  /** Sentences about windows that are smaller than they need be. */
  readonly warnings: readonly string[];
}

export async function askWindows(
  model: Model,
  names: readonly string[],
  signal: AbortSignal,
): Promise<KnownWindows> {
  const warnings = (await model.prepare?.(names, signal)) ?? [];
  const windows = [...new Set(names)].map((name) => {
    const { window, windowFrom } = model.facts(name);
    return { model: name, window, ...(windowFrom && { windowFrom }) };
  });
  return { windows, warnings };
}
